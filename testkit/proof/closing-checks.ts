import { isDeepStrictEqual } from 'node:util';
import type { JournalRecord } from '../../adapters/index.ts';
import { storedFrom } from '../../engine/journal/stored-transactions.ts';
import { storedState } from '../../engine/transactions/transaction-reducer.ts';
import type { Outcome, TransactionState } from '../../index.ts';
import { KNOWN_TO_THE_TILL, mayBeginAgain } from '../invariants/order-record.ts';
import { SALE_ID } from '../shop/till-process.ts';
import type { Simulation } from './simulation.ts';

/** Time for the till to close, and for overrides to be reported. */
const CLOSING_MS = 60_000;

/** Checks that the till knows every outcome that a terminal can report; a person closes what no terminal can report any more. */
export async function checkUnresolved(simulation: Simulation): Promise<void> {
  const { checker, disk, process, shop } = simulation;
  const { till } = process;
  const listed = new Set<string>(till?.unresolved?.().map(({ id }) => id));
  // A till that does not support refunds was not asked for them.
  const refunds = till?.refund !== undefined;
  const unreported = () =>
    checker.orders.filter(
      ({ order, reported }) =>
        reported === undefined &&
        (refunds || order.refundOf === undefined) &&
        // A till that died before it could report that has nothing left to report: a person knows, and it is on record.
        !simulation.disk.isClosedByPerson(order.id),
    );
  for (const { order, sent } of unreported()) {
    if (!listed.has(order.id)) {
      checker.addViolation('forgotten', 'neither reported nor listed', order.id);
    } else if (
      !disk.isDamaged(order.id) &&
      sent.some((ServiceID) => shop.terminalKnows(order.poiid, { SaleID: SALE_ID, ServiceID }))
    ) {
      checker.addViolation('neverSettles', 'the terminal knows its status', order.id);
    } else {
      simulation.override(order.id);
    }
  }
  await simulation.advance(CLOSING_MS);
  if (!simulation.isIntact || till?.override === undefined) return;
  for (const { order } of unreported()) {
    checker.addViolation('forgotten', 'overridden, and still not reported', order.id);
  }
}

/** Closes the till, and checks that it leaves nothing behind. */
export async function checkClosing(simulation: Simulation): Promise<void> {
  const { checker, process, shop } = simulation;
  if (process.till === undefined) return checker.addViolation('brokenTill', 'it never came back');
  let isClosed = false;
  void process.close().then(() => (isClosed = true));
  await simulation.advance(CLOSING_MS);
  if (!isClosed) checker.addViolation('brokenTill', 'it did not close');
  if (process.timers > 0) checker.addViolation('leftBehind', `${process.timers} timers`);
  if (shop.network.open > 0) checker.addViolation('leftBehind', `${shop.network.open} connections`);
}

/** What is stored, and what was reported. */
export interface CheckedJournal extends Pick<Simulation, 'checker'> {
  readonly disk: {
    records(): AsyncIterable<JournalRecord> | Iterable<JournalRecord>;
    isDamaged(order: string): boolean;
    /** Another engine goes on with what one has reported; it may not be able to prove what the first one knew. */
    readonly isShared?: boolean;
  };
}

/** Checks that the journal contains what was reported: another till that only has the disk would report the same. */
export async function checkJournal({ checker, disk }: CheckedJournal): Promise<void> {
  const attempts = new Map<JournalRecord['transaction'], JournalRecord[]>();
  for await (const record of disk.records()) {
    if (record.type === 'orphan') continue;
    attempts.set(record.transaction, [...(attempts.get(record.transaction) ?? []), record]);
  }
  const lastOf = new Map<string, TransactionState>();
  for (const records of attempts.values()) {
    try {
      const stored = storedFrom(records);
      if (stored !== undefined) lastOf.set(stored.input.reference, storedState(stored));
    } catch (error) {
      checker.addViolation('damagedJournal', String(error), referenceOf(records));
    }
  }
  for (const record of checker.orders) {
    const { order, reported } = record;
    const stored = lastOf.get(order.id);
    // Of a damaged one, the till cannot know what the whole of its records would give.
    if (stored === undefined || disk.isDamaged(order.id) || isSameResult(stored.outcome, reported)) continue;
    // It was reported as unsent and ordered again, and the till was killed before it could report that attempt.
    if (mayBeginAgain(record) && stored?.outcome === undefined) continue;
    if (disk.isShared === true && stored.outcome === undefined && wasUnsent(reported)) continue;
    const detail = `reported ${reported?.kind}, stored ${stored.outcome?.kind ?? stored.state}`;
    checker.addViolation('stateDiffers', detail, order.id);
  }
}

function referenceOf(records: readonly JournalRecord[]): string | undefined {
  return records.find((record) => record.type === 'opened')?.input.reference;
}

/**
 * All of it is the same, with one exception: that the disk refused the intent, did not take it in time or was another engine's, cannot be on it. A till
 * that dies before it can store this outcome finds out again that nothing was processed, for another reason.
 */
function isSameResult(stored: Outcome | undefined, reported: Outcome | undefined): boolean {
  if (isDeepStrictEqual(asJson(stored), asJson(reported))) return true;
  return (
    wasUnsent(reported) &&
    stored?.kind === 'notProcessed' &&
    isDeepStrictEqual(asJson(stored.amounts), asJson(reported.amounts))
  );
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** As its till alone can know: what is on the disk does not show it. */
function wasUnsent(reported: Outcome | undefined): reported is Outcome & { kind: 'notProcessed' } {
  return reported?.kind === 'notProcessed' && KNOWN_TO_THE_TILL.includes(reported.failure.code);
}
