import type { Journal } from '../ports/journal.port.ts';
import { conflict, fromText, journalClosed, toRow, type Row } from './records.ts';

/** A journal that ends with the process: for tests, demonstrations and tills that accept to lose it. */
export function memoryJournal(): Journal {
  // Kept as text: a value that would not survive in a file does not survive here either.
  let rows: Row[] = [];
  /** By transaction, oldest first: when it was settled, or `null`. */
  const settledAtMs = new Map<string, number | null>();
  const taken = new Set<string>();
  let closed = false;

  const assertOpen = () => {
    if (closed) throw journalClosed();
  };

  return {
    async append(records) {
      assertOpen();
      const added = records.map(toRow);
      const keys = added.map(keyOf);
      const twice = added.find((row, index) => taken.has(keyOf(row)) || keys.indexOf(keyOf(row)) !== index);
      if (twice !== undefined) throw conflict(twice.transaction, twice.seq);
      rows.push(...added);
      for (const row of added) {
        taken.add(keyOf(row));
        settledAtMs.set(row.transaction, later(settledAtMs.get(row.transaction) ?? null, row.settledAtMs));
      }
    },

    async *readOpen() {
      assertOpen();
      const open = [...settledAtMs.keys()].filter((transaction) => settledAtMs.get(transaction) === null);
      for (const transaction of open) {
        const own = rows.filter((row) => row.transaction === transaction);
        for (const row of own.toSorted((a, b) => a.seq - b.seq)) {
          assertOpen();
          yield fromText(row.text);
        }
      }
    },

    async *read(transaction) {
      assertOpen();
      for (const row of rows) {
        assertOpen();
        if (transaction === undefined || row.transaction === transaction) yield fromText(row.text);
      }
    },

    async prune(settledBeforeMs) {
      assertOpen();
      const forgotten = new Set(
        [...settledAtMs]
          .filter(([, atMs]) => atMs !== null && atMs < settledBeforeMs)
          .map(([transaction]) => transaction),
      );
      for (const row of rows) if (forgotten.has(row.transaction)) taken.delete(keyOf(row));
      rows = rows.filter((row) => !forgotten.has(row.transaction));
      for (const transaction of forgotten) settledAtMs.delete(transaction);
      return forgotten.size;
    },

    async close() {
      closed = true;
    },
  };
}

function keyOf({ transaction, seq }: Row): string {
  return `${transaction} ${seq}`;
}

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
