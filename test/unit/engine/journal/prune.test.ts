import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { newer } from '../../../compliance/journal-records.ts';
import { steppedClock } from '../../../support/clock.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';

const YEAR_MS = 365 * 86_400_000;

describe('pruning by a clock that is a year ahead for a moment', () => {
  it('forgets nothing, and the same id is not charged again', async () => {
    const journal = memoryJournal();
    const clock = steppedClock();
    let aheadMs = 0;
    const wrong = { ...clock, now: () => clock.now() + aheadMs };
    const { engine, terminal } = await createTestEngine(undefined, { journal, limits: { settledKeptMax: 1 } }, wrong);
    await engine.pay(order({ id: 'a' })).settled();
    await journal.append(newer(clock.now()));
    await engine.pay(order({ id: 'b' })).settled();
    aheadMs = YEAR_MS;
    await expect(engine.prune(YEAR_MS / 2)).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOCK', transaction: 'b' });
    aheadMs = 0;
    await engine.pay(order({ id: 'a' })).settled();
    expect(terminal.count('Payment')).toBe(2);
    expect(await engine.prune(YEAR_MS / 2)).toBe(0);
  });
});

describe('an age that is none', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '30' as unknown as number])(
    '(%s) is refused, and nothing is forgotten',
    async (age) => {
      const { engine } = await createTestEngine();
      await engine.pay(order({ id: 'a' })).settled();
      await expect(engine.prune(age)).rejects.toMatchObject({ name: 'InputError', code: 'ERR_INPUT_PRUNE' });
      expect(await engine.prune(0)).toBe(0);
      expect(await engine.find('a')).toBeDefined();
    },
  );
});
