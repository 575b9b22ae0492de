import { openSqliteJournal, openSqliteJournalReader } from '../../../adapters/index.ts';
import { ConfigError } from '../../../errors.ts';
import { journalView, type Journal } from '../../../index.ts';
import { createOutput } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { isDatabase } from '../../settings/database.ts';
import { databaseAt } from '../../settings/journal-path.ts';
import { checkValue } from '../../settings/settings.ts';
import { copyRecords, isEmpty, sumOf } from '../../stored/copy-records.ts';
import { withOwnJournal } from '../../stored/journal.ts';

/**
 * `tenderline journal copy FILE postgres://...`: moves a till that has been stopped to a database. Both are owned meanwhile, and what was
 * copied is read again and compared.
 */
export async function copyJournal(from: string, to: string, flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  checkValue('journal', to, 'TO');
  if (isDatabase(from)) throw refused('FROM', 'the path of a file', 'a database', 'a database is copied by pg_dump');
  if (!isDatabase(to)) throw refused('TO', 'postgres://user@host/database', 'something else');
  const target = await databaseAt(to, await readSettings(flags), flags);
  const { records, sha256 } = await withFile(from, async (source) => {
    await assertNothingOpen(source, from);
    return withOwnJournal(target, { migrate: true }, async (journal) => {
      if (!(await isEmpty(journal))) throw refused('TO', 'a journal without records', 'one that has some');
      const copied = await copyRecords(source, journal).catch((error: unknown) => {
        throw incomplete(error);
      });
      const found = await sumOf(journal);
      if (found.records !== copied.records || found.sha256 !== copied.sha256) throw incomplete();
      return found;
    });
  });
  output.emit({ type: 'copied', from, to, records, sha256 });
  output.print(`${to} has the ${records} record(s) of ${from}: read again and compared.`);
  output.print('From now on the till belongs there: name it as "journal", and start no till on the file any more.');
  return 0;
}

/** No till may own it, or it would go on beside its copy. */
async function withFile<T>(path: string, work: (journal: Journal) => Promise<T>): Promise<T> {
  // An owner would create a file that is missing.
  await (await openSqliteJournalReader(path)).close();
  const journal = await openSqliteJournal(path);
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** What is open belongs to a till that asks about it; what is damaged would be copied as if it were not. */
async function assertNothingOpen(journal: Journal, path: string): Promise<void> {
  const view = journalView(journal);
  const { open, damaged } = await view.check();
  const orphans = (await view.orphans()).length;
  if (open + damaged.length + orphans === 0) return;
  const found = `${open} open and ${damaged.length} damaged transaction(s), ${orphans} result(s) without one`;
  const advice = 'start the till, and let it find out; `tenderline transactions --unresolved` lists them';
  throw refused('FROM', `${path} with nothing open`, found, advice);
}

function refused(path: string, expected: string, found: string, advice?: string): ConfigError {
  return new ConfigError('ERR_CONFIG_JOURNAL', { path, expected, found, ...(advice !== undefined && { advice }) });
}

function incomplete(cause?: unknown): ConfigError {
  const mistake = {
    path: 'TO',
    expected: 'every record of the file, as it is',
    found: cause instanceof Error ? `a part of them: ${cause.message}` : 'others',
    advice: 'no engine may use it: DROP SCHEMA tenderline CASCADE, then copy again',
  };
  return new ConfigError('ERR_CONFIG_JOURNAL', mistake, { cause });
}
