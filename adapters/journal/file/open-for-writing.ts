import { formatValue } from '../../../errors.ts';
import { createPrivately, makePrivate, sizeOf } from '../private-file.ts';
import type { SqliteDatabase, SqliteDriver } from '../sqlite-driver.ts';
import { journalConfigError, withConfigErrors } from '../sqlite-errors.ts';
import { readTip, tipPathOf, TipFile } from '../tip/tip-file.ts';
import { checkSound } from './check-sound.ts';
import { checkTip, checkTipOfNone, checkWalOfNone, tipOf } from './check-tip.ts';
import { checkIdentity, readHeader } from './file-header.ts';
import { prepareOrClose, withDatabase } from './open-database.ts';
import { identify, migrate, pragma, SCHEMA_VERSION } from './sqlite-schema.ts';

/** For the checkpoint of a tool that reads the file; this code never holds it that long. */
const BUSY_TIMEOUT_MS = 5000;
const CLOSE_BUSY_TIMEOUT_MS = 250;

/**
 * Opens the journal for its owner; a missing one is created. A file that is not a sound journal of ours, or has lost what was
 * acknowledged, is refused before anything is written to it or beside it.
 *
 * @param accepting a person has accepted what is lost
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export function openForWriting(driver: SqliteDriver, path: string, accepting = false): SqliteDatabase {
  return withConfigErrors(path, () => {
    checkWalOfNone(path);
    const tip = readTip(path);
    if (!accepting && !sizeOf(path)) checkTipOfNone(path, tip);
    createPrivately(path);
    const header = readHeader(path);
    if (header !== undefined) checkIdentity(path, header);
    const check = (database: SqliteDatabase) => {
      const version = checkSound(path, database);
      if (!accepting) checkTip(path, tip, database, version);
    };
    // After a crash between two journal modes only a writer can open the file.
    const interrupted = Boolean(sizeOf(`${path}-journal`));
    if (header !== undefined && !interrupted) withDatabase(driver.open(path, { readOnly: true }), check);
    return prepareOrClose(driver.open(path, { readOnly: false }), (database) => {
      if (header !== undefined && interrupted) check(database);
      setUp(path, database);
    });
  });
}

/** Leaves one plain file behind if no other process has it open; else SQLite's -wal and -shm stay and belong to that process. */
export function closeAfterWriting(database: SqliteDatabase): void {
  try {
    database.exec(`PRAGMA busy_timeout = ${CLOSE_BUSY_TIMEOUT_MS}; PRAGMA journal_mode = DELETE`);
  } catch {
    // A reader has it open, or the disk is full. Nothing is lost: the next owner recovers the -wal.
  }
  database.close();
}

function setUp(path: string, database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  // Every commit reaches the disk before it returns; on macOS that takes fullfsync.
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
  // Forgotten records are overwritten, not only unlinked.
  database.exec('PRAGMA secure_delete = ON');
  bringUpToDate(path, database);
  const mode = pragma(database, 'journal_mode = WAL');
  if (mode !== 'wal') {
    throw journalConfigError(
      path,
      'a file system with shared memory and locks',
      formatValue(mode),
      'use a disk of this machine',
    );
  }
  // The first read creates the -wal and -shm files, so that readers need not.
  database.prepare('SELECT position FROM records LIMIT 1').get();
  for (const file of [path, `${path}-wal`, `${path}-shm`, tipPathOf(path)]) makePrivate(file);
}

/** A file that has a tip inside has one beside it, also after a crash in between. */
function bringUpToDate(path: string, database: SqliteDatabase): void {
  const { version } = identify(database);
  if (version === SCHEMA_VERSION) return;
  new TipFile(path).reset(tipOf(path, database, version));
  migrate(database);
}
