import { JournalError } from '../../../errors.ts';
import { sizeOf } from '../private-file.ts';
import type { SqliteDriver } from '../sqlite-driver.ts';
import { journalConfigError, sqliteResult, withConfigErrors } from '../sqlite-errors.ts';
import { readTip } from '../tip/tip-file.ts';
import { checkTip, checkTipOfNone } from './check-tip.ts';
import { checkIdentity, readHeader } from './file-header.ts';
import { openPrivateCopy, type OpenFile } from './private-copy.ts';
import { identify } from './sqlite-schema.ts';

/** For the checkpoint of the owner. */
const BUSY_TIMEOUT_MS = 5000;

const LOOKS_MAX = 5;
const LOOK_AGAIN_MS = 50;

/**
 * Opens the journal for reading only, with or without an owner, however that ended. Creates no file beside it.
 *
 * @param ownedHere the owner is in this process: then the file must be accessed through SQLite only
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export function openForReading(driver: SqliteDriver, path: string, ownedHere: boolean): OpenFile & { version: number } {
  return withConfigErrors(path, () => {
    for (let look = 1; look < LOOKS_MAX; look += 1) {
      try {
        if (ownedHere || isInOrder(path)) return checked(path, () => openDirectly(driver, path));
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      // An owner that is opening or closing causes this for a moment; this thread can wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
    }
    if (ownedHere || isInOrder(path)) return checked(path, () => openDirectly(driver, path));
    return checked(path, () => {
      const copy = openPrivateCopy(driver, path);
      if (copy !== undefined) return copy;
      throw journalConfigError(path, 'a journal in use or at rest', 'one that is just opened or closed', 'try again');
    });
  });
}

/**
 * Whether SQLite can read it without creating or changing a file: it is in use, or was killed while it was, or it was closed in good
 * order.
 */
function isInOrder(path: string): boolean {
  const interrupted = Boolean(sizeOf(`${path}-journal`));
  if (!interrupted && sizeOf(`${path}-wal`) !== undefined && sizeOf(`${path}-shm`) !== undefined) return true;
  const header = readHeader(path);
  if (header === undefined) {
    checkTipOfNone(path, readTip(path));
    throw journalConfigError(path, 'a journal', 'an empty file', 'look again when a till has used it');
  }
  checkIdentity(path, header);
  return !header.writeAhead && !interrupted;
}

/** What an owner that is just opening or closing can cause. */
function isPassing(error: unknown): boolean {
  if (error instanceof JournalError) return error.code === 'ERR_JOURNAL_ROLLED_BACK';
  return ['CANTOPEN', 'READONLY'].includes(sqliteResult(error) ?? '');
}

function openDirectly(driver: SqliteDriver, path: string): OpenFile {
  const database = driver.open(path, { readOnly: true });
  return { database, close: () => database.close() };
}

/** The tip is read before the file, which may be in use: what is stored in between is not missing. */
function checked(path: string, open: () => OpenFile): OpenFile & { version: number } {
  const tip = readTip(path);
  const file = open();
  try {
    // One transaction: all of it is of one moment.
    file.database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; BEGIN`);
    const found = identify(file.database);
    checkIdentity(path, found);
    checkTip(path, tip, file.database, found.version);
    file.database.exec('COMMIT');
    return { ...file, version: found.version };
  } catch (error) {
    file.close();
    throw error;
  }
}
