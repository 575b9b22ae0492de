import type { BootReading, JournalRecord } from '../../ports/journal.port.ts';
import { CLOCK_TOLERANCE_MS, assertClocksAgree, KEPT_SETTLED, orderContradicts } from '../prune-rules.ts';
import type { SqliteDatabase, SqliteStatement } from '../sqlite-driver.ts';
import { soundRecord, type StoredEntry, type StoredRecord } from './check-transaction.ts';
import { entryChecksum } from './transaction-entry.ts';

export interface PruneStep {
  readonly settledBeforeMs: number;
  readonly now: BootReading | undefined;
  /** As the step before it returned it; absent at the first one. */
  readonly progress?: PruneProgress | undefined;
}

/** How far a prune has come: it looks at everything before it forgets anything. */
export type PruneProgress =
  | {
      readonly does: 'look';
      /** What was stored here or later stays. */
      readonly keptFrom: number;
      readonly after: number;
      /** The last one that is old enough. */
      readonly lastOld: number | null;
      /** The first one that is younger than the clock may be wrong. */
      readonly firstYoung: number | null;
    }
  | { readonly does: 'forget'; readonly upTo: number; readonly after: number };

export interface PruneStepResult {
  readonly forgotten: number;
  /** Of the next step; `undefined` after the last one. */
  readonly next: PruneProgress | undefined;
}

/** How much one step may do: for so long, the thread does not store. */
const LOOK_TRANSACTIONS = 2000;
const FORGET_TRANSACTIONS = 100;
/** Every transaction has few records, so its first one is not far from the end. */
const LOOK_BACK_RECORDS = 1000;
const LOOK_BACK_PAGE = 20;

/** Forgets transactions, step by step, so that others store in between. */
export class SqlitePrune {
  readonly #keptFrom: SqliteStatement;
  readonly #look: SqliteStatement;
  readonly #idAt: SqliteStatement;
  readonly #candidates: SqliteStatement;
  readonly #recordsBefore: SqliteStatement;
  readonly #countOf: SqliteStatement;
  readonly #forgetEntry: SqliteStatement;
  readonly #forgetRecords: SqliteStatement;
  readonly #countLess: SqliteStatement;

  constructor(database: SqliteDatabase) {
    const settled = 'FROM transactions WHERE settled_at_ms IS NOT NULL';
    this.#keptFrom = database.prepare(
      `SELECT last_position AS position ${settled} ORDER BY last_position DESC LIMIT 1 OFFSET ${KEPT_SETTLED - 1}`,
    );
    this.#look = database.prepare(
      `SELECT max(last_position) AS last, count(*) AS transactions,
       max(CASE WHEN settled_at_ms < ? THEN last_position END) AS lastOld,
       min(CASE WHEN settled_at_ms >= ? THEN last_position END) AS firstYoung
       FROM (SELECT last_position, settled_at_ms ${settled} AND last_position > ? AND last_position < ?
       ORDER BY last_position LIMIT ${LOOK_TRANSACTIONS})`,
    );
    this.#idAt = database.prepare(`SELECT transaction_id AS "transaction" ${settled} AND last_position = ?`);
    this.#candidates = database.prepare(
      `SELECT transaction_id AS "transaction", settled_at_ms AS settledAtMs, records, last_position AS lastPosition, poiid, checksum
       ${settled} AND settled_at_ms < ? AND last_position > ? AND last_position <= ?
       ORDER BY last_position LIMIT ${FORGET_TRANSACTIONS}`,
    );
    this.#recordsBefore = database.prepare(
      `SELECT position, transaction_id AS "transaction", seq, record AS text, checksum FROM records
       WHERE position < ? ORDER BY position DESC LIMIT ${LOOK_BACK_PAGE}`,
    );
    this.#countOf = database.prepare('SELECT count(*) AS records FROM records WHERE transaction_id = ?');
    this.#forgetEntry = database.prepare('DELETE FROM transactions WHERE transaction_id = ?');
    this.#forgetRecords = database.prepare('DELETE FROM records WHERE transaction_id = ?');
    this.#countLess = database.prepare('UPDATE tip SET records = records - ?');
  }

  /**
   * Begins, and looks at some more transactions, in the order of storage. Changes nothing.
   *
   * @returns what to do next; `undefined` when there is nothing to forget
   * @throws {JournalError} `ERR_JOURNAL_CLOCK`
   */
  look(
    { settledBeforeMs, now }: Pick<PruneStep, 'settledBeforeMs' | 'now'>,
    progress: Extract<PruneProgress, { does: 'look' }> | undefined,
  ): PruneProgress | undefined {
    if (progress === undefined) {
      assertClocksAgree(now, this.#newestOpened());
      const keptFrom = (this.#keptFrom.get() as { position: number } | undefined)?.position; // as selected
      return keptFrom === undefined
        ? undefined
        : { does: 'look', keptFrom, after: -1, lastOld: null, firstYoung: null };
    }
    const { keptFrom, after } = progress;
    const youngFromMs = settledBeforeMs + CLOCK_TOLERANCE_MS;
    const seen = this.#look.get(settledBeforeMs, youngFromMs, after, keptFrom) as Seen; // as selected
    const lastOld = seen.lastOld ?? progress.lastOld;
    const firstYoung = progress.firstYoung ?? seen.firstYoung;
    if (lastOld !== null && firstYoung !== null && firstYoung < lastOld) {
      throw orderContradicts((this.#idAt.get(firstYoung) as { transaction: string }).transaction); // as selected
    }
    if (seen.last !== null && seen.transactions === LOOK_TRANSACTIONS) {
      return { does: 'look', keptFrom, after: seen.last, lastOld, firstYoung };
    }
    return lastOld === null ? undefined : { does: 'forget', upTo: lastOld, after: -1 };
  }

  /** Forgets some transactions, within the write transaction of its caller. What is damaged stays: it may not be settled at all. */
  forget(settledBeforeMs: number, { upTo, after }: Extract<PruneProgress, { does: 'forget' }>): PruneStepResult {
    const page = this.#candidates.all(settledBeforeMs, after, upTo) as StoredEntry[]; // as selected
    const sound = page.filter((entry) => this.#isSound(entry));
    for (const { transaction, records } of sound) {
      this.#forgetEntry.run(transaction);
      this.#forgetRecords.run(transaction);
      this.#countLess.run(records);
    }
    const last = page.at(-1);
    return { forgotten: sound.length, next: last && { does: 'forget', upTo, after: last.lastPosition } };
  }

  #isSound(entry: StoredEntry): boolean {
    const { records } = this.#countOf.get(entry.transaction) as { records: number }; // as selected
    return entry.checksum === entryChecksum(entry) && entry.records === records;
  }

  #newestOpened(): JournalRecord | undefined {
    let before = Number.MAX_SAFE_INTEGER;
    for (let seen = 0; seen < LOOK_BACK_RECORDS; seen += LOOK_BACK_PAGE) {
      const lines = this.#recordsBefore.all(before) as (StoredRecord & { transaction: string })[]; // as selected
      for (const line of lines) {
        const record = soundRecord(line.transaction, line);
        if (record?.type === 'opened') return record;
        before = line.position;
      }
      if (lines.length < LOOK_BACK_PAGE) break;
    }
    return undefined;
  }
}

/** What a step has looked at: places in the order of storage. */
interface Seen {
  readonly last: number | null;
  readonly transactions: number;
  readonly lastOld: number | null;
  readonly firstYoung: number | null;
}
