import { parseTransactionId, type POIID } from '../../../protocol/ids.ts';
import type { DamagedTransaction } from '../../../errors.ts';
import type { HistoryQuery, JournalReader, JournalRecord, StoredHistory } from '../../ports/journal.port.ts';
import type { PlacedRecord } from '../../ports/shared-journal.port.ts';
import { corrupt, fromText, journalClosed } from '../../journal/records.ts';
import { checkTransaction, soundRecord, type LoadedTransaction } from '../../journal/store/check-transaction.ts';
import { entryChecksum } from '../../journal/store/transaction-entry.ts';
import { historyConditions } from './history-conditions.ts';
import { loadTransactions, loadUnlisted, type StoredTransaction } from './load-transactions.ts';
import type { ReadConnection } from './read-connection.ts';

const PAGE_RECORDS = 500;
const PAGE_TRANSACTIONS = 50;

/** A stored journal, for reading only, which can also be followed. */
export interface PostgresReading extends JournalReader {
  readHistory(query: HistoryQuery): AsyncIterable<StoredHistory>;
  /** As `readOpen`, of one terminal. What is damaged and may be of this terminal is thrown. */
  readOpenOf(poiid: POIID): AsyncIterable<JournalRecord>;
  /** All records behind a position, in the order of storage. What is damaged is left out, and thrown when the rest has been read. */
  readAfter(position: number): AsyncIterable<PlacedRecord>;
}

/** Reads a journal, and compares all that it reads with its checksums. */
export function readingOf(connection: ReadConnection, schema: string): PostgresReading {
  let isClosed = false;
  const assertOpen = () => {
    if (isClosed) throw journalClosed();
  };

  /** Page by page, by number. */
  async function* transactionsOf(condition: string, values: readonly unknown[]): AsyncGenerator<StoredTransaction> {
    for (let after = -1; ;) {
      assertOpen();
      const page = await loadTransactions(connection, schema, {
        condition: `number > $1 AND (${condition})`,
        order: 'e.number',
        limit: PAGE_TRANSACTIONS,
        values: [after, ...values],
      });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_TRANSACTIONS) return;
      after = last.number;
    }
  }

  async function* openOf(condition: string, values: readonly unknown[], poiid?: string): AsyncGenerator<JournalRecord> {
    const damaged: DamagedTransaction[] = [];
    const all = chained(transactionsOf(`(${mayBeOpen(schema)}) AND ${condition}`, values), () =>
      loadUnlisted(connection, schema),
    );
    for await (const one of all) {
      const { records, damage, closedByPerson } = checked(one);
      if (damage === undefined) {
        for (const { text } of records) {
          assertOpen();
          yield recordOf(one.transaction, text);
        }
      } else if (!closedByPerson && mayBeOf(poiid, damage)) damaged.push(damage);
    }
    if (damaged.length > 0) throw corrupt(damaged);
  }

  async function* readAfter(position: number): AsyncGenerator<PlacedRecord> {
    const damaged = new Map<string, DamagedTransaction>();
    for (let after = position; ;) {
      assertOpen();
      const lines = (await connection.query(
        `SELECT position::float8 AS position, transaction_id AS "transaction", seq::float8 AS seq, record AS text, checksum
         FROM ${schema}.records WHERE position > $1 ORDER BY position LIMIT ${PAGE_RECORDS}`,
        [after],
      )) as unknown as readonly {
        position: number;
        transaction: string;
        seq: number;
        text: string;
        checksum: string;
      }[];
      for (const line of lines) {
        assertOpen();
        const record = soundRecord(line.transaction, line);
        if (record !== undefined) yield { position: line.position, record };
        else
          damaged.set(line.transaction, {
            transaction: line.transaction,
            nextSeq: line.seq + 1,
            what: 'expected a record as it was written, found it damaged',
          });
        after = line.position;
      }
      if (lines.length < PAGE_RECORDS) break;
    }
    if (damaged.size > 0) throw corrupt([...damaged.values()]);
  }

  async function* readAll(): AsyncGenerator<JournalRecord> {
    const damaged: DamagedTransaction[] = [];
    for await (const one of chained(transactionsOf('true', []), () => loadUnlisted(connection, schema))) {
      const { damage } = checked(one);
      if (damage !== undefined) damaged.push(damage);
    }
    const isDamaged = new Set(damaged.map(({ transaction }) => transaction));
    try {
      for await (const { record } of readAfter(0)) if (!isDamaged.has(record.transaction)) yield record;
    } catch (error) {
      // What was damaged before is known; what was damaged since is not.
      if (damaged.length === 0) throw error;
    }
    if (damaged.length > 0) throw corrupt(damaged);
  }

  async function* readOne(transaction: string): AsyncGenerator<JournalRecord> {
    assertOpen();
    const [found] = await loadTransactions(connection, schema, {
      condition: 'transaction_id = $1',
      order: 'e.number',
      limit: 1,
      values: [transaction],
    });
    const one =
      found ?? (await loadUnlisted(connection, schema)).find((unlisted) => unlisted.transaction === transaction);
    if (one === undefined) return;
    const { records, damage } = checked(one);
    if (damage !== undefined) throw corrupt([damage]);
    for (const { text } of records.toSorted((a, b) => a.position - b.position)) {
      assertOpen();
      yield recordOf(transaction, text);
    }
  }

  async function* readHistory({ pageSize = PAGE_TRANSACTIONS, ...query }: HistoryQuery): AsyncGenerator<StoredHistory> {
    const limit = Math.min(Math.max(1, Math.floor(pageSize)), 200);
    for (let after = query.after; ;) {
      assertOpen();
      const { condition, values } = historyConditions({ ...query, ...(after && { after }) });
      const order = 'e.created_at_ms DESC, e.transaction_id DESC';
      const page = await loadTransactions(connection, schema, { condition, values, order, limit });
      for (const one of page) {
        assertOpen();
        yield historyOf(one);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < limit) return;
      after = placeOf(last);
    }
  }

  return {
    readOpen: () => openOf('true', []),
    readOpenOf: (poiid) => openOf('(poiid = $2 OR poiid IS NULL)', [poiid], poiid),
    read: (transaction) => (transaction === undefined ? readAll() : readOne(transaction)),
    readHistory,
    readAfter,
    async close() {
      isClosed = true;
      await connection.close();
    },
  };
}

