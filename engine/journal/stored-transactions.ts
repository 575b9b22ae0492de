import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { JournalError } from '../../errors.ts';
import type { TransactionInput } from '../../machines/index.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import { upgradeRecord } from './journal-format.ts';
import { DEFAULT_LIMITS } from '../options/engine-options.ts';

/** A transaction as the journal has it. */
export interface StoredTransaction {
  readonly input: TransactionInput;
  /** All of its records, in order of `seq`. */
  readonly records: readonly JournalRecord[];
}

export type OrphanRecord = Extract<JournalRecord, { type: 'orphan' }>;

/**
 * The transactions of the journal that are not settled, and the orphans that are not dismissed.
 *
 * @throws {JournalError} `ERR_JOURNAL_CORRUPT` when a transaction has no readable first record or lacks records: it is not known
 *   whether it charged, so nothing may be sent before a person has checked
 */
export async function readOpen(
  journal: Pick<Journal, 'readOpen'>,
): Promise<{ transactions: StoredTransaction[]; orphans: OrphanRecord[] }> {
  const groups = new Map<TransactionId, JournalRecord[]>();
  const orphans: OrphanRecord[] = [];
  for await (const record of journal.readOpen()) {
    if (record.type === 'orphan') orphans.push(upgradeRecord(record) as OrphanRecord);
    else if (groups.get(record.transaction)?.push(record) === undefined) groups.set(record.transaction, [record]);
  }
  return { transactions: [...groups.values()].flatMap((records) => storedFrom(records) ?? []), orphans };
}

/**
 * One transaction, settled or not; `undefined` when the journal has none of that id.
 *
 * @throws {JournalError} as `readOpen`
 */
export async function readTransaction(
  journal: Pick<Journal, 'read'>,
  id: TransactionId,
): Promise<StoredTransaction | undefined> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read(id)) records.push(record);
  return storedFrom(records);
}

/** A transaction from all of its records in order of `seq`; `undefined` when there are none, or they are an orphan's. */
export function storedFrom(records: readonly JournalRecord[]): StoredTransaction | undefined {
  const [first] = records;
  if (first === undefined || first.type === 'orphan') return undefined;
  const damage = damageOf(records);
  if (damage !== undefined) {
    throw new JournalError('ERR_JOURNAL_CORRUPT', `transaction ${first.transaction}: ${damage}`, {
      transaction: first.transaction,
    });
  }
  const upgraded = records.map(upgradeRecord);
  const [opened] = upgraded;
  if (opened?.type !== 'opened') return undefined;
  // An older version had fewer limits, and what it settled without this one stays settled.
  const limits = { ...DEFAULT_LIMITS, lingerMaxMs: 0, ...opened.input.limits };
  return { input: { ...opened.input, limits }, records: upgraded };
}

/** What is wrong with the records of a transaction, in words; `undefined` when nothing is. */
function damageOf(records: readonly JournalRecord[]): string | undefined {
  if (records[0]?.type !== 'opened' || records[0].seq !== 0) {
    return 'expected its first record (opened, seq 0), found none that can be read';
  }
  const gap = records.findIndex(({ seq }, index) => seq !== index);
  return gap === -1 ? undefined : `expected its record ${gap}, found none that can be read`;
}
