import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { errorCode } from '../../../errors.ts';
import { makePrivate, sizeOf } from '../private-file.ts';
import type { SqliteDatabase, SqliteDriver } from '../sqlite-driver.ts';
import { journalConfigError } from '../sqlite-errors.ts';
import { findDatabaseTip } from '../store/database-tip.ts';
import { checkSound } from './check-sound.ts';
import { withDatabase } from './open-database.ts';

/** A copy of a journal. */
export interface BackedUp {
  /** How many records are in it. */
  readonly records: number;
  /** How many records the journal ever had by then. */
  readonly position: number;
}

/** What SQLite or the journal would take for a part of the copy. */
const SUFFIXES = ['-wal', '-shm', '-journal', '-tip'];
/** The copy would be taken for a part of the journal whose name it begins with: `till.db-wal` for what `till.db` was to store yet. */
const PARTS = [...SUFFIXES, '-owner'];

/**
 * Writes a consistent copy, of one moment, also while a till writes to the journal. It is for this user only, on the disk when this
 * returns, and sound: it is opened anew and checked as a whole. Where that fails nothing is left.
 *
 * @param source open for reading
 * @param target does not exist: nothing is ever overwritten
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export function backUp(driver: SqliteDriver, source: SqliteDatabase, target: string): BackedUp {
  createAlone(target);
  try {
    const before = findTip(source)?.position ?? 0;
    source.prepare('VACUUM INTO ?').run(target);
    makePrivate(target);
    sync(target);
    let copied: BackedUp = { records: 0, position: 0 };
    withDatabase(driver.open(target, { readOnly: true }), (copy) => {
      checkSound(target, copy);
      const { records } = copy.prepare('SELECT count(*) AS records FROM records').get() as { records: number }; // as selected
      copied = { records, position: findTip(copy)?.position ?? records };
    });
    if (copied.position < before) {
      throw journalConfigError(target, `a copy of ${before} records`, `one of ${copied.position}`, 'try again');
    }
    return copied;
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
}

/** A file of version 1 has none. */
function findTip(database: SqliteDatabase) {
  try {
    return findDatabaseTip(database);
  } catch {
    return undefined;
  }
}

function createAlone(target: string): void {
  const end = PARTS.find((suffix) => target.endsWith(suffix));
  if (end !== undefined) {
    throw journalConfigError(
      target,
      'a name of its own',
      `one that ends with ${end}, as a part of a journal`,
      'give another path',
    );
  }
  const taken = SUFFIXES.map((suffix) => target + suffix).find((path) => sizeOf(path) !== undefined);
  try {
    if (taken === undefined) return closeSync(openSync(target, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const found = taken === undefined ? 'one' : `${taken}, which would be taken for a part of it`;
  throw journalConfigError(target, 'no file of that name', found, 'give another path: nothing is overwritten');
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
