import { openSqliteJournalReader, type SqliteJournalOptions } from '../adapters/journal/sqlite-journal.ts';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { JournalReader } from '../adapters/ports/journal.port.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Head, Inspected, TerminalHead } from '../machines/index.ts';
import { followJournal } from './inspection/journal-follower.ts';
import { storedHeads } from './inspection/stored-heads.ts';
import { readRecording } from './inspection/stored-steps.ts';

/** What a journal has, in the form in which a running engine reports it. Reads, beside a running till too. */
export interface InspectedJournal extends Inspected {
  close(): Promise<void>;
}

/** As `inspectJournal` of on-demand.ts, which loads this. */
export async function inspectJournal(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<InspectedJournal> {
  return inspectedJournal(await openSqliteJournalReader(path, options));
}

/** The same for any journal. */
export function inspectedJournal(journal: JournalReader, clock: Clock = systemClock): InspectedJournal {
  const read = storedHeads(journal);
  return {
    async overview() {
      const { heads, damaged } = await read();
      return {
        source: 'journal',
        heads: heads.toSorted((a, b) => b.at - a.at),
        terminals: terminalsOf(heads),
        damaged,
      };
    },
    transaction: (id) => readRecording(journal, id),
    follow: followJournal(journal, clock, terminalsOf),
    close: () => journal.close(),
  };
}

/** What the transactions say of their terminals: a journal has nothing of the link. */
function terminalsOf(heads: readonly Head[]): TerminalHead[] {
  return [...new Set(heads.map(({ poi }) => poi))].map((poi) => {
    const open = heads.filter((head) => head.poi === poi && head.outcome === undefined);
    const unknown = open.filter(({ tags }) => tags.includes('outcomeUnknown')).map(({ id }) => id);
    const running = open.find(({ tags }) => !tags.includes('outcomeUnknown'))?.id;
    const work = unknown.length > 0 ? 'quarantined' : running === undefined ? 'idle' : 'occupied';
    return { poi, link: 'unknown', work, ...(running !== undefined && { running }), unknown, waiting: 0 };
  });
}
