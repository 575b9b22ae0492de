import { describe, expect, it } from 'vitest';
import { readTransaction } from '../../../../../engine/journal/stored-transactions.ts';
import { storedState } from '../../../../../engine/transactions/transaction-reducer.ts';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../../../adapters/ports/journal.port.ts';
import type { TransactionEvent } from '../../../../../machines/index.ts';
import { settle, steppedClock } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../../support/test-engine.ts';
import { heldJournal, readAll } from '../../../../support/test-journals.ts';
import { startProcess } from '../../../../support/engine/transaction-process.ts';

/** The events of a journal by their names. */
async function eventsIn(journal: Parameters<typeof readAll>[0]): Promise<string[]> {
  return (await readAll(journal)).map((record) => (record.type === 'event' ? record.event.type : record.type));
}

/** A journal that takes each event of that type only when it is released, and then stores it or fails. */
function journalHolding(type: TransactionEvent['type'] | 'opened') {
  const memory = memoryJournal();
  const waiting: { store: () => void; fail: () => void }[] = [];
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      const [record] = records;
      const isHeld = record?.type === 'event' ? record.event.type === type : record?.type === type;
      if (isHeld)
        await new Promise<void>((store, fail) => waiting.push({ store, fail: () => fail(new Error('full')) }));
      await memory.append(records);
    },
  };
  const end = (how: 'store' | 'fail') => async () => {
    for (const append of waiting.splice(0)) append[how]();
    await settle();
  };
  return { journal, memory, store: end('store'), fail: end('fail') };
}

describe('a payment', () => {
  it.each(['opened', 'intent.stored'] as const)('is not sent before its %s is on disk', async (type) => {
    const { journal, store } = journalHolding(type);
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await settle();
    expect(terminal.received).toEqual([]);
    await store();
    expect(terminal.count('Payment')).toBe(1);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it.each(['opened', 'intent.stored'] as const)('whose %s cannot be stored is never sent', async (type) => {
    const { journal, fail } = journalHolding(type);
    const { engine, terminal, clock } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await settle();
    await fail();
    await clock.step(60_000, 1000);
    expect(terminal.received).toEqual([]);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('is not asked about before the loss of its answer is on disk', async () => {
    const { journal, store } = journalHolding('poi.undecided');
    const { engine, terminal, clock } = await createTestEngine(losesAnswers, { journal });
    const payment = engine.pay(order());
    await settle();
    await clock.step(30_000, 1000);
    expect(payment.state.state).toBe('awaiting');
    expect(terminal.count('TransactionStatus')).toBe(0);
    await store();
    await clock.step(2000, 500);
    expect(terminal.count('TransactionStatus')).toBe(1);
  });

  it.each([-3_600_000, 3_600_000])(
    'is asked about in time when the clock is set by %i ms while its loss is stored',
    async (byMs) => {
      const { journal, store } = journalHolding('poi.undecided');
      const stepped = steppedClock();
      let setByMs = 0;
      const { engine, terminal, clock } = await createTestEngine(
        losesAnswers,
        { journal },
        { ...stepped, now: () => stepped.now() + setByMs },
      );
      engine.pay(order());
      await settle();
      setByMs = byMs;
      await store();
      expect(terminal.count('TransactionStatus')).toBe(0);
      await clock.step(2000, 500);
      expect(terminal.count('TransactionStatus')).toBe(1);
    },
  );
});

describe('a payment on a slow disk', () => {
  it.each([
    ['after an abort', (payment: { abort(): void }) => payment.abort(), 0, 'ERR_WITHDRAWN'],
    ['after a quarter of a minute', () => {}, 15_001, 'ERR_SEND_TOO_LATE'],
  ])('is not sent %s', async (_, happen, afterMs, code) => {
    const { journal, release } = heldJournal();
    const { engine, terminal, clock } = await createTestEngine(() => never, { journal });
    const payment = engine.pay(order());
    await settle();
    happen(payment);
    if (afterMs > 0) await clock.step(afterMs);
    await release();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', charged: 'no', failure: { code } });
    expect(terminal.received).toEqual([]);
  });
});

describe('while the intent of a transaction is being stored', () => {
  it('an abort withdraws it: nothing is sent', async () => {
    const { journal, release } = heldJournal();
    const { entry, begun } = startProcess(journal);
    entry.send({ type: 'sale.abort' });
    await release();
    expect(begun).toEqual([]);
    expect(entry.state).toMatchObject({
      abortRequested: true,
      outcome: { kind: 'notProcessed', charged: 'no', failure: { code: 'ERR_WITHDRAWN' }, abortRequested: true },
    });
    expect(await eventsIn(journal)).toEqual(['opened', 'sale.abort', 'intent.stored']);
  });

  it('a time that is up ends it: nothing is sent', async () => {
    const { journal, release } = heldJournal();
    const { entry, clock, begun } = startProcess(journal);
    await clock.step(15_001);
    await release();
    expect(begun).toEqual([]);
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
  });

  it('a stop leaves it as the journal has it: nothing is sent, and no outcome is reported', async () => {
    const { journal, release } = heldJournal();
    const { entry, begun, states } = startProcess(journal);
    entry.close();
    await release();
    expect(begun).toEqual([]);
    expect(states).toEqual(['sending']);
    expect(await eventsIn(journal)).toEqual(['opened']);
  });
});

describe('while it is being stored that the intent is stored', () => {
  /** A process whose birth is on disk, and whose `intent.stored` waits for it. */
  async function open() {
    const held = heldJournal();
    const bench = startProcess(held.journal);
    await held.releaseOnce();
    expect(await eventsIn(held.journal)).toEqual(['opened']);
    return { ...held, ...bench };
  }

  it('an abort withdraws it: nothing is sent, and the journal says so', async () => {
    const { journal, entry, begun, release } = await open();
    entry.send({ type: 'sale.abort' });
    await release();
    expect(begun).toEqual([]);
    expect(entry.state.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_WITHDRAWN' },
      abortRequested: true,
    });
    expect((await eventsIn(journal)).slice(0, 3)).toEqual(['opened', 'intent.stored', 'sale.abort']);
  });

  it('a time that is up ends it: nothing is sent', async () => {
    const { entry, clock, begun, release } = await open();
    await clock.step(15_001);
    await release();
    expect(begun).toEqual([]);
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
  });

  it('a time that is just not up sends it', async () => {
    const { clock, begun, release } = await open();
    await clock.step(15_000);
    await release();
    expect(begun).toEqual(['transmit']);
  });

  it('a failure of the disk ends it at once as not processed, and the journal learns that when the disk works again', async () => {
    const { journal, entry, clock, begun, release, failNext } = await open();
    failNext(2);
    await release();
    expect(entry.state.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_JOURNAL' },
    });
    expect(await eventsIn(journal)).toEqual(['opened']);
    await clock.step(100_000, 1000);
    expect(begun).toEqual([]);
    expect(await eventsIn(journal)).toEqual(['opened', 'link.notSent']);
    const stored = await readTransaction(journal, entry.id);
    expect(stored && storedState(stored).outcome).toEqual(entry.state.outcome);
  });

  it('a stop leaves it as the journal has it: nothing is sent', async () => {
    const { entry, begun, states, release } = await open();
    entry.close();
    await release();
    expect(begun).toEqual([]);
    expect(states).toEqual(['sending']);
  });
});
