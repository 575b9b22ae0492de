import { memoryJournal } from '../../adapters/journal/memory-journal.ts';
import { openSqliteJournal } from '../../adapters/journal/sqlite-journal.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import type { EngineOptions } from '../options/engine-options.ts';

/** The journal of the options: a file, an object, or one in memory. @throws {ConfigError} `ERR_CONFIG_JOURNAL` */
export async function openJournal(journal: EngineOptions['journal']): Promise<Journal> {
  if (journal === undefined || journal === 'memory') return memoryJournal();
  if (typeof journal === 'string' && journal !== '') return openSqliteJournal(journal);
  if (typeof journal === 'object' && journal !== null && typeof journal.append === 'function') return journal;
  throw new ConfigError('ERR_CONFIG_JOURNAL', {
    path: 'journal',
    expected: "the path of a file, a Journal or 'memory'",
    found: formatValue(journal),
  });
}
