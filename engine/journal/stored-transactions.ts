import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { isRecord } from '../../adapters/journal/record-shape.ts';
import type { TransactionInput } from '../../machines/index.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import { DEFAULT_LIMITS } from '../options/engine-options.ts';
import { damageIn, damageOf, isDamage, type Damage } from './damage.ts';
import { upgradeRecord } from './journal-format.ts';

/** A transaction as the journal has it. */
export interface StoredTransaction {
  readonly input: TransactionInput;
  /** All of its records, in order of `seq`. */
  readonly records: readonly JournalRecord[];
}

export type OrphanRecord = Extract<JournalRecord, { type: 'orphan' }>;

/** What a journal has that is not settled, and not dismissed. */
export interface OpenTransactions {
  readonly transactions: readonly StoredTransaction[];
  /** Those that no person has closed. */
  readonly damaged: readonly Damage[];
  readonly orphans: readonly OrphanRecord[];
}

/**
 * The transactions of the journal that are not settled, and the orphans that are not dismissed. One that is damaged does not hide the
 * others.
 *
 * @throws {JournalError} `ERR_JOURNAL_CORRUPT` when it is not known which transaction is damaged: nothing may be sent then
 */
export async function readOpen(journal: Pick<Journal, 'readOpen'>): Promise<OpenTransactions> {
  const groups = new Map<TransactionId, JournalRecord[]>();
  const orphans: OrphanRecord[] = [];
  const damaged: Damage[] = [];
  try {
    for await (const record of journal.readOpen()) {
      if (isOrphan(record)) orphans.push(upgradeRecord(record) as OrphanRecord);
      else if (groups.get(record.transaction)?.push(record) === undefined) groups.set(record.transaction, [record]);
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    damaged.push(...damageIn(error));
  }
  const transactions: StoredTransaction[] = [];
  for (const [id, records] of groups) {
    const read = readRecords(id, records);
    if (!('error' in read)) transactions.push(read);
    else if (read.closed === undefined && damaged.every((other) => other.id !== id)) damaged.push(read);
  }
  return { transactions, damaged, orphans };
}

/** One transaction: settled, open or damaged; `undefined` when the journal has none of that id. @throws {JournalError} */
export async function lookUpTransaction(
  journal: Pick<Journal, 'read' | 'readOpen'>,
  id: TransactionId,
): Promise<StoredTransaction | Damage | undefined> {
  const records: JournalRecord[] = [];
  try {
    for await (const record of journal.read(id)) records.push(record);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const found = damageIn(error).find((damage) => damage.id === id) ?? damageOf(id, error.message, records);
    return (await isClosed(journal, id)) ? { ...found, closed: 'before' } : found;
  }
  const [first] = records;
  return first === undefined || isOrphan(first) ? undefined : readRecords(id, records);
}

/** Whether a person has closed a damaged transaction: it is not among the open ones then. */
async function isClosed(journal: Pick<Journal, 'readOpen'>, id: TransactionId): Promise<boolean> {
  const { transactions, damaged } = await readOpen(journal);
  return !damaged.some((damage) => damage.id === id) && !transactions.some(({ input }) => input.id === id);
}

/**
 * One transaction, settled or not; `undefined` when the journal has none of that id.
 *
 * @throws {JournalError} `ERR_JOURNAL_CORRUPT` when it is damaged
 */
export async function readTransaction(
  journal: Pick<Journal, 'read'>,
  id: TransactionId,
): Promise<StoredTransaction | undefined> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read(id)) records.push(record);
  return storedFrom(records);
}

/**
 * A transaction from all of its records in order of `seq`; `undefined` when there are none, or they are an orphan's.
 *
 * @throws {JournalError} `ERR_JOURNAL_CORRUPT` when it is damaged
 */
export function storedFrom(records: readonly JournalRecord[]): StoredTransaction | undefined {
  const [first] = records;
  if (first === undefined || isOrphan(first)) return undefined;
  const read = readRecords(first.transaction, records);
  if ('error' in read) throw read.error;
  return read;
}

function isOrphan(record: JournalRecord): record is OrphanRecord {
  return record.type === 'orphan' && isRecord(record);
}

/** A transaction from its records in order of `seq`, or what is wrong with them. */
export function readRecords(id: TransactionId, records: readonly JournalRecord[]): StoredTransaction | Damage {
  const readable = records.filter(isRecord).map(upgradeRecord);
  const [opened] = readable;
  if (opened?.type !== 'opened' || opened.seq !== 0) {
    return damageOf(id, 'expected its first record (opened, seq 0), found none that can be read', readable);
  }
  const gap = readable.findIndex(({ seq }, index) => seq !== index);
  const missing = gap === -1 && readable.length < records.length ? readable.length : gap;
  if (missing !== -1) return damageOf(id, `expected its record ${missing}, found none that can be read`, readable);
  // An older version had fewer limits, and what it settled without this one stays settled.
  const limits = { ...DEFAULT_LIMITS, lingerMaxMs: 0, ...opened.input.limits };
  return { input: { ...opened.input, limits }, records: readable };
}
