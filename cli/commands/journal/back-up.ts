import { backUpSqliteJournal } from '../../../adapters/index.ts';
import { createOutput } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPath } from '../../settings/journal-path.ts';

/** `tenderline journal backup FILE`: a consistent copy, also while a till runs. */
export async function backUpJournal(file: string, flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const path = journalPath(await readSettings(flags));
  const { records } = await backUpSqliteJournal(path, file);
  output.emit({ type: 'backup', file, records });
  output.print(`${file} is a copy of ${path} with ${records} record(s), checked, for this user only.`);
  output.print('A till that is to use it needs it to be accepted first: `tenderline journal accept`.');
  return 0;
}
