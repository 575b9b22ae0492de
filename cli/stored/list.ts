import type { JournalReader, JournalRecord } from '../../index.ts';
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
}

/** Reads the whole journal. Keeps only the summary of what is settled, so that a long journal fits into memory. */
export async function readList(reader: JournalReader, { openOnly }: { openOnly: boolean }): Promise<StoredList> {
  const settled = new Map<string, Summary>();
  const open = new Map<string, JournalRecord[]>();
  const orphans = new Map<string, OrphanSummary>();
  for await (const record of openOnly ? reader.readOpen() : reader.read()) {
    const { transaction } = record;
    if (record.type === 'orphan') {
      if (record.settles === true) orphans.delete(transaction);
      else orphans.set(transaction, summariseOrphan(record));
      continue;
    }
    // A record after the settlement changes nothing.
    if (settled.has(transaction)) continue;
    const records = open.get(transaction) ?? [];
    records.push(record);
    open.set(transaction, records);
    if (record.settles !== true) continue;
    open.delete(transaction);
    for (const summary of summariseRecords(records)) settled.set(transaction, summary);
  }
  const transactions = [...(openOnly ? [] : settled.values()), ...[...open.values()].flatMap(summariseRecords)];
  return {
    transactions: transactions.toSorted((a, b) => b.createdAtMs - a.createdAtMs),
    orphans: [...orphans.values()].toReversed(),
  };
}

/** Empty when the first record is missing. */
function summariseRecords(records: readonly JournalRecord[]): Summary[] {
  const [first] = records;
  return first?.type === 'opened' ? [summarise({ input: first.input, records })] : [];
}

function summariseOrphan({ transaction, atMs, detail }: JournalRecord & { type: 'orphan' }): OrphanSummary {
  return {
    orphan: transaction,
    atMs,
    ...pickStrings(detail['header'], { poiid: 'POIID', category: 'MessageCategory', serviceId: 'ServiceID' }),
    ...pickStrings(detail, { transaction: 'transaction' }),
    ...pickStrings(detail['verdict'], { kind: 'kind' }),
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
