import type { JournalError } from '../../../errors.ts';
import { rollback } from '../file/sqlite-schema.ts';
import { conflict, type Row } from '../records.ts';
import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { journalError, sqliteResult } from '../sqlite-errors.ts';
import type { TipFile } from '../tip/tip-file.ts';
import { advance, type Tip } from '../tip/tip.ts';
import type { StoredEntry } from './check-transaction.ts';
import { SqlitePrune, type PruneStep, type PruneStepResult } from './sqlite-prune.ts';
import { entryChecksum, recordChecksum, withRecord } from './transaction-entry.ts';

/** Of an entry that is damaged, or stands for records that have none: it stays damaged, whatever is added. */
const NO_CHECKSUM = '';

/**
 * Writes into an open journal file. Everything blocks.
 *
 * Between two commits it keeps a write transaction open: so the file has one writer, also when a person removes the lock beside it.
 * Readers are not held up by that.
 */
export class SqliteWriter {
  readonly #database: SqliteDatabase;
  readonly #tipFile: TipFile;
  readonly #beforeCommit: () => void;
  readonly #prune: SqlitePrune;
  readonly #insertRecord: SqliteStatement;
  readonly #entryOf: SqliteStatement;
  readonly #countOf: SqliteStatement;
  readonly #writeEntry: SqliteStatement;
  readonly #writeIndex: SqliteStatement;
  readonly #writeKind: SqliteStatement;
  readonly #readTip: SqliteStatement;
  readonly #writeTip: SqliteStatement;
  readonly #savepoint: SqliteStatement;
  readonly #release: SqliteStatement;
  readonly #undo: SqliteStatement;
  #begun = false;

