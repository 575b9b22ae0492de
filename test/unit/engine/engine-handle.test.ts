import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import { newer } from '../../compliance/journal-records.ts';
import { settle } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';
import { readAll } from '../../support/test-journals.ts';

describe('a transaction that is not in memory any more', () => {
  it('is found in the journal by its id, and nothing is sent', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { limits: { settledKeptMax: 1 } });
    for (const id of ['a', 'b']) await engine.pay(order({ id })).settled();
    expect((await engine.find('a'))?.state).toMatchObject({ state: 'settled', outcome: { kind: 'approved' } });
    expect(await engine.find('never-seen')).toBeUndefined();
    expect(terminal.count('Payment')).toBe(2);
  });

  it('has a handle that gives its outcome at once and ends its streams', async () => {
    const { engine } = await createTestEngine(undefined, { limits: { settledKeptMax: 1 } });
    for (const id of ['a', 'b']) await engine.pay(order({ id })).settled();
    const found = await engine.find('a');
    expect(await found?.settled()).toMatchObject({ kind: 'approved' });
    expect(await found?.outcome(0)).toMatchObject({ kind: 'approved' });
  });
});

describe('an id that no transaction in memory has', () => {
  it.each<[string, (engine: Awaited<ReturnType<typeof createTestEngine>>['engine']) => unknown]>([
    ['abort', (engine) => engine.abort('never-seen')],
    ['checkStatus', (engine) => engine.checkStatus('never-seen')],
    [
      'override',
      (engine) => engine.override({ transaction: 'never-seen', by: 'Ada', reason: 'seen', outcome: 'charged' }),
    ],
  ])('is refused by %s', async (_, call) => {
    const { engine } = await createTestEngine();
    expect(() => call(engine)).toThrow(expect.objectContaining({ code: 'ERR_INPUT_TRANSACTION' }));
  });
});

describe('a till that asks by id', () => {
  it('has the terminal asked at once about what is unknown', async () => {
    const { engine, terminal } = await createTestEngine(({ category }) =>
      category === 'Payment' ? { kind: 'answered', status: 503, body: new Uint8Array() } : never,
    );
    const payment = engine.pay(order());
    await settle();
    engine.checkStatus(payment.id);
    await settle();
    expect(terminal.count('TransactionStatus')).toBe(1);
  });
});

describe('a terminal', () => {
  it('that is none of the options is refused with the names of those that are', async () => {
    const { engine } = await createTestEngine();
    expect(() => engine.terminal('V400m-000000000')).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_TERMINAL', message: expect.stringContaining(POIID) as unknown }),
    );
  });
});

describe('pruning', () => {
  it('forgets what was settled longer ago than that, and never an open transaction', async () => {
    const journal = memoryJournal();
    let answers = true;
    const { engine, clock } = await createTestEngine(
      (asked) => (answers ? asked.answer({ Response: { Result: 'Success' } }) : never),
      { journal },
    );
    await engine.pay(order({ id: 'old' })).settled();
    await journal.append(newer(Number.MAX_SAFE_INTEGER));
    answers = false;
    engine.pay(order({ id: 'open' }));
    await settle();
    await clock.step(1000);
    expect(await engine.prune(1000)).toBe(0);
    expect(await engine.prune(999)).toBe(1);
    const kept = new Set((await readAll(journal)).map(({ transaction }) => transaction));
    expect([...kept].filter((id) => !id.startsWith('newer'))).toEqual(['open']);
  });
});
