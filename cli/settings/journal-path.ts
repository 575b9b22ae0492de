import { ConfigError } from '../../errors.ts';
import type { DatabasePlace, JournalPlace } from '../stored/journal-place.ts';
import { readSettings } from './connection.ts';
import { fileOnly, isDatabase } from './database.ts';
import type { ConnectionFlags, Env } from './flags.ts';
import { findSecret } from './secrets.ts';
import { required, type Settings } from './settings.ts';

/**
 * The journal of the settings, for commands that need what earlier processes stored.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING`; `ERR_CONFIG_JOURNAL` when it is `memory`; also for its password
 */
export async function readJournalPlace(flags: ConnectionFlags, env: Env = process.env): Promise<JournalPlace> {
  return journalPlace(await readSettings(flags, env), flags, env);
}

/** The same, where the settings have been read. */
export async function journalPlace(
  settings: Settings,
  flags: ConnectionFlags,
  env: Env = process.env,
): Promise<JournalPlace> {
  const name = stored(settings);
  return isDatabase(name) ? databaseAt(name, settings, flags, env) : { kind: 'file', name };
}

/** A journal on PostgreSQL, with the password of the settings. @throws {ConfigError} `ERR_CONFIG_JOURNAL` */
export async function databaseAt(
  name: string,
  settings: Settings,
  flags: ConnectionFlags,
  env: Env = process.env,
): Promise<DatabasePlace> {
  const password = await findSecret('journalPassword', { flags, env, settings });
  const connection = { connectionString: name, ...(password !== undefined && { password }) };
  return { kind: 'database', name, connection };
}

/**
 * The file of the journal, for commands that are about the file.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING`; `ERR_CONFIG_JOURNAL` when it is no file
 */
export function journalPath(settings: Settings): string {
  const path = stored(settings);
  if (isDatabase(path)) throw fileOnly();
  return path;
}

function stored(settings: Settings): string {
  const journal = required(settings, 'journal');
  if (journal !== 'memory') return journal;
  throw new ConfigError('ERR_CONFIG_JOURNAL', {
    path: 'journal',
    expected: 'the path of a file, or postgres://user@host/database',
    found: "'memory', which forgets everything with its process",
  });
}

/** Whether a later command can find the transaction of this one. */
export function hasJournalFile({ journal = 'memory' }: Settings): boolean {
  return journal !== 'memory';
}
