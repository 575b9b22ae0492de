import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../adapters/ports/journal.port.ts';
import { settle } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { approves } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../support/test-engine.ts';
import { readAll } from '../../support/test-journals.ts';

type Call = 'append' | 'read' | 'close';

/** A journal that does not answer to some calls until it is released. */
function hangingJournal(...calls: readonly Call[]) {
  const memory = memoryJournal();
  const waiting: (() => void)[] = [];
  const hung = new Set<Call>(calls);
  const pass = async (call: Call) => {
    if (hung.has(call)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      await pass('append');
      await memory.append(records);
    },
    read: async function* (id) {
      await pass('read');
      yield* memory.read(id);
    },
    close: async () => pass('close'),
  };
  const release = () => {
    hung.clear();
    for (const go of waiting.splice(0)) go();
    return settle();
  };
  return { journal, memory, release, hang: (call: Call) => hung.add(call) };
}

const eventsIn = async (journal: Journal) =>
  (await readAll(journal)).map((record) => (record.type === 'event' ? record.event.type : record.type));

describe('on a disk that hangs', () => {
  it.each([1, 2])(
    'a payment whose record %i is not stored in time is reported by then, and not sent when it is',
    async (hungRecord) => {
      const { journal, memory, release, hang } = hangingJournal();
      const { engine, terminal, clock } = await createTestEngine(approves, {
        journal: {
          ...journal,
          append: (records) => {
            if (records[0]?.seq === hungRecord - 1) hang('append');
            return journal.append(records);
          },
        },
      });
      const payment = engine.pay(order());
      await settle();
      await clock.step(15_000);
      expect(payment.state.outcome).toBeUndefined();
      await clock.step(1);
      expect(payment.state.outcome).toMatchObject({
        kind: 'notProcessed',
        charged: 'no',
        failure: { code: 'ERR_SEND_TOO_LATE' },
      });
      const later: string[] = [];
      engine.transactions$.subscribe(({ state }) => later.push(state));
      await release();
      await clock.step(60_000, 1000);
      expect(terminal.received).toEqual([]);
      expect(later).toEqual([]);
      expect((await eventsIn(memory)).at(-1)).toBe('link.notSent');
    },
  );

  it('an abort of a payment that is not stored is part of its outcome', async () => {
    const { journal, memory, release } = hangingJournal('append');
    const { engine, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order());
    await settle();
    payment.abort();
    await clock.step(15_001);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', abortRequested: true });
    await release();
    expect(await eventsIn(memory)).toEqual(['opened', 'sale.abort', 'link.notSent']);
  });

  it('the next payment is reported as well, and the terminal pays again once the disk answers', async () => {
    const { journal, release } = hangingJournal('append');
    const { engine, clock } = await createTestEngine(approves, { journal });
    for (const id of ['a', 'b']) {
      const payment = engine.pay(order({ id }));
      await settle();
      await clock.step(15_001);
      expect(payment.state.outcome).toMatchObject({ failure: { code: 'ERR_SEND_TOO_LATE' } });
    }
    await release();
    expect(await engine.pay(order({ id: 'c' })).settled()).toMatchObject({ kind: 'approved' });
  });

  it('a payment whose id is looked up says why it waits, and is not sent when the shopper has gone', async () => {
    const { journal, release } = hangingJournal('read');
    const { engine, terminal, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    await clock.step(5000);
    expect(payment.state).toMatchObject({ state: 'queued', failure: { code: 'ERR_JOURNAL_OVERDUE' } });
    // The id may be that of an earlier payment: nothing is said of the money.
    await clock.step(20_000, 1000);
    expect(payment.state.outcome).toBeUndefined();
    await release();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
    expect(terminal.received).toEqual([]);
  });

  it.each<[Call, number]>([
    ['append', 1],
    ['read', 1],
  ])('health says failing while its %s is overdue, and ok when it has answered', async (call) => {
    const { journal, release } = hangingJournal(call);
    const { engine, clock } = await createTestEngine(() => never, { journal });
    const health: unknown[] = [];
    engine.health$.subscribe((value) => health.push(value));
    engine.pay(order({ id: 'basket-1' }));
    await settle();
    await clock.step(4999);
    expect(health).toEqual([{ journal: 'ok' }]);
    await clock.step(1);
    expect(health.at(-1)).toEqual({ journal: 'failing', code: 'ERR_JOURNAL_OVERDUE' });
    await release();
    expect(health.at(-1)).toEqual({ journal: 'ok' });
  });

  it.each<[string, Call[]]>([
    ['nothing hangs', []],
    ['its append hangs', ['append']],
    ['its close hangs', ['close']],
    ['everything hangs', ['append', 'read', 'close']],
  ])('closing ends within its time when %s', async (_, calls) => {
    const { journal } = hangingJournal(...calls);
    const { engine, clock } = await createTestEngine(() => never, { journal, limits: { closeTimeoutMs: 3000 } });
    engine.pay(order());
    engine.pay(order({ id: 'looked-up', poiid: 'V400m-324688180' }));
    await settle();
    let isClosed = false;
    void engine.close().then(() => (isClosed = true));
    await settle();
    await clock.step(3000, 100);
    expect(isClosed).toBe(true);
  });
});
