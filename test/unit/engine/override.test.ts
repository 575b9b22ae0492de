import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import { settle } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { losesAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';
import { readAll } from '../../support/test-journals.ts';

describe('a terminal with an unknown outcome', () => {
  it('takes payments again after an override, which the journal keeps with name and reason', async () => {
    const journal = memoryJournal();
    const { engine, terminal } = await createTestEngine(losesAnswers, { journal });
    const unknown = engine.pay(order());
    await settle();
    const by = 'Ada';
    const reason = 'the terminal shows: approved';
    engine.override({ transaction: unknown.id, by, reason, outcome: 'charged' });
    expect(await unknown.settled()).toMatchObject({ kind: 'overridden', charged: 'yes', by, reason });
    expect(engine.unresolved()).toEqual([]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
    engine.pay(order());
    await settle();
    expect(terminal.count('Payment')).toBe(2);
    const records = await readAll(journal);
    expect(records.filter(({ settles }) => settles)).toMatchObject([
      { transaction: unknown.id, event: { type: 'sale.override', by, reason, charged: 'yes' } },
    ]);
  });

  it.each([
    ['without a name', { by: ' ', reason: 'x', outcome: 'charged' }],
    ['without a reason', { by: 'Ada', reason: '', outcome: 'charged' }],
    ['without an outcome', { by: 'Ada', reason: 'x', outcome: undefined }],
  ])('is not released by an override %s', async (_, request) => {
    const { engine } = await createTestEngine(losesAnswers);
    const unknown = engine.pay(order());
    await settle();
    expect(() => engine.override({ transaction: unknown.id, ...request } as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_OVERRIDE' }),
    );
    expect(engine.terminal(POIID).state.work).toBe('quarantined');
  });

  it('has nothing to override while the outcome is not unknown', async () => {
    const { engine } = await createTestEngine(() => never);
    const running = engine.pay(order());
    await settle();
    const override = () => engine.override({ transaction: running.id, by: 'Ada', reason: 'x', outcome: 'unknown' });
    expect(override).toThrow(expect.objectContaining({ code: 'ERR_INPUT_OVERRIDE' }));
  });
});