/** Not settled, or it is not known. */
function mayBeOpen(schema: string): string {
  return `settled_at_ms IS NULL OR checksum <> ${schema}.entry_checksum(transaction_id, settled_at_ms, records, last_position, poiid)`;
}

/** What has lost its terminal may be of any. */
function mayBeOf(poiid: string | undefined, damage: DamagedTransaction): boolean {
  return poiid === undefined || damage.poiid === undefined || damage.poiid === poiid;
}

function checked({ transaction, records, entry }: StoredTransaction): LoadedTransaction {
  return checkTransaction(transaction, records, entry);
}

function placeOf({ createdAtMs, transaction }: StoredTransaction) {
  return { createdAtMs: createdAtMs ?? 0, transaction: parseTransactionId(transaction) };
}

function historyOf(one: StoredTransaction): StoredHistory {
  const { records, damage, closedByPerson } = checked(one);
  const place = placeOf(one);
  if (damage === undefined) return { ...place, records: records.map(({ text }) => recordOf(one.transaction, text)) };
  const isSettled =
    one.entry !== undefined && one.entry.settledAtMs !== null && one.entry.checksum === entryChecksum(one.entry);
  return { ...place, records: [], damage, isClosed: closedByPerson || isSettled };
}

/** Compared before: it is a record. */
function recordOf(transaction: string, text: string): JournalRecord {
  const record = fromText(text);
  if (record !== undefined) return record;
  throw corrupt([{ transaction, nextSeq: 0, what: 'expected a record, found something else' }]);
}

async function* chained<T>(first: AsyncIterable<T>, second: () => Promise<readonly T[]>): AsyncGenerator<T> {
  yield* first;
  yield* await second();
}
