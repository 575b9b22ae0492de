import type { Journal, JournalRecord } from '../ports/journal.port.ts';
import { assertClocksAgree, CLOCK_TOLERANCE_MS, KEPT_SETTLED, orderContradicts } from './prune-rules.ts';
import { assertMoment, conflict, fromText, journalClosed, toRow, type Row } from './records.ts';
import { later } from './store/transaction-entry.ts';

interface Entry {
  /** When it was settled last; `null` while it is open. */
  readonly settledAtMs: number | null;
  /** Grows with every record. */
  readonly lastPosition: number;
}

/** A journal that ends with the process: for tests, demonstrations and tills that accept to lose it. */
export function memoryJournal(): Journal {
  // Kept as text: a value that would not survive in a file does not survive here either.
  let rows: Row[] = [];
  /** By transaction, oldest first. */
  const entries = new Map<string, Entry>();
  const taken = new Set<string>();
  let position = 0;
  let closed = false;

  const assertOpen = () => {
    if (closed) throw journalClosed();
  };

  return {
    async append(records) {
      assertOpen();
      const added = records.map(toRow);
      const keys = added.map(keyOf);
      const isFirst = (index: number) =>
        added.findIndex(({ transaction }) => transaction === added[index]?.transaction) === index;
      const refused = added.find(
        (row, index) =>
          (row.opens && entries.has(row.transaction) && isFirst(index)) ||
          taken.has(keyOf(row)) ||
          keys.indexOf(keyOf(row)) !== index,
      );
      if (refused !== undefined) throw conflict(refused.transaction, refused.seq);
      rows.push(...added);
      for (const row of added) {
        taken.add(keyOf(row));
        position += 1;
        const settledAtMs = later(entries.get(row.transaction)?.settledAtMs ?? null, row.settledAtMs);
        entries.set(row.transaction, { settledAtMs, lastPosition: position });
      }
    },

    async *readOpen() {
      assertOpen();
      const open = [...entries].filter(([, { settledAtMs }]) => settledAtMs === null);
      for (const [transaction] of open) {
        const own = rows.filter((row) => row.transaction === transaction);
        for (const row of own.toSorted((a, b) => a.seq - b.seq)) {
          assertOpen();
          yield recordOf(row);
        }
      }
    },

    async *read(transaction) {
      assertOpen();
      for (const row of rows) {
        assertOpen();
        if (transaction === undefined || row.transaction === transaction) yield recordOf(row);
      }
    },

    async prune(settledBeforeMs, now) {
      assertOpen();
      assertMoment(settledBeforeMs);
      const newest = rows.findLast(({ opens }) => opens);
      assertClocksAgree(now, newest && recordOf(newest));
      const forgotten = new Set(transactionsToForget(entries, settledBeforeMs));
      for (const row of rows) if (forgotten.has(row.transaction)) taken.delete(keyOf(row));
      rows = rows.filter((row) => !forgotten.has(row.transaction));
      for (const transaction of forgotten) entries.delete(transaction);
      return forgotten.size;
    },

    async close() {
      closed = true;
    },
  };
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

function keyOf({ transaction, seq }: Row): string {
  return `${transaction} ${seq}`;
}
