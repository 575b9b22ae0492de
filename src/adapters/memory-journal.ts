import type { Journal, JournalRecord } from './ports/journal.port.ts';

/** A journal that lives as long as the process: for tests, demonstrations and tills that accept to forget. */
export function memoryJournal(): Journal {
  const lines: string[] = [];
  return {
    // Kept as text: what would not survive a file does not survive here either.
    append: (records) => {
      lines.push(...records.map((record) => JSON.stringify(record)));
      return Promise.resolve();
    },
    async *read() {
      for (const line of lines) yield JSON.parse(line) as JournalRecord;
    },
    close: () => Promise.resolve(),
  };
}
