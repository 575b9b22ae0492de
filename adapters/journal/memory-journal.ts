import type { Journal, JournalRecord } from '../ports/journal.port.ts';
import { assertClocksAgree, CLOCK_TOLERANCE_MS, KEPT_SETTLED, orderContradicts } from './prune-rules.ts';
import { assertMoment, conflict, fromText, journalClosed, toRow, type Row } from './records.ts';
import { later } from './store/transaction-entry.ts';

/** A record, and its place in the order of storage. */
interface StoredRow extends Row {
  readonly position: number;
}

/** One transaction. */
interface Entry {
  /** In the order of storage. */
  readonly rows: StoredRow[];
  /** When it was settled last; `null` while it is open. */
  settledAtMs: number | null;
  /** Grows with every record. */
  lastPosition: number;
}

/** A journal that ends with the process: for tests, demonstrations and tills that accept to lose it. */
export function memoryJournal(): Journal {
  /** By transaction, oldest first. Kept as text: a value that would not survive in a file does not survive here either. */
  const entries = new Map<string, Entry>();
  let position = 0;
  let closed = false;

  const assertOpen = () => {
    if (closed) throw journalClosed();
  };

  /** The first of the rows that cannot be stored. */
  const refusedOf = (rows: readonly Row[]) => {
    const added = new Map<string, Row[]>();
    return rows.find((row) => {
      const before = entries.get(row.transaction);
      const own = added.get(row.transaction) ?? [];
      if (row.opens && own.length === 0 && before !== undefined) return true;
      if ([...(before?.rows ?? []), ...own].some(({ seq }) => seq === row.seq)) return true;
      added.set(row.transaction, [...own, row]);
      return false;
    });
  };

  const keep = (row: Row) => {
    position += 1;
    const entry = entries.get(row.transaction) ?? { rows: [], settledAtMs: null, lastPosition: 0 };
    entry.rows.push({ ...row, position });
    entry.settledAtMs = later(entry.settledAtMs, row.settledAtMs);
    entry.lastPosition = position;
    entries.set(row.transaction, entry);
  };

  return {
    async append(records) {
      assertOpen();
      const added = records.map(toRow);
      const refused = refusedOf(added);
      if (refused !== undefined) throw conflict(refused.transaction, refused.seq);
      for (const row of added) keep(row);
    },

    async *readOpen() {
      assertOpen();
      const open = [...entries.values()].filter(({ settledAtMs }) => settledAtMs === null);
      for (const { rows } of open) {
        for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
          assertOpen();
          yield recordOf(row);
        }
      }
    },

    async *read(transaction) {
      assertOpen();
      const wanted = transaction === undefined ? [...entries.values()] : [entries.get(transaction)];
      for (const row of rowsOf(wanted)) {
        assertOpen();
        yield recordOf(row);
      }
    },

    async prune(settledBeforeMs, now) {
      assertOpen();
      assertMoment(settledBeforeMs);
      const newest = rowsOf([...entries.values()]).findLast(({ opens }) => opens);
      assertClocksAgree(now, newest && recordOf(newest));
      const forgotten = transactionsToForget(entries, settledBeforeMs);
      for (const transaction of forgotten) entries.delete(transaction);
      return forgotten.length;
    },

    async close() {
      closed = true;
    },
  };
}

/** In the order of storage. */
function rowsOf(entries: readonly (Entry | undefined)[]): StoredRow[] {
  return entries.flatMap((entry) => entry?.rows ?? []).toSorted((a, b) => a.position - b.position);
}

/** @throws {JournalError} `ERR_JOURNAL_CLOCK` */
function transactionsToForget(entries: ReadonlyMap<string, Entry>, settledBeforeMs: number): string[] {
  const settled = [...entries]
    .flatMap(([transaction, { settledAtMs, lastPosition }]) =>
      settledAtMs === null ? [] : [{ transaction, settledAtMs, lastPosition }],
    )
    .toSorted((a, b) => a.lastPosition - b.lastPosition);
  const old = settled.slice(0, -KEPT_SETTLED).filter(({ settledAtMs }) => settledAtMs < settledBeforeMs);
  const last = old.at(-1);
  const younger = settled.find(({ settledAtMs }) => settledAtMs >= settledBeforeMs + CLOCK_TOLERANCE_MS);
  if (last && younger && younger.lastPosition < last.lastPosition) throw orderContradicts(younger.transaction);
  return old.map(({ transaction }) => transaction);
}

function recordOf({ text }: Row): JournalRecord {
  const record = fromText(text);
  if (record === undefined) throw new Error('checked when it was appended');
  return record;
}
