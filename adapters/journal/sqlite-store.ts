import type { JournalError } from '../../errors.ts';
import { conflict, type Row } from './records.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-driver.ts';
import { journalError, sqliteResult } from './sqlite-errors.ts';
import { rollback } from './sqlite-schema.ts';

/** Where a page begins; `undefined` for the first one. */
export type Cursor = number | undefined;

export interface Page {
  readonly items: readonly string[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: Cursor;
}

/** The lists that can be paged through. */
export type Pages =
  /** The ids of the transactions that are not settled, oldest first. */
  | { readonly of: 'open' }
  /** The texts of all records, in the order of storage. */
  | { readonly of: 'all' }
  /** The texts of the records of one transaction, in the order of storage or of `seq`. */
  | { readonly of: 'stored' | 'sequence'; readonly transaction: string };

/** How much the thread holds in memory at a time; records are some kilobytes each. */
const PAGE_RECORDS = 100;
/** How long one step of a prune may keep the thread from storing. */
const PRUNE_TRANSACTIONS = 100;

/** Reads an open journal file. Everything blocks. */
export class SqliteReader {
  readonly #statements: Readonly<Record<Pages['of'], SqliteStatement>>;

  constructor(database: SqliteDatabase) {
    // Each returns `item` and its `place`. The plus signs keep SQLite from scanning all records for those of one transaction.
    const limit = `LIMIT ${PAGE_RECORDS}`;
    this.#statements = {
      open: database.prepare(
        `SELECT number AS place, transaction_id AS item FROM transactions
         WHERE settled_at_ms IS NULL AND number > ? ORDER BY number ${limit}`,
      ),
      all: database.prepare(
        `SELECT position AS place, record AS item FROM records WHERE position > ? ORDER BY position ${limit}`,
      ),
      stored: database.prepare(
        `SELECT position AS place, record AS item FROM records
         WHERE +position > ? AND transaction_id = ? ORDER BY +position ${limit}`,
      ),
      sequence: database.prepare(
        `SELECT seq AS place, record AS item FROM records WHERE seq > ? AND transaction_id = ? ORDER BY seq ${limit}`,
      ),
    };
  }

  page(pages: Pages, cursor: Cursor): Page {
    const statement = this.#statements[pages.of];
    const after = cursor ?? -1;
    const found = 'transaction' in pages ? statement.all(after, pages.transaction) : statement.all(after);
    const lines = found as { place: number; item: string }[]; // the columns of every statement above
    return {
      items: lines.map(({ item }) => item),
      next: lines.length < PAGE_RECORDS ? undefined : lines.at(-1)?.place,
    };
  }
}

/** Writes into an open journal file. Everything blocks. */
export class SqliteWriter {
  readonly #database: SqliteDatabase;
  readonly #beforeCommit: () => void;
  readonly #insertRecord: SqliteStatement;
  readonly #noteTransaction: SqliteStatement;
  readonly #forgetTransactions: SqliteStatement;
  readonly #forgetRecords: SqliteStatement;
  readonly #savepoint: SqliteStatement;
  readonly #release: SqliteStatement;
  readonly #undo: SqliteStatement;

  constructor(database: SqliteDatabase, beforeCommit: () => void = () => {}) {
    this.#database = database;
    this.#beforeCommit = beforeCommit;
    this.#insertRecord = database.prepare('INSERT INTO records (transaction_id, seq, record) VALUES (?, ?, ?)');
    this.#noteTransaction = database.prepare(
      `INSERT INTO transactions (transaction_id, settled_at_ms) VALUES (?, ?)
       ON CONFLICT (transaction_id) DO UPDATE
       SET settled_at_ms = max(ifnull(settled_at_ms, excluded.settled_at_ms), excluded.settled_at_ms)
       WHERE excluded.settled_at_ms IS NOT NULL`,
    );
    this.#forgetTransactions = database.prepare(
      `DELETE FROM transactions WHERE number IN
       (SELECT number FROM transactions WHERE settled_at_ms < ? ORDER BY settled_at_ms LIMIT ${PRUNE_TRANSACTIONS})
       RETURNING transaction_id`,
    );
    this.#forgetRecords = database.prepare('DELETE FROM records WHERE transaction_id = ?');
    this.#savepoint = database.prepare('SAVEPOINT append');
    this.#release = database.prepare('RELEASE append');
    this.#undo = database.prepare('ROLLBACK TO append');
  }

  /**
   * Stores several appends with one commit, and so with one sync of the disk. When this returns, appends that are `stored` are on
   * disk; an append that failed is not, and does not hinder the others.
   */
  append(appends: readonly (readonly Row[])[]): ('stored' | JournalError)[] {
    try {
      return this.#inTransaction(() => appends.map((rows) => this.#appendOne(rows)));
    } catch (error) {
      // One of them was too large for the rest of the disk: the others may still fit.
      if (sqliteResult(error) === 'FULL' && appends.length > 1) return appends.flatMap((rows) => this.append([rows]));
      return appends.map(() => journalError(error));
    }
  }

  /** Forgets some transactions that were settled before that time. Returns how many: 0 when there are no more. */
  prune(settledBeforeMs: number): number {
    return this.#inTransaction(() => {
      const forgotten = this.#forgetTransactions.all(settledBeforeMs) as { transaction_id: string }[]; // RETURNING
      for (const { transaction_id } of forgotten) this.#forgetRecords.run(transaction_id);
      return forgotten.length;
    });
  }

  #appendOne(rows: readonly Row[]): 'stored' | JournalError {
    this.#savepoint.run();
    for (const { transaction, seq, settledAtMs, text } of rows) {
      try {
        this.#insertRecord.run(transaction, seq, text);
        this.#noteTransaction.run(transaction, settledAtMs);
      } catch (error) {
        if (sqliteResult(error) !== 'CONSTRAINT') throw error;
        this.#undo.run();
        this.#release.run();
        return conflict(transaction, seq);
      }
    }
    this.#release.run();
    return 'stored';
  }

  #inTransaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#beforeCommit();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      rollback(this.#database);
      throw error;
    }
  }
}
