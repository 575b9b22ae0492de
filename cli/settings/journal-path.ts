import { ConfigError } from '../../errors.ts';
import { fileOnly, isDatabase } from './database.ts';
import { required, type Settings } from './settings.ts';

/**
 * The file of the journal, for commands that need what earlier processes stored.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING`; `ERR_CONFIG_JOURNAL` when it is `memory`, or in a database
 */
export function journalPath(settings: Settings): string {
  const path = required(settings, 'journal');
  if (isDatabase(path)) throw fileOnly();
  if (path !== 'memory') return path;
  throw new ConfigError('ERR_CONFIG_JOURNAL', {
    path: 'journal',
    expected: 'the path of a file',
    found: "'memory', which forgets everything with its process",
  });
}

/** Whether a later command can find the transaction of this one. */
export function hasJournalFile({ journal = 'memory' }: Settings): boolean {
  return journal !== 'memory';
}
