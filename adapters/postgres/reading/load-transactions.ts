import type { StoredEntry, StoredRecord } from '../../journal/store/check-transaction.ts';
import type { ReadConnection } from './read-connection.ts';

/** A transaction as the database has it. */
export interface StoredTransaction {
  readonly transaction: string;
  /** `undefined` when there are records alone. */
  readonly entry: StoredEntry | undefined;
  readonly number: number;
  /** Epoch milliseconds; `null` of an orphan. */
  readonly createdAtMs: number | null;
  readonly records: readonly StoredRecord[];
}

export interface LoadQuery {
  /** Conditions on `transactions`, with `$1` and so on. */
  readonly condition: string;
  /** Columns of `e`, the transaction. */
  readonly order: string;
  readonly limit: number;
  readonly values: readonly unknown[];
}

type Line = StoredEntry &
  StoredRecord & {
    readonly number: number;
    readonly createdAtMs: number | null;
    readonly recordChecksum: string;
    readonly position: number | null;
  };

/** Transactions with all of their records. In one statement, and so as they were at one moment: what is appended meanwhile is not half there. */
export async function loadTransactions(
  connection: ReadConnection,
  schema: string,
  { condition, order, limit, values }: LoadQuery,
): Promise<StoredTransaction[]> {
  const lines = await connection.query(
    `SELECT e.number::float8 AS number, e.transaction_id AS "transaction", e.settled_at_ms::float8 AS "settledAtMs",
       e.records::float8 AS records, e.last_position::float8 AS "lastPosition", e.poiid, e.checksum,
       e.created_at_ms::float8 AS "createdAtMs",
       r.position::float8 AS position, r.seq::float8 AS seq, r.record AS text, r.checksum AS "recordChecksum"
     FROM (SELECT * FROM ${schema}.transactions e WHERE ${condition} ORDER BY ${order} LIMIT ${limit}) e
     LEFT JOIN ${schema}.records r ON r.transaction_id = e.transaction_id
     ORDER BY ${order}, r.seq`,
    values,
  );
  const found: { -readonly [Key in keyof StoredTransaction]: StoredTransaction[Key] }[] = [];
  let records: StoredRecord[] = [];
  for (const line of lines as unknown as readonly Line[]) {
    const { transaction, settledAtMs, records: count, lastPosition, poiid, checksum, number, createdAtMs } = line;
    if (found.at(-1)?.transaction !== transaction) {
      records = [];
      const entry = { transaction, settledAtMs, records: count, lastPosition, poiid, checksum };
      found.push({ transaction, entry, number, createdAtMs, records });
    }
    if (line.position !== null) records.push(recordOf(line));
  }
  return found;
}

/** Records whose transaction has lost its entry. */
export async function loadUnlisted(connection: ReadConnection, schema: string): Promise<StoredTransaction[]> {
  const lines = await connection.query(
    `SELECT transaction_id AS "transaction", position::float8 AS position, seq::float8 AS seq, record AS text, checksum AS "recordChecksum"
     FROM ${schema}.records r
     WHERE NOT EXISTS (SELECT 1 FROM ${schema}.transactions t WHERE t.transaction_id = r.transaction_id)
     ORDER BY transaction_id, seq`,
  );
  const found = new Map<string, StoredRecord[]>();
  for (const line of lines as unknown as readonly Line[]) {
    found.set(line.transaction, [...(found.get(line.transaction) ?? []), recordOf(line)]);
  }
  return [...found].map(([transaction, records]) => ({
    transaction,
    entry: undefined,
    number: 0,
    createdAtMs: 0,
    records,
  }));
}

function recordOf({ position, seq, text, recordChecksum }: Line): StoredRecord {
  return { position: position ?? 0, seq, text, checksum: recordChecksum };
}
