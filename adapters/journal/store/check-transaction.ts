import { omitUndefined } from '../../../protocol/json.ts';
import type { DamagedTransaction } from '../../../errors.ts';
import { fromText, isOverride, settledAtOf } from '../records.ts';
import { entryChecksum, later, recordChecksum, type TransactionEntry } from './transaction-entry.ts';

/** A record as the file has it. A file of version 1 has no checksums. */
export interface StoredRecord {
  readonly position: number;
  readonly seq: number;
  readonly text: string;
  readonly checksum: string | null;
}

export type StoredEntry = TransactionEntry & { readonly checksum: string };

/** One transaction of the file. */
export interface LoadedTransaction {
  /** In order of `seq`. */
  readonly records: readonly StoredRecord[];
  readonly damage?: DamagedTransaction;
  /** Damaged, but a person has closed it. */
  readonly closedByPerson: boolean;
}

/**
 * Compares the records of a transaction with their checksums and with its entry.
 *
 * @param entry `undefined` when it is missing
 */
export function checkTransaction(
  transaction: string,
  records: readonly StoredRecord[],
  entry: StoredEntry | undefined,
): LoadedTransaction {
  const sound = records.map((record) => soundRecord(transaction, record));
  const what = damageOf(records, sound, entry);
  if (what === undefined) return { records, closedByPerson: false };
  const last = sound.at(-1);
  const opened = sound.find((record) => record?.type === 'opened');
  const poiid = entry?.poiid ?? (opened?.type === 'opened' ? opened.input.POIID : undefined);
  const nextSeq = Math.max(entry?.records ?? 0, (records.at(-1)?.seq ?? -1) + 1);
  return {
    records,
    damage: omitUndefined({ transaction, poiid, nextSeq, what }),
    closedByPerson: last !== undefined && isOverride(last),
  };
}

/** The record, if it is the one that was written. */
export function soundRecord(transaction: string, { seq, text, checksum }: Omit<StoredRecord, 'position'>) {
  if (checksum !== null && checksum !== recordChecksum({ transaction, seq, text })) return undefined;
  const record = fromText(text);
  return record?.transaction === transaction && record.seq === seq ? record : undefined;
}

function damageOf(
  records: readonly StoredRecord[],
  sound: readonly ReturnType<typeof soundRecord>[],
  entry: StoredEntry | undefined,
): string | undefined {
  const unreadable = sound.indexOf(undefined);
  if (unreadable !== -1) return `expected its record ${records[unreadable]?.seq} as it was written, found it damaged`;
  if (entry === undefined) return 'expected its entry in the table of transactions, found none';
  if (records.length !== entry.records) return `expected ${entry.records} record(s), found ${records.length}`;
  const settledAtMs = sound.map((record) => record && settledAtOf(record)).reduce<number | null>(later, null);
  const isSound = entry.checksum === entryChecksum(entry) && settledAtMs === entry.settledAtMs;
  return isSound ? undefined : 'expected its entry in the table of transactions as it was written, found another';
}
