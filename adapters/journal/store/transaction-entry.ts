import type { Row } from '../records.ts';
import { checksum } from '../tip/tip.ts';

/** What the table of transactions says about one: a summary of its records, by which it is noticed when some are missing. */
export interface TransactionEntry {
  readonly transaction: string;
  /** When it was settled last, in epoch milliseconds; `null` while it is open. */
  readonly settledAtMs: number | null;
  /** How many records it has. */
  readonly records: number;
  /** Where its last record stands. */
  readonly lastPosition: number;
  /** Its terminal; `null` for an orphan. Kept so that it is known when the first record cannot be read. */
  readonly poiid: string | null;
}

export function entryChecksum({ transaction, settledAtMs, records, lastPosition, poiid }: TransactionEntry): string {
  return checksum(transaction, settledAtMs, records, lastPosition, poiid);
}

export function recordChecksum({ transaction, seq, text }: Pick<Row, 'transaction' | 'seq' | 'text'>): string {
  return checksum(transaction, seq, text);
}

/** The entry after one more record. */
export function withRecord(entry: TransactionEntry | undefined, row: Row, position: number): TransactionEntry {
  return {
    transaction: row.transaction,
    settledAtMs: later(entry?.settledAtMs ?? null, row.settledAtMs),
    records: (entry?.records ?? 0) + 1,
    lastPosition: position,
    poiid: entry?.poiid ?? row.poiid,
  };
}

export function later(a: number | null, b: number | null | undefined): number | null {
  if (a === null || b === null || b === undefined) return a ?? b ?? null;
  return Math.max(a, b);
}
