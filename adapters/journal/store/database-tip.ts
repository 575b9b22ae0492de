import type { SqliteDatabase } from '../sqlite-driver.ts';
import { advance, EMPTY_TIP, type Tip } from '../tip/tip.ts';
import { recordChecksum } from './transaction-entry.ts';

interface ListedChecksum {
  readonly position: number;
  readonly checksum: string;
}

const PAGE = 1000;

/** The tip that stands in the database; `undefined` when that is damaged. */
export function findDatabaseTip(database: SqliteDatabase): (Tip & { readonly records: number }) | undefined {
  const found = database.prepare('SELECT position, hash, records FROM tip').get();
  return found as (Tip & { readonly records: number }) | undefined; // its columns
}

/** The tip after all records that come after `from`; `undefined` when some of those are missing. */
export function tipAfter(from: Tip, records: Iterable<ListedChecksum>): Tip | undefined {
  let tip = from;
  for (const { position, checksum } of records) {
    if (position !== tip.position + 1) return undefined;
    tip = advance(tip, position, checksum);
  }
  return tip;
}

/** The tip of a file that does not have one: of all records that are in it. */
export function tipOfRecords(database: SqliteDatabase): Tip {
  let tip = EMPTY_TIP;
  for (const { position, checksum } of checksumsAfter(database, 0, false)) tip = advance(tip, position, checksum);
  const [last] = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'records'").all() as { seq: number }[];
  return { ...tip, position: Math.max(tip.position, last?.seq ?? 0) };
}

/** The checksums of the records after a position, in order. */
export function* checksumsAfter(
  database: SqliteDatabase,
  after: number,
  stored: boolean,
): Generator<ListedChecksum & { readonly transaction: string; readonly seq: number; readonly text: string }> {
  const statement = database.prepare(
    `SELECT position, transaction_id AS "transaction", seq, record AS text${stored ? ', checksum' : ''}
     FROM records WHERE position > ? ORDER BY position LIMIT ${PAGE}`,
  );
  for (let last = after; ;) {
    const lines = statement.all(last) as { position: number; transaction: string; seq: number; text: string }[];
    for (const line of lines)
      yield { ...line, checksum: recordChecksum(line), ...('checksum' in line && { checksum: String(line.checksum) }) };
    const end = lines.at(-1);
    if (end === undefined) return;
    last = end.position;
  }
}
