import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { silentLogger, type Logger } from '../../../../engine/runtime/logging.ts';
import { TransactionEntry } from '../../../../engine/transactions/transaction-entry.ts';
import type { TransactionExchanges } from '../../../../engine/transactions/transaction-exchanges.ts';
import { TransactionProcess } from '../../../../engine/transactions/transaction-process.ts';
import type { TransactionState } from '../../../../engine/transactions/transaction-state.ts';
import { TransactionStore } from '../../../../engine/transactions/transaction-store.ts';
import { UnmatchedResponses } from '../../../../engine/transactions/unmatched-responses.ts';
import type { TransactionInput } from '../../../../machines/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { approval, paymentInput, refusal } from '../../../support/transactions.ts';

type Exchange = keyof TransactionExchanges;

/** Exchanges that go out and never come back, unless a test says otherwise. */
function silentExchanges(over: Partial<TransactionExchanges> = {}) {
  const begun: Exchange[] = [];
  const never = new Promise<never>(() => {});
  const begin = (name: Exchange) => () => (begun.push(name), never);
  const exchanges = {
    transmit: begin('transmit'),
    askStatus: begin('askStatus'),
    transmitAbort: begin('transmitAbort'),
    ...over,
  } as unknown as TransactionExchanges;
  return { exchanges, begun };
}

function open(
  journal: Journal = memoryJournal(),
  over: { exchanges?: Partial<TransactionExchanges>; input?: Partial<TransactionInput>; log?: Logger } = {},
) {
  const clock = steppedClock();
  const { exchanges, begun } = silentExchanges(over.exchanges);
  const log = over.log ?? silentLogger;
  const store = new TransactionStore({ settledKeptMax: 10 }, new Map());
  const unmatched = new UnmatchedResponses({ journal, clock, log, newId: () => parseTransactionId('orphan') });
  const input = paymentInput({ createdAtMs: clock.now(), createdUpMs: clock.upMs(), ...over.input });
  const entry = new TransactionEntry(input);
  store.add(entry);
  const states: string[] = [];
  entry.state$.subscribe(({ state }) => states.push(state));
  TransactionProcess.start({ journal, clock, log, store, exchanges, unmatched, bootId: 'boot-1' }, entry, input);
  return { entry, store, clock, begun, states };
}

/** A journal that stores only when it is let, or fails as often as it is told to. */
function heldJournal({ failures = 0 } = {}) {
  const memory = memoryJournal();
  const waiting: (() => void)[] = [];
  let held = true;
  let toFail = failures;
  const journal: Journal = {
    ...memory,
    async append(records) {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      if (toFail > 0) {
        toFail -= 1;
        throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      }
      await memory.append(records);
    },
  };
  return {
    journal,
    release: async () => {
      held = false;
      for (const go of waiting.splice(0)) go();
      await settle();
    },
    hold: () => (held = true),
    failNext: (times: number) => (toFail = times),
  };
}

async function recordsOf(journal: Journal): Promise<JournalRecord[]> {
  const records = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

describe('the process of a transaction', () => {
  it('lets nothing out before the intent is stored', async () => {
    const { journal, release } = heldJournal();
    const { begun } = open(journal);
    await settle();
    expect(begun).toEqual([]);
    await release();
    expect(begun).toEqual(['transmit']);
  });

  it('never sends an intent that cannot be stored: it was not processed', async () => {
    const { journal, release } = heldJournal({ failures: 1 });
    const { entry, begun } = open(journal);
    await release();
    expect(begun).toEqual([]);
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('tells nobody of an answer before it is stored', async () => {
    const { journal, release, hold } = heldJournal();
    const { entry, states } = open(journal);
    await release();
    hold();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    expect(entry.state.state).toBe('sending');
    await release();
    expect(entry.state.outcome).toMatchObject({ kind: 'approved' });
    expect(states.at(-1)).toBe('settled');
  });

  it('keeps an answer in hand while the disk refuses it, and tries again', async () => {
    const { journal, release, failNext } = heldJournal();
    const { entry, clock } = open(journal);
    await release();
    failNext(2);
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    await clock.step(1000);
    expect(entry.state.state).toBe('sending');
    await clock.step(1000);
    expect(entry.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('takes one event at a time, in the order of delivery, and stores each with its moment and place', async () => {
    const journal = memoryJournal();
    const { entry, clock, states } = open(journal);
    await settle();
    await clock.step(20);
    entry.send({ type: 'link.written' });
    entry.send({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    expect(states).toEqual(['sending', 'awaiting', 'timedOut']);
    expect(await recordsOf(journal)).toMatchObject([
      { version: 2, transaction: 'payment-1', seq: 0, type: 'opened', input: { ServiceID: 'A0000001Z9' } },
      { seq: 1, type: 'event', event: { type: 'intent.stored', atMs: 0 } },
      { seq: 2, type: 'event', event: { type: 'link.written', atMs: 20 } },
      { seq: 3, type: 'event', event: { type: 'link.lost', atMs: 20 } },
    ]);
  });

  it('delivers a timer when it is due, and not once it is settled', async () => {
    const { entry, clock, begun } = open();
    await settle();
    entry.send({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    await clock.step(1499);
    expect(begun).not.toContain('askStatus');
    await clock.step(1);
    expect(begun).toContain('askStatus');
    entry.send({ type: 'poi.answered', result: refusal, recovered: true });
    await clock.step(1_000_000, 50_000);
    expect(begun.filter((effect) => effect === 'askStatus')).toHaveLength(1);
  });

  it('gives a late subscriber the current state first, and the settled one for ever', async () => {
    const { entry } = open();
    await settle();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    const seen: TransactionState[] = [];
    let completed = false;
    entry.state$.subscribe({ next: (state) => seen.push(state), complete: () => (completed = true) });
    expect(seen).toMatchObject([{ state: 'settled', outcome: { kind: 'approved' } }]);
    expect(completed).toBe(true);
  });

  it('changes nothing about a settlement, whatever comes after it', async () => {
    const { entry } = open();
    await settle();
    entry.send({ type: 'poi.answered', result: refusal, recovered: false });
    entry.send({ type: 'poi.answered', result: approval, recovered: true });
    await settle();
    expect(entry.state.outcome).toMatchObject({ kind: 'declined' });
  });

  it('takes nothing and does nothing more once it is stopped', async () => {
    const journal = memoryJournal();
    const { entry, clock, begun } = open(journal);
    await settle();
    entry.close();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await clock.step(1_000_000, 100_000);
    expect(begun).toEqual(['transmit']);
    expect(await recordsOf(journal)).toHaveLength(2);
  });
});
