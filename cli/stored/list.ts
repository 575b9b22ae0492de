import type { JournalView, Orphan, StoredTransactionView } from '../../index.ts';
import { isObject } from '../../protocol/json.ts';
import { summarise, type Summary } from './summary.ts';

/** A stored result that belongs to no open transaction and is not dealt with yet. */
export interface OrphanSummary {
  readonly orphan: string;
  readonly atMs: number;
  /** From the header of an answer that belongs to no known transaction. */
  readonly poiid?: string;
  readonly category?: string;
  readonly serviceId?: string;
  /** The transaction that was settled before this answer came... */
  readonly transaction?: string;
  /** ...and the kind of outcome that the answer reports. */
  readonly kind?: string;
}

/** The contents of a journal, the newest first. */
export interface StoredList {
  readonly transactions: readonly Summary[];
  readonly orphans: readonly OrphanSummary[];
  /** Why transactions are missing: the error that reading them ended with. `undefined` when none are. */
  readonly damage: unknown;
}

/**
 * Reads the whole journal. Keeps only the summary of what is settled, so that a long journal fits into memory.
 *
 * @param refresh puts in what is known beside the journal
 */
export async function readList(
  journal: JournalView,
  {
    openOnly,
    refresh = (view) => view,
  }: { openOnly: boolean; refresh?: (view: StoredTransactionView) => StoredTransactionView },
): Promise<StoredList> {
  const transactions: Summary[] = [];
  let damage: unknown;
  try {
    for await (const stored of journal.list({ open: openOnly })) transactions.push(summarise(refresh(stored)));
  } catch (error) {
    damage = error;
  }
  return {
    transactions: transactions.toSorted((a, b) => b.createdAtMs - a.createdAtMs),
    orphans: (await journal.orphans()).map(summariseOrphan).toReversed(),
    damage,
  };
}

function summariseOrphan({ id, atMs, detail }: Orphan): OrphanSummary {
  return {
    orphan: id,
    atMs,
    ...pickStrings(detail['header'], { poiid: 'POIID', category: 'MessageCategory', serviceId: 'ServiceID' }),
    ...pickStrings(detail, { transaction: 'transaction' }),
    ...pickStrings(detail['result'], { kind: 'kind' }),
  };
}

/** The members of an object that are strings, under the names that are given as keys. */
function pickStrings<Name extends string>(
  value: unknown,
  names: Readonly<Record<Name, string>>,
): { [N in Name]?: string } {
  const found = isObject(value) ? value : {};
  const entries = Object.entries<string>(names).map(([ours, theirs]) => [ours, found[theirs]] as const);
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string')) as { [N in Name]?: string }; // filtered so
}
