import type { HistoryPlace } from '../../adapters/ports/journal.port.ts';
import type { TransactionType } from '../requests/transaction-requests.ts';
import type { TransactionState } from '../transactions/transaction-state.ts';
import { cursorOf } from './cursor.ts';
import { isTimeKnown, type HistoryItem } from './history-items.ts';

/** A transaction of the past or of now: its state, what was asked for, and when. */
export type HistoryTransaction = TransactionState & {
  /** What was asked for. Absent where it is damaged. */
  readonly type?: TransactionType;
  /** When it was requested, in epoch milliseconds. Absent where a damaged one does not say it any more. */
  readonly createdAtMs?: number;
  /** When it was settled, in epoch milliseconds. Absent while that is not stored. */
  readonly settledAtMs?: number;
};

/** A page of a list. */
export interface HistoryPage {
  /** Damaged ones that a person must look at, and then the newest first, by the time of their request. */
  readonly transactions: readonly HistoryTransaction[];
  /** Opaque text by which the list goes on behind this page, also after a restart. Absent when there is no more. */
  readonly cursor?: string;
}

/** A transaction as a list has it. */
export function historyTransaction({ state, type, createdAtMs, settledAtMs }: HistoryItem): HistoryTransaction {
  return {
    ...state,
    ...(type !== undefined && { type }),
    ...(isTimeKnown(createdAtMs, type === undefined) && { createdAtMs }),
    ...(settledAtMs !== undefined && { settledAtMs }),
  };
}

/** Takes a page, and looks whether there is more. */
export async function takePage<Item extends HistoryPlace>(
  items: AsyncIterable<Item>,
  limit: number,
): Promise<{ readonly items: readonly Item[]; readonly cursor?: string }> {
  const taken: Item[] = [];
  for await (const item of items) {
    const last = taken.at(-1);
    if (last !== undefined && taken.length === limit) return { items: taken, cursor: cursorOf(last) };
    taken.push(item);
  }
  return { items: taken };
}
