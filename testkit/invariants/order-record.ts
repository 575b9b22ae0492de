import type { Amount, Outcome } from '../../index.ts';
import type { LedgerEntry } from '../../simulator/platform/ledger.ts';
import type { Order } from '../till/till.ts';

/** What was observed of one order. */
export interface OrderRecord {
  readonly order: Order;
  /** How often the cashier ordered it. */
  timesOrdered: number;
  /** How often it was reported that nothing was charged. */
  timesRefused: number;
  /** The ServiceIDs under which it was sent, in order. */
  readonly sent: string[];
  /** How many of these there were when the current attempt was stored. */
  sentBefore: number;
  /** Whether an earlier attempt was still open when the current one was stored. */
  wasOpen: boolean;
  /** The last report of the current attempt, unless it was `unresolved`. */
  reported: Outcome | undefined;
  /** ServiceIDs that were reported as not charged. */
  readonly refused: Set<string>;
  /** Its journal has a record that settles it. */
  isSettled: boolean;
  isStored: boolean;
  isOverridden: boolean;
  /** The till took an abort of it when nothing of the current attempt had left. */
  isWithdrawn: boolean;
}

export function newOrderRecord(order: Order): OrderRecord {
  return {
    order,
    timesOrdered: 1,
    timesRefused: 0,
    sent: [],
    sentBefore: 0,
    wasOpen: false,
    reported: undefined,
    refused: new Set(),
    isSettled: false,
    isStored: false,
    isOverridden: false,
    isWithdrawn: false,
  };
}

/** An order that was reported as not charged may be attempted again when the cashier orders it again. */
export function mayBeginAgain({ reported, timesOrdered, timesRefused }: OrderRecord): boolean {
  return reported?.charged === 'no' && timesOrdered > timesRefused;
}

/** From now on reports are about the new attempt. */
export function beginAgain(record: OrderRecord): void {
  if (mayBeginAgain(record)) record.reported = undefined;
}

/** Why a till alone can know that a request did not leave: nothing on the disk shows it. */
export const KNOWN_TO_THE_TILL: readonly string[] = ['ERR_SEND_TOO_LATE', 'ERR_JOURNAL', 'ERR_OWNERSHIP_LOST'];

/** Whether it was reported before the disk had anything of it: the disk refused its intent, or took too long. */
export function wasReportedUnsent({ reported }: OrderRecord): boolean {
  return KNOWN_TO_THE_TILL.includes(reported?.failure?.code ?? '');
}

/** Whether it was sent and its outcome is not known: neither reported nor stored, and no person closed it. */
export function isOpen({ sent, reported, isSettled, isOverridden }: OrderRecord): boolean {
  return sent.length > 0 && reported === undefined && !isSettled && !isOverridden;
}

/** Whether a movement is the amount, a part of it where that was allowed, or more where a tip was asked for. */
export function isOrdered({ amount }: LedgerEntry, { tenderOptions, refundOf }: Order, ordered: Amount): boolean {
  const allows = (option: string) => refundOf === undefined && tenderOptions.includes(option);
  const isMore = amount.value > ordered.value && !allows('AskGratuity');
  const isLess = amount.value < ordered.value && !allows('AllowPartialAuthorisation');
  return amount.currency === ordered.currency && !isMore && !isLess;
}
