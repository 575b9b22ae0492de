import type { DamagedTransaction } from '../../../errors.ts';
import type { HistoryPlace } from '../../ports/journal.port.ts';
import { readHistoryPage, type HistoryLine, type HistoryPage, type PagedQuery } from '../history/sqlite-history.ts';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from '../sqlite-driver.ts';
import {
  checkTransaction,
  soundRecord,
  type LoadedTransaction,
  type StoredEntry,
  type StoredRecord,
} from './check-transaction.ts';
import { entryChecksum } from './transaction-entry.ts';

/** Where a page begins; `undefined` for the first one. */
export type Cursor = number | undefined;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: Cursor;
}

/** A record in the order of storage. */
export interface ListedRecord {
  readonly transaction: string;
  /** `undefined` when it is damaged. */
  readonly text: string | undefined;
}

/** A transaction that is not settled, or of which it is not known whether it is. */
export type OpenTransaction = LoadedTransaction & { readonly transaction: string };

/** An entry, and its place in the order of the table. */
type NumberedEntry = StoredEntry & { readonly number: number };

/** How much the thread holds in memory at a time; records are some kilobytes each. */
const PAGE_RECORDS = 100;
/** How many transactions are compared at a time: for so long, the thread does not store. */
const PAGE_TRANSACTIONS = 100;
const PAGE_ENTRIES = 250;

/** Reads an open journal file, and compares all that it reads with its checksums. Everything blocks. */
export class SqliteReader {
  readonly #database: SqliteDatabase;
  readonly #hasChecksums: boolean;
  readonly #records: SqliteStatement;
  readonly #recordsOf: SqliteStatement;
  readonly #entries: SqliteStatement;
  readonly #entryOf: SqliteStatement;
  readonly #unlisted: SqliteStatement;

  /** @param version of the file; that of 0.1.0 is 1, and has no checksums */
  constructor(database: SqliteDatabase, version: number) {
    this.#database = database;
    this.#hasChecksums = version > 1;
    const [record, entry] = this.#hasChecksums
      ? ['checksum', 'records, last_position AS lastPosition, poiid, checksum']
      : [
          'NULL AS checksum',
          '(SELECT count(*) FROM records r WHERE r.transaction_id = t.transaction_id) AS records, 0 AS lastPosition, NULL AS poiid, NULL AS checksum',
        ];
    const recordColumns = `position, transaction_id AS "transaction", seq, record AS text, ${record}`;
    const entryColumns = `number, transaction_id AS "transaction", settled_at_ms AS settledAtMs, ${entry}`;
    this.#records = database.prepare(
      `SELECT ${recordColumns} FROM records WHERE position > ? ORDER BY position LIMIT ${PAGE_RECORDS}`,
    );
    this.#recordsOf = database.prepare(`SELECT ${recordColumns} FROM records WHERE transaction_id = ? ORDER BY seq`);
    this.#entries = database.prepare(
      `SELECT ${entryColumns} FROM transactions t WHERE number > ? ORDER BY number LIMIT ?`,
    );
    this.#entryOf = database.prepare(`SELECT ${entryColumns} FROM transactions t WHERE transaction_id = ?`);
    this.#unlisted = database.prepare(
      `SELECT DISTINCT transaction_id AS "transaction" FROM records r
       WHERE NOT EXISTS (SELECT 1 FROM transactions t WHERE t.transaction_id = r.transaction_id)`,
    );
  }

  /** All records, in the order of storage. */
  records(cursor: Cursor): Page<ListedRecord> {
    const lines = allOf<StoredRecord & { transaction: string }>(this.#records, cursor ?? -1);
    return {
      items: lines.map((line) => {
        const isSound = soundRecord(line.transaction, line) !== undefined;
        return { transaction: line.transaction, text: isSound ? line.text : undefined };
      }),
      next: lines.length < PAGE_RECORDS ? undefined : lines.at(-1)?.position,
    };
  }

  /** One transaction; without records and without damage when the journal does not have it. */
  transaction(transaction: string): LoadedTransaction {
    const records = allOf<StoredRecord>(this.#recordsOf, transaction);
    const [entry] = allOf<StoredEntry>(this.#entryOf, transaction);
    if (records.length === 0 && entry === undefined) return { records, closedByPerson: false };
    return checkTransaction(transaction, records, entry && this.#withChecksum(entry));
  }

  /** The transactions that are not settled, oldest first, and those of which it is not known whether they are. */
  open(cursor: Cursor): Page<OpenTransaction> {
    const { items: listed, next } = this.#pageOfEntries(cursor, PAGE_ENTRIES);
    const items: OpenTransaction[] = [];
    for (const item of listed) {
      if (!mayBeOpen(item)) continue;
      const transaction = idOf(item);
      items.push({ transaction, ...this.transaction(transaction) });
      if (items.length === PAGE_TRANSACTIONS && typeof item !== 'string') return { items, next: item.number };
    }
    return { items, next };
  }

  /** Transactions from the index, which a file has from version 3 on. One that has lost its entry is in none: `open` finds it. */
  history(query: PagedQuery): HistoryPage {
    return readHistoryPage(this.#database, query, (place) => this.#historyLine(place));
  }

  #historyLine(place: HistoryPlace): HistoryLine {
    const { records, damage, closedByPerson } = this.transaction(place.transaction);
    if (damage === undefined) return { ...place, texts: records.map(({ text }) => text) };
    const [entry] = allOf<StoredEntry>(this.#entryOf, place.transaction);
    const isClosed = closedByPerson || !mayBeOpen(entry === undefined ? place.transaction : this.#withChecksum(entry));
    return { ...place, texts: [], damage, isClosed };
  }

  /** The transactions that are damaged, settled or not. */
  damaged(cursor: Cursor): Page<DamagedTransaction> {
    const page = this.#pageOfEntries(cursor, PAGE_TRANSACTIONS);
    return { ...page, items: page.items.flatMap((item) => this.transaction(idOf(item)).damage ?? []) };
  }

  /** The entries, and after them the ids that have records but no entry. */
  #pageOfEntries(cursor: Cursor, limit: number): Page<NumberedEntry | string> {
    const entries = allOf<NumberedEntry>(this.#entries, cursor ?? -1, limit);
    if (entries.length === limit)
      return { items: entries.map((entry) => this.#withChecksum(entry)), next: entries.at(-1)?.number };
    const unlisted = allOf<{ transaction: string }>(this.#unlisted).map(({ transaction }) => transaction);
    return { items: [...entries.map((entry) => this.#withChecksum(entry)), ...unlisted], next: undefined };
  }

  /** What has no checksum is taken as it is. */
  #withChecksum<Entry extends StoredEntry>(entry: Entry): Entry {
    return this.#hasChecksums ? entry : { ...entry, checksum: entryChecksum(entry) };
  }
}

/** Not settled, or it is not known. */
function mayBeOpen(item: StoredEntry | string): boolean {
  return typeof item === 'string' || item.settledAtMs === null || item.checksum !== entryChecksum(item);
}

function idOf(item: StoredEntry | string): string {
  return typeof item === 'string' ? item : item.transaction;
}

/** Lines of a statement of ours: `Line` names its columns. */
function allOf<Line>(statement: SqliteStatement, ...values: SqliteValue[]): Line[] {
  return statement.all(...values) as Line[];
}
