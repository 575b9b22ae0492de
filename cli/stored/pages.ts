import { JournalError, type DamagedTransaction } from '../../errors.ts';
import type { HistoryRequest, JournalView, StoredTransactionView } from '../../index.ts';

const PAGE = 500;

/** What a list came to its end with. */
export interface ListEnd {
  /** There are older ones that fit. */
  readonly hasMore: boolean;
  readonly damaged: readonly DamagedTransaction[];
}

/**
 * Hands over the transactions of a request, the newest first, as they are read.
 *
 * @param limit how many at most
 */
export async function forEachStored(
  journal: JournalView,
  request: Omit<HistoryRequest, 'limit' | 'cursor'>,
  limit: number,
  take: (view: StoredTransactionView) => void,
): Promise<ListEnd> {
  const damaged: DamagedTransaction[] = [];
  let left = limit;
  for (let cursor: string | undefined; ;) {
    const page = await journal.transactions({ ...request, limit: Math.min(left, PAGE), ...(cursor && { cursor }) });
    for (const view of page.transactions) take(view);
    damaged.push(...page.damaged);
    left -= page.transactions.length + page.damaged.length;
    cursor = page.cursor;
    if (cursor === undefined || left <= 0) return { hasMore: cursor !== undefined, damaged };
  }
}

/** The damage as an error: it names the first transaction, and says how many there are. */
export function damageError(damaged: readonly DamagedTransaction[]): JournalError | undefined {
  const [first] = damaged;
  if (first === undefined) return undefined;
  const others = damaged.length === 1 ? '' : ` (and ${damaged.length - 1} more: tenderline journal check)`;
  return new JournalError('ERR_JOURNAL_CORRUPT', `transaction ${first.transaction}: ${first.what}${others}`, {
    transaction: first.transaction,
    damaged,
  });
}
