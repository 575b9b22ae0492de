import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import type { TransactionInput } from '../machines/index.ts';
import { DEFAULT_LIMITS } from './options.ts';
import type { TransactionId } from '../protocol/ids.ts';

/** A transaction as the journal has it. */
export interface StoredTransaction {
  readonly input: TransactionInput;
  /** All of its records, in order of seq. */
  readonly records: readonly JournalRecord[];
}

export type OrphanRecord = Extract<JournalRecord, { type: 'orphan' }>;

/** What the journal holds that nobody has dealt with yet. */
export async function readOpen(
  journal: Pick<Journal, 'readOpen'>,
): Promise<{ transactions: StoredTransaction[]; orphans: OrphanRecord[] }> {
  const groups = new Map<TransactionId, JournalRecord[]>();
  const orphans: OrphanRecord[] = [];
  for await (const record of journal.readOpen()) {
    if (record.type === 'orphan') orphans.push(record);
    else if (groups.get(record.transaction)?.push(record) === undefined) groups.set(record.transaction, [record]);
  }
  return { transactions: [...groups.values()].flatMap((records) => stored(records) ?? []), orphans };
}

/** One transaction, settled or not; `undefined` when the journal has none of that id. */
export async function readTransaction(
  journal: Pick<Journal, 'read'>,
  id: TransactionId,
): Promise<StoredTransaction | undefined> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read(id)) records.push(record);
  return stored(records);
}

function stored(records: readonly JournalRecord[]): StoredTransaction | undefined {
  const [first] = records;
  if (first?.type !== 'opened') return undefined;
  // An older version knew fewer limits, and what it settled without this one stays settled.
  const limits = { ...DEFAULT_LIMITS, lingerMaxMs: 0, ...first.input.limits };
  return { input: { ...first.input, limits }, records };
}
