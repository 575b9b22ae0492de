import type { DamagedTransaction } from '../../errors.ts';
import type { ClockReading, TransactionEvent, TransactionInput } from '../../machines/transaction.types.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { SettledResult } from '../../protocol/outcome.ts';

/** One record of the journal: the start of a transaction, or an event of it. Plain JSON. */
export type JournalRecord = {
  /**
   * Version of the shape of this record: 2 is written, 3 for a rejection with `next`, and 4 for what an older program would take for proof;
   * 1 is read as well.
   */
  readonly version: 1 | 2 | 3 | 4;
  readonly transaction: TransactionId;
  /** Position within the transaction, from 0. */
  readonly seq: number;
  /** When the record was made: epoch milliseconds, a whole number. */
  readonly atMs: number;
  /** With this record the transaction is settled. Later records leave it settled. */
  readonly settles?: true;
  /** The terminal of the transaction, so that it is known when the first record cannot be read. Older records do not have it. */
  readonly poiid?: POIID;
} & (
  | { readonly type: 'opened'; readonly input: TransactionInput }
  | { readonly type: 'event'; readonly event: TransactionEvent }
  /**
   * A result that belongs to no known transaction. It gets a new id as its `transaction`, and counts as open until a
   * record settles that id, so that it is found at every start until a person has dealt with it.
   */
  | { readonly type: 'orphan'; readonly detail: JsonObject }
);

/** Both clocks of the machine, and the boot that they are of. */
export interface BootReading extends ClockReading {
  readonly bootId: string;
}

/** Which transactions a list of the past is about. Every member narrows it. */
export interface HistoryQuery {
  /** Requested at this time or later: epoch milliseconds, by `createdAtMs` of the input. */
  readonly fromMs?: number;
  /** Requested before this time: epoch milliseconds. */
  readonly beforeMs?: number;
  readonly poiid?: string;
  readonly reference?: string;
  /** `false`: only what no record settles. */
  readonly settled?: boolean;
  /** Of what a record settles, only what may have ended as this kind of outcome. */
  readonly kind?: SettledResult['kind'];
  /** Only what comes behind this place in the order of the list. */
  readonly after?: HistoryPlace;
  /** About how many are wanted: so many are read at a time. */
  readonly pageSize?: number;
}

/** Where a transaction stands in the list: the newest first, by the time and then by the id, both descending. */
export interface HistoryPlace {
  /** Epoch milliseconds; 0 where no record says it any more. */
  readonly createdAtMs: number;
  readonly transaction: TransactionId;
}

/** One transaction of the list. */
export interface StoredHistory extends HistoryPlace {
  /** Its records in order of `seq`; of one that is damaged, none. */
  readonly records: readonly JournalRecord[];
  readonly damage?: DamagedTransaction;
  /** Of a damaged one: it no longer counts as open. */
  readonly isClosed?: boolean;
}

/**
 * A stored journal, for reading only.
 *
 * What is damaged is an error, never an absence: a transaction of which records are missing, cannot be read or are not those that
 * were written is not read at all. The others come first, and then `ERR_JOURNAL_CORRUPT` is thrown, which names it, and has all
 * that are damaged as `damaged`.
 */
export interface JournalReader {
  /**
   * The records of every transaction that no record settles: grouped by transaction, the oldest transaction first, in order of
   * `seq`. A transaction that gets settled in the meantime still comes whole. One that is damaged counts as open until its last record
   * is one by which a person closes it: `sale.override`, which settles.
   */
  readOpen(): AsyncIterable<JournalRecord>;
  /**
   * All records, or those of one transaction, in the order in which they were stored. All are read page by page as they are
   * consumed.
   */
  read(transaction?: TransactionId): AsyncIterable<JournalRecord>;
  /**
   * The transactions of a query, the newest first, read as they are consumed; orphans are none. What is damaged stands among them.
   * One too many is no mistake: the query is a hint, and the caller looks at the records. One that counts as open because it is damaged may
   * be missing: it is known from `readOpen`. Without this method the engine reads the whole journal instead.
   */
  readHistory?(query: HistoryQuery): AsyncIterable<StoredHistory>;
  /** Waits for calls under way. Safe to call twice; afterwards everything else rejects with `ERR_JOURNAL_CLOSED`. */
  close(): Promise<void>;
}

/**
 * Where transactions are stored. An append-only list: no record is changed, and none is removed until its whole
 * transaction is forgotten. Everything here rejects with a `JournalError`, for an argument
 * that is none with an `InputError`, and with nothing else.
 *
 * Promises: when `append` resolves, the records survive any crash; until then nothing may rely on them. Appends may
 * overlap and are stored in the order of the calls.
 */
export interface Journal extends JournalReader {
  /**
   * Stores the records, all or none. Rejects when they are not stored: they are not read in this process, and the same
   * append may be tried again. Only if the machine fails before that can they still turn up: a disk that reports an error may
   * have written all the same. A journal that failed once is still good: the next append works as soon as the disk does.
   *
   * @throws {JournalError} `ERR_JOURNAL_CONFLICT` when there is a record of that transaction and `seq` already, and when a transaction
   *   is opened of which an earlier append is known, readable or not: then its id was used;
   *   `ERR_JOURNAL_RECORD` when a record is not plain JSON; `ERR_JOURNAL_FULL`, `ERR_JOURNAL_READ_ONLY`, `ERR_JOURNAL_BUSY`,
   *   `ERR_JOURNAL_MOVED` or `ERR_JOURNAL_IO` when the disk does not take them; `ERR_JOURNAL_CLOSED`
   */
  append(records: readonly JournalRecord[]): Promise<void>;
  /**
   * Forgets whole transactions: those whose last settling record was made before that time (epoch milliseconds). One that
   * is not settled or is damaged stays, however old it is, and so do the 100 of which a record was stored last.
   *
   * @param now for a second opinion on the time: has the wall clock gone as far as the other one since the last transaction?
   * @returns how many transactions were forgotten
   * @throws {JournalError} `ERR_JOURNAL_CLOCK` when it has not, and when what seems to be old was stored after what is younger by
   *   more than an hour: then nothing is forgotten
   * @throws {InputError} `ERR_INPUT_PRUNE` when the time is not a finite number
   */
  prune(settledBeforeMs: number, now?: BootReading): Promise<number>;
}
