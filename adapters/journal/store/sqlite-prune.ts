import type { BootReading } from '../../ports/journal.port.ts';
import { CLOCK_TOLERANCE_MS, assertClocksAgree, KEPT_SETTLED, orderContradicts } from '../prune-rules.ts';
import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { soundRecord, type StoredEntry, type StoredRecord } from './check-transaction.ts';
import { entryChecksum } from './transaction-entry.ts';

export interface PruneStep {
  readonly settledBeforeMs: number;
  readonly now: BootReading | undefined;
}

/** How long one step of a prune may keep the thread from storing. */
const PRUNE_TRANSACTIONS = 100;
/** Every transaction has few records, so its first one is not far from the end. */
const LOOK_BACK_RECORDS = 1000;

/** Forgets transactions, within the write transaction of its caller. */
export class SqlitePrune {
  readonly #keptFrom: SqliteStatement;
  readonly #candidates: SqliteStatement;
  readonly #lastCandidate: SqliteStatement;
  readonly #younger: SqliteStatement;
  readonly #lastRecords: SqliteStatement;
  readonly #countOf: SqliteStatement;
  readonly #forgetEntry: SqliteStatement;
  readonly #forgetRecords: SqliteStatement;
  readonly #countLess: SqliteStatement;

  constructor(database: SqliteDatabase) {
    const settled = 'FROM transactions WHERE settled_at_ms IS NOT NULL';
    this.#keptFrom = database.prepare(
      `SELECT last_position AS position ${settled} ORDER BY last_position DESC LIMIT 1 OFFSET ${KEPT_SETTLED - 1}`,
    );
    this.#candidates = database.prepare(
      `SELECT transaction_id AS "transaction", settled_at_ms AS settledAtMs, records, last_position AS lastPosition, poiid, checksum
       ${settled} AND settled_at_ms < ? AND last_position < ? AND last_position > ? ORDER BY last_position LIMIT ?`,
    );
    this.#lastCandidate = database.prepare(
      `SELECT max(last_position) AS position ${settled} AND settled_at_ms < ? AND last_position < ?`,
    );
    this.#younger = database.prepare(
      `SELECT transaction_id AS "transaction" ${settled} AND settled_at_ms >= ? AND last_position < ? ORDER BY last_position LIMIT 1`,
    );
    this.#lastRecords = database.prepare(
      `SELECT transaction_id AS "transaction", seq, record AS text, checksum FROM records
       ORDER BY position DESC LIMIT ${LOOK_BACK_RECORDS}`,
    );
    this.#countOf = database.prepare('SELECT count(*) AS records FROM records WHERE transaction_id = ?');
    this.#forgetEntry = database.prepare('DELETE FROM transactions WHERE transaction_id = ?');
    this.#forgetRecords = database.prepare('DELETE FROM records WHERE transaction_id = ?');
    this.#countLess = database.prepare('UPDATE tip SET records = records - ?');
  }

  /**
   * Forgets some transactions. Returns how many: 0 when there are no more.
   *
   * @throws {JournalError} `ERR_JOURNAL_CLOCK`
   */
  forget({ settledBeforeMs, now }: PruneStep): number {
    assertClocksAgree(now, this.#newestOpened());
    const keptFrom = positionOf(this.#keptFrom.get());
    if (keptFrom === undefined) return 0;
    const last = positionOf(this.#lastCandidate.get(settledBeforeMs, keptFrom));
    if (last === undefined) return 0;
    const younger = this.#younger.get(settledBeforeMs + CLOCK_TOLERANCE_MS, last) as
      { transaction: string } | undefined; // as selected
    if (younger !== undefined) throw orderContradicts(younger.transaction);

    let forgotten = 0;
    for (const entry of this.#soundCandidates(settledBeforeMs, keptFrom)) {
      this.#forgetEntry.run(entry.transaction);
      this.#forgetRecords.run(entry.transaction);
      this.#countLess.run(entry.records);
      forgotten += 1;
    }
    return forgotten;
  }

  /** What is damaged stays: it may not be settled at all. */
  #soundCandidates(settledBeforeMs: number, keptFrom: number): StoredEntry[] {
    const found: StoredEntry[] = [];
    for (let after = -1; found.length < PRUNE_TRANSACTIONS;) {
      const page = this.#candidates.all(settledBeforeMs, keptFrom, after, PRUNE_TRANSACTIONS) as StoredEntry[]; // as selected
      found.push(...page.filter((entry) => this.#isSound(entry)));
      const end = page.at(-1);
      if (end === undefined) break;
      after = end.lastPosition;
    }
    return found;
  }

  #isSound(entry: StoredEntry): boolean {
    const { records } = this.#countOf.get(entry.transaction) as { records: number }; // as selected
    return entry.checksum === entryChecksum(entry) && entry.records === records;
  }

  #newestOpened() {
    const lines = this.#lastRecords.all() as (Omit<StoredRecord, 'position'> & { transaction: string })[]; // as selected
    for (const line of lines) {
      const record = soundRecord(line.transaction, line);
      if (record?.type === 'opened') return record;
    }
    return undefined;
  }
}

function positionOf(line: unknown): number | undefined {
  const { position } = (line ?? {}) as { position?: number | null }; // as selected
  return position ?? undefined;
}
