import { JournalInUseError } from '../../errors.ts';
import { pragma } from './file/sqlite-schema.ts';
import { createPrivately, emptyIfZero, makePrivate } from './private-file.ts';
import type { SqliteDatabase, SqliteDriver } from './sqlite-driver.ts';
import { journalConfigError, sqliteResult, toConfigError, withConfigErrors } from './sqlite-errors.ts';

const READERS_TIMEOUT_MS = 1000;

/**
 * Makes this process the one owner of a journal, or refuses at once.
 *
 * The owner keeps a write transaction open in a SQLite file beside the journal. There can be only one, and its lock is released
 * with the process, however that ends: nothing needs to be cleaned up after a crash, and the file is never removed,
 * because removing it could remove the lock of another process. Its `user_version` is the pid of the last owner. (When a person
 * removes it all the same, the journal still has one writer: see `SqliteWriter`.)
 *
 * @returns releases the ownership
 * @throws {JournalInUseError} when another process owns it
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export function takeOwnership(driver: SqliteDriver, journalPath: string): () => void {
  const path = `${journalPath}-owner`;
  // It is never synced: after a power failure it can have its length and no content.
  const lock = lockFile(driver, path, journalPath) ?? (emptyIfZero(path) && lockFile(driver, path, journalPath));
  if (lock) return () => lock.close();
  const todo = 'remove that file (not the journal) while no till is running';
  throw journalConfigError(path, "the owner's lock", 'something else', todo);
}

/** `undefined` when the file is something else. */
function lockFile(driver: SqliteDriver, path: string, journalPath: string): SqliteDatabase | undefined {
  const lock = withConfigErrors(path, () => {
    createPrivately(path);
    return driver.open(path, { readOnly: false });
  });
  try {
    lock.exec('PRAGMA busy_timeout = 0');
    // No second file beside it. A crash can damage only a number that nothing relies on.
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    // Other processes see the pid only after a commit. A process that gets in between the two transactions is the owner, not this one.
    lock.exec('BEGIN IMMEDIATE');
    // A process that is being refused may be reading the pid just now: that must not refuse this one too.
    lock.exec(`PRAGMA busy_timeout = ${READERS_TIMEOUT_MS}; PRAGMA user_version = ${process.pid}; COMMIT`);
    lock.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
    makePrivate(path);
    return lock;
  } catch (error) {
    const pid = pidOf(lock);
    lock.close();
    const result = sqliteResult(error);
    if (result === 'BUSY') throw inUse(journalPath, pid);
    if (result === 'NOTADB' || result === 'CORRUPT') return undefined;
    throw toConfigError(path, error);
  }
}

export function inUse(journalPath: string, pid: number | undefined): JournalInUseError {
  const who = pid === undefined ? 'another process' : pid === process.pid ? 'this process' : `process ${pid}`;
  const mistake = {
    path: `journal ${journalPath}`,
    expected: 'no other owner',
    found: `it in use by ${who}`,
    advice: 'give each till a journal of its own, or end the other one first',
  };
  return new JournalInUseError(mistake, pid);
}

function pidOf(lock: SqliteDatabase): number | undefined {
  try {
    const pid = Number(pragma(lock, 'user_version'));
    return pid > 0 ? pid : undefined;
  } catch {
    // The owner is just writing it.
    return undefined;
  }
}
