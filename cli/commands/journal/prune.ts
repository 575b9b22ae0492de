import { pruneJournal } from '../../../index.ts';
import { createOutput } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPath } from '../../settings/journal-path.ts';
import { readAge } from './time-options.ts';

export interface PruneFlags extends ConnectionFlags {
  readonly olderThan: string;
}

/** `tenderline prune --older-than 90d`: forgets what was settled longer ago. No till may own the journal. */
export async function prune(flags: PruneFlags): Promise<number> {
  const output = createOutput(flags);
  const olderThanMs = readAge(flags.olderThan, 'olderThan');
  const forgotten = await pruneJournal(journalPath(await readSettings(flags)), olderThanMs);
  output.emit({ type: 'pruned', forgotten });
  output.print(`${forgotten} transaction(s) forgotten. What is open or damaged stays, and so do the newest 100.`);
  return 0;
}