  constructor(database: SqliteDatabase, tipFile: TipFile, beforeCommit: () => void = () => {}) {
    this.#database = database;
    this.#tipFile = tipFile;
    this.#beforeCommit = beforeCommit;
    this.#prune = new SqlitePrune(database);
    this.#insertRecord = database.prepare(
      'INSERT INTO records (position, transaction_id, seq, record, checksum) VALUES (?, ?, ?, ?, ?)',
    );
    this.#entryOf = database.prepare(
      `SELECT transaction_id AS "transaction", settled_at_ms AS settledAtMs, records, last_position AS lastPosition, poiid, checksum
       FROM transactions WHERE transaction_id = ?`,
    );
    this.#countOf = database.prepare('SELECT count(*) AS records FROM records WHERE transaction_id = ?');
    this.#writeEntry = database.prepare(
      `INSERT INTO transactions (transaction_id, settled_at_ms, records, last_position, poiid, checksum)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (transaction_id) DO UPDATE SET settled_at_ms = excluded.settled_at_ms, records = excluded.records,
       last_position = excluded.last_position, poiid = excluded.poiid, checksum = excluded.checksum`,
    );
    this.#writeIndex = database.prepare(
      'UPDATE transactions SET created_at_ms = ?, reference = ? WHERE transaction_id = ?',
    );
    this.#writeKind = database.prepare('UPDATE transactions SET kind = ? WHERE transaction_id = ?');
    this.#readTip = database.prepare('SELECT position, hash FROM tip');
    this.#writeTip = database.prepare('UPDATE tip SET position = ?, hash = ?, records = records + ?');
    this.#savepoint = database.prepare('SAVEPOINT append');
    this.#release = database.prepare('RELEASE append');
    this.#undo = database.prepare('ROLLBACK TO append');
  }

  /** Takes the one place of a writer. Throws what SQLite says when another process has it. */
  begin(): void {
    if (this.#begun) return;
    this.#database.exec('BEGIN IMMEDIATE');
    this.#begun = true;
  }

  /** Gives it back. */
  end(): void {
    if (this.#begun) rollback(this.#database);
    this.#begun = false;
  }

  /**
   * Stores several appends with one commit, and so with one sync of the disk. When this returns, appends that are `stored` are on
   * disk; an append that failed is not, and does not hinder the others.
   */
  append(appends: readonly (readonly Row[])[]): ('stored' | JournalError)[] {
    try {
      return this.commit(() => appends.map((rows) => this.#appendOne(rows)));
    } catch (error) {
      // One of them was too large for the rest of the disk: the others may still fit.
      if (sqliteResult(error) === 'FULL' && appends.length > 1) return appends.flatMap((rows) => this.append([rows]));
      return appends.map(() => journalError(error));
    }
  }

  /** One step of a prune; see `SqlitePrune`. */
  prune({ progress, ...step }: PruneStep): PruneStepResult {
    if (progress?.does !== 'forget') return { forgotten: 0, next: this.#prune.look(step, progress) };
    return this.commit((tip) => {
      // What comes after this tip is never forgotten before it is on the disk itself: so it can be compared after a power failure.
      this.#tipFile.sync(tip);
      return this.#prune.forget(step.settledBeforeMs, progress);
    });
  }

  /** The tip in the file as it is now. */
  tip(): Tip {
    return this.#readTip.get() as Tip; // its columns; there is one, or the file would not have been opened
  }

  #appendOne(rows: readonly Row[]): 'stored' | JournalError {
    this.#savepoint.run();
    const refused = this.#insert(rows);
    if (refused !== undefined) this.#undo.run();
    this.#release.run();
    return refused ?? 'stored';
  }

  #insert(rows: readonly Row[]): JournalError | undefined {
    let tip = this.tip();
    const entries = new Map<string, StoredEntry | undefined>();
    const hints: (() => void)[] = [];
    for (const row of rows) {
      const { transaction, seq, text } = row;
      const isFirst = !entries.has(transaction);
      const before = isFirst ? this.#known(transaction) : entries.get(transaction);
      // Also when its first record is gone: that the id was used is known.
      if (row.opens && isFirst && before !== undefined) return conflict(transaction, seq);
      const position = tip.position + 1;
      const checksum = recordChecksum(row);
      try {
        this.#insertRecord.run(position, transaction, seq, text, checksum);
      } catch (error) {
        if (sqliteResult(error) === 'CONSTRAINT') return conflict(transaction, seq);
        throw error;
      }
      tip = advance(tip, position, checksum);
      entries.set(transaction, entryAfter(before, row, position));
      hints.push(...this.#hintsOf(row, before));
    }
    for (const entry of entries.values()) {
      if (entry === undefined) continue;
      const { transaction, settledAtMs, records, lastPosition, poiid, checksum } = entry;
      this.#writeEntry.run(transaction, settledAtMs, records, lastPosition, poiid, checksum);
    }
    for (const write of hints) write();
    this.#writeTip.run(tip.position, tip.hash, rows.length);
    return undefined;
  }

  /** What goes into the index with a record: its first one and the one that settles it are enough. */
  #hintsOf({ transaction, index, settledAtMs }: Row, before: StoredEntry | undefined): (() => void)[] {
    const { createdAtMs, reference, kind } = index;
    const isFirst = before === undefined || before.lastPosition === 0;
    const settles = settledAtMs !== null && (before?.settledAtMs ?? null) === null;
    return [
      ...(isFirst ? [() => this.#writeIndex.run(createdAtMs, reference, transaction)] : []),
      ...(settles && kind !== null ? [() => this.#writeKind.run(kind, transaction)] : []),
    ];
  }

  /** The entry of a transaction; one that is missing although there are records is damaged. */
  #known(transaction: string): StoredEntry | undefined {
    const entry = this.#entryOf.get(transaction) as StoredEntry | undefined; // its columns
    if (entry !== undefined) return entry;
    const { records } = this.#countOf.get(transaction) as { records: number }; // as selected
    if (records === 0) return undefined;
    return { transaction, settledAtMs: null, records, lastPosition: 0, poiid: null, checksum: NO_CHECKSUM };
  }

  /** Does something in a write transaction of its own, and writes the tip when it is on the disk. */
  commit<T>(work: (before: Tip) => T): T {
    this.#tipFile.catchUp();
    this.begin();
    let result: T;
    let tip: Tip;
    try {
      result = work(this.tip());
      tip = this.tip();
      this.#beforeCommit();
      this.#database.exec('COMMIT');
      this.#begun = false;
    } catch (error) {
      this.end();
      this.#resume();
      throw error;
    }
    this.#tipFile.advance(tip);
    this.#resume();
    return result;
  }

  /** What fails here fails again, and is reported, with the next commit. */
  #resume(): void {
    try {
      this.begin();
    } catch {
      // As above.
    }
  }
}

function entryAfter(before: StoredEntry | undefined, row: Row, position: number): StoredEntry {
  const entry = withRecord(before, row, position);
  const isSound = before === undefined || before.checksum === entryChecksum(before);
  return { ...entry, checksum: isSound ? entryChecksum(entry) : NO_CHECKSUM };
}
