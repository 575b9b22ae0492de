import type { TransactionEvent, TransactionInput } from '../../machines/transaction.types.ts';
import type { TransactionId } from '../../protocol/ids.ts';

/** One line of the journal: the birth of a transaction, or something that happened to it. Plain JSON. */
export type JournalRecord = {
  /** Of the shape of this record. */
  readonly version: 1;
  readonly transaction: TransactionId;
  /** Position within the transaction, from 0. */
  readonly seq: number;
} & (
  | { readonly type: 'opened'; readonly input: TransactionInput }
  | { readonly type: 'event'; readonly event: TransactionEvent }
);

/**
 * Where transactions are remembered. An append-only list: nothing is changed, nothing is taken back.
 *
 * Promises: when `append` resolves, the records survive whatever comes; until then nothing may rely on them. Appends may
 * overlap; those of one transaction come one after the other.
 */
export interface Journal {
  /** Stores the records, all or none. Rejects when they are not stored. */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** All records, in the order in which they were stored. */
  read(): AsyncIterable<JournalRecord>;
  close(): Promise<void>;
}
