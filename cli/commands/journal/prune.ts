import { ConfigError } from '../../../errors.ts';
import { pruneJournal } from '../../../index.ts';
import { createOutput } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import type { JournalPlace } from '../../stored/journal-place.ts';
import { journalOwner, withOwnJournal } from '../../stored/journal.ts';
import { readAge } from './time-options.ts';

export interface PruneFlags extends ConnectionFlags {
  readonly olderThan: string;
}

/** `tenderline prune --older-than 90d`: forgets what was settled longer ago. No till may own the journal. */
export async function prune(flags: PruneFlags): Promise<number> {
  const output = createOutput(flags);
  const olderThanMs = readAge(flags.olderThan, 'olderThan');
  const place = await readJournalPlace(flags);
  const forgotten = await forget(place, olderThanMs).catch((error: unknown) => {
    throw explainOwner(error);
  });
  output.emit({ type: 'pruned', forgotten });
  output.print(`${forgotten} transaction(s) forgotten. What is open or damaged stays, and so do the newest 100.`);
  return 0;
}

/** A file is owned as it is opened; a database too, as a whole, so that no engine of it runs. */
function forget(place: JournalPlace, olderThanMs: number): Promise<number> {
  if (place.kind === 'file') return pruneJournal(place.name, olderThanMs);
  return withOwnJournal(place, { migrate: false }, (journal) => pruneJournal(journal, olderThanMs));
}

/** What is forgotten is the owner's to say: its memory has those transactions too, and no command reaches that. */
function explainOwner(error: unknown): unknown {
  const owner = journalOwner(error);
  if (owner === undefined) return error;
  const mistake = {
    path: 'prune',
    expected: 'a journal that no till owns',
    found: `it in use by ${owner}`,
    advice: 'a till that runs forgets by engine.prune(olderThanMs), and by no command; or end it first',
  };
  return new ConfigError('ERR_CONFIG_JOURNAL_IN_USE', mistake, { cause: error });
}
