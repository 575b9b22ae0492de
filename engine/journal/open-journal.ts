import { memoryJournal } from '../../adapters/journal/memory-journal.ts';
import { openSqliteJournal } from '../../adapters/journal/sqlite-journal.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import type { EngineOptions } from '../options/engine-options.ts';

const NOT_ITS_OWN = {
  path: 'parts.ownership',
  expected: 'the ownership of the journal, which other engines may share',
  found: 'another one, or none',
  advice: 'acquire the terminals, and give parts: { ownership: journal.ownership }',
};

/** It may have a password, and is not quoted. */
const NO_FILE = {
  path: 'journal',
  expected: "the path of a file, a Journal or 'memory'",
  found: 'the address of a database',
  advice: 'open it with postgresJournal of tenderline/postgres',
};

/**
 * The journal of the options: a file, an object, or one in memory.
 *
 * @param ownership of the options
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`, also when the journal is shared and the engine would not know which terminals are its own
 */
export async function openJournal(journal: EngineOptions['journal'], ownership: unknown): Promise<Journal> {
  if (journal === undefined || journal === 'memory') return memoryJournal();
  if (typeof journal === 'string' && /^postgres(?:ql)?:/i.test(journal))
    throw new ConfigError('ERR_CONFIG_JOURNAL', NO_FILE);
  if (typeof journal === 'string' && journal !== '') return openSqliteJournal(journal);
  if (typeof journal === 'object' && journal !== null && typeof journal.append === 'function') {
    if ('ownership' in journal && journal.ownership !== ownership)
      throw new ConfigError('ERR_CONFIG_JOURNAL', NOT_ITS_OWN);
    return journal;
  }
  throw new ConfigError('ERR_CONFIG_JOURNAL', {
    path: 'journal',
    expected: "the path of a file, a Journal or 'memory'",
    found: formatValue(journal),
  });
}
