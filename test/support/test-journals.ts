import { memoryJournal } from '../../adapters/journal/memory-journal.ts';
import type { Journal, JournalReader, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { settle } from './clock.ts';

/** A memory journal that survives its engine, as a file does. */
export function keptJournal(): Journal {
  return { ...memoryJournal(), close: () => Promise.resolve() };
}

/** A journal that survives its engine, and what follows it: its records have the positions 1, 2, 3, ... */
export function placedJournal() {
  const journal = keptJournal();
  let count = 0;
  const append: typeof journal.append = async (records) => {
    await journal.append(records);
    count += records.length;
  };
  const follow = {
    position: () => count,
    async *readAfter(position: number) {
      const records = await readAll(journal);
      for (const [index, record] of records.entries()) if (index >= position) yield { position: index + 1, record };
    },
  };
  return { journal: { ...journal, append }, follow };
}

/** A journal that holds those records. */
export async function journalOf(records: readonly JournalRecord[]): Promise<Journal> {
  const journal = memoryJournal();
  for (const record of records) await journal.append([record]);
  return journal;
}

/** Every record of a journal, in the order in which they were stored. */
export async function readAll(journal: Pick<JournalReader, 'read'>): Promise<JournalRecord[]> {
  const records = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

/** What another process finds: the records of a journal up to now, or the first so many. */
export async function copyOf(journal: Journal, length = Infinity): Promise<Journal> {
  return journalOf((await readAll(journal)).slice(0, length));
}

/** A journal that gives out these records, as they are: also those that no journal would have stored. */
export function brokenJournal(records: readonly JournalRecord[]): Journal {
  const list = async function* () {
    yield* records;
    await settle();
  };
  return { ...memoryJournal(), readOpen: list, read: list };
}

/** A journal on a disk that the test controls: while it is held nothing is stored, and the next appends fail as often as it is told. */
export function heldJournal({ held = true, failures = 0 } = {}) {
  const memory = memoryJournal();
  const waiting: (() => void)[] = [];
  let isHeld = held;
  let toFail = failures;
  const journal: Journal = {
    ...memory,
    async append(records) {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (toFail > 0) {
        toFail -= 1;
        throw Object.assign(new Error('disk full'), { code: 'ERR_JOURNAL_FULL' });
      }
      await memory.append(records);
    },
  };
  return {
    journal,
    hold: () => void (isHeld = true),
    /** Stores what waits, and from now on everything at once. */
    release: async () => {
      isHeld = false;
      for (const go of waiting.splice(0)) go();
      await settle();
    },
    /** Stores what waits now; what comes after it waits again. */
    releaseOnce: async () => {
      for (const go of waiting.splice(0)) go();
      await settle();
    },
    failNext: (times: number) => void (toFail = times),
  };
}
