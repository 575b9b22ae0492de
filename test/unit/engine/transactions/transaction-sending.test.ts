import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { TransmitOptions } from '../../../../engine/transactions/transaction-exchanges.ts';
import { settle } from '../../../support/clock.ts';
import { never } from '../../../support/sealed-terminal.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';
import { heldJournal, readAll } from '../../../support/test-journals.ts';
import { startProcess } from '../../../support/transaction-process.ts';
import { approval } from '../../../support/transactions.ts';

/** The events of a journal by their names. */
async function eventsIn(journal: Parameters<typeof readAll>[0]): Promise<string[]> {
  return (await readAll(journal)).map((record) => (record.type === 'event' ? record.event.type : record.type));
}

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

  it('a failure of the disk ends it as not processed: nothing is sent, and it is not tried again', async () => {
    const { journal, entry, clock, begun, release, failNext } = await open();
    failNext(1);
    await release();
    expect(entry.state.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_JOURNAL' },
    });
    await clock.step(100_000, 1000);
    expect(begun).toEqual([]);
    expect(await eventsIn(journal)).toEqual(['opened']);
  });

  it('a stop leaves it as the journal has it: nothing is sent', async () => {
    const { entry, begun, states, release } = await open();
    entry.close();
    await release();
    expect(begun).toEqual([]);
    expect(states).toEqual(['sending']);
  });
});

describe('a failure that was not foreseen', () => {
  const bug = (): never => {
    throw new Error('a bug');
  };

  it('before anything was sent ends the transaction as not processed, once', async () => {
    const journal = memoryJournal();
    const { entry, clock, begun } = startProcess(journal);
    const now = clock.now.bind(clock);
    clock.now = bug;
    await settle();
    clock.now = now;
    expect(begun).toEqual([]);
    entry.send({ type: 'sale.abort' });
    await settle();
    expect(begun).toEqual([]);
    expect(entry.state.state).toBe('settled');
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
  });

  it('while the request was handed over leaves its outcome unknown, and it is asked about, never sent again', async () => {
    let transmissions = 0;
    const transmit = () => {
      transmissions += 1;
      return bug();
    };
    const { entry, clock, begun } = startProcess(memoryJournal(), { exchanges: { transmit } });
    await settle();
    expect(entry.state).toMatchObject({ failure: { code: 'ERR_INTERNAL' }, tags: ['outcomeUnknown', 'abortable'] });
    await clock.step(1500);
    expect(begun).toEqual(['askStatus']);
    expect(transmissions).toBe(1);
  });

  it('of the exchange itself leaves the outcome unknown', async () => {
    const exchanges = { transmit: () => Promise.reject(new Error('a bug')) };
    const { entry } = startProcess(memoryJournal(), { exchanges });
    await settle();
    expect(entry.state).toMatchObject({ failure: { code: 'ERR_INTERNAL' }, tags: ['outcomeUnknown', 'abortable'] });
  });

  it('after the request was sent leaves its outcome unknown, and its answer still settles it', async () => {
    let options: TransmitOptions | undefined;
    const transmit = (_: unknown, given: TransmitOptions) => {
      options = given;
      return never;
    };
    const { entry, clock } = startProcess(memoryJournal(), { exchanges: { transmit } });
    await settle();
    const now = clock.now.bind(clock);
    clock.now = bug;
    options?.onWritten();
    await settle();
    clock.now = now;
    await clock.step(1);
    expect(entry.state.tags).not.toEqual([]);
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    expect(entry.state.outcome).toMatchObject({ kind: 'approved', charged: 'yes' });
  });
});
