import { formatValue } from '../../errors.ts';
import { createPrivately, makePrivate, readStart, sizeOf } from './private-file.ts';
import type { SqliteDatabase, SqliteDriver } from './sqlite-driver.ts';
import { damagedError, journalConfigError, withConfigErrors } from './sqlite-errors.ts';
import { APPLICATION_ID, identify, migrate, pragma, SCHEMA_VERSION } from './sqlite-schema.ts';

/** For the checkpoint of a tool that reads the file; this code never holds it that long. */
const BUSY_TIMEOUT_MS = 5000;
const CLOSE_BUSY_TIMEOUT_MS = 250;

const LOOKS_MAX = 10;
const LOOK_AGAIN_MS = 50;

/**
 * Opens the journal for its owner; a missing one is created. A file that is not a sound journal of ours is refused before anything is
 * written to it or beside it.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export function openForWriting(driver: SqliteDriver, path: string): SqliteDatabase {
  return withConfigErrors(path, () => {
    if (!sizeOf(path) && sizeOf(`${path}-wal`)) {
      throw journalConfigError(path, 'the journal that its -wal file belongs to', 'none', 'put the two back together');
    }
    createPrivately(path);
    const header = readHeader(path);
    if (header !== undefined) checkIdentity(path, header);
    // After a crash between two journal modes only a writer can open the file.
    const interrupted = Boolean(sizeOf(`${path}-journal`));
    if (header !== undefined && !interrupted)
      withDatabase(driver.open(path, { readOnly: true }), (it) => checkSound(path, it));
    return prepareOrClose(driver.open(path, { readOnly: false }), (database) => {
      if (header !== undefined && interrupted) checkSound(path, database);
      setUp(path, database);
    });
  });
}

/**
 * Opens the journal for reading only, with or without an owner. Creates no file.
 *
 * @param ownedHere the owner is in this process: then the file must be accessed through SQLite only
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export function openForReading(driver: SqliteDriver, path: string, ownedHere: boolean): SqliteDatabase {
  return withConfigErrors(path, () => {
    if (!ownedHere) checkReadable(path);
    return prepareOrClose(driver.open(path, { readOnly: true }), (database) => {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      const found = identify(database);
      checkIdentity(path, found);
      if (found.version < SCHEMA_VERSION) {
        throw journalConfigError(
          path,
          `version ${SCHEMA_VERSION}`,
          `version ${found.version}`,
          'let a till of this version open it',
        );
      }
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
  migrate(database);
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
  for (const suffix of ['', '-wal', '-shm']) makePrivate(`${path}${suffix}`);
}

/** SQLite creates a -wal or -shm file that is missing: a journal that would need that is not opened. */
function checkReadable(path: string): void {
  for (let look = 1; ; look += 1) {
    if (sizeOf(`${path}-wal`) !== undefined && sizeOf(`${path}-shm`) !== undefined) return;
    const header = readHeader(path);
    if (header === undefined)
      throw journalConfigError(path, 'a journal', 'an empty file', 'look again when a till has used it');
    checkIdentity(path, header);
    if (!header.writeAhead) return;
    if (look === LOOKS_MAX) {
      throw journalConfigError(
        path,
        'a journal in use or closed',
        'one without its -wal or -shm file',
        'let a till open it once',
      );
    }
    // An owner that is opening or closing causes this for a moment; this thread can wait.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
}

interface Identity {
  readonly applicationId: number;
  readonly version: number;
}

/** The header of a SQLite file, its first 100 bytes (https://sqlite.org/fileformat.html); `undefined` when the file is empty. */
function readHeader(path: string): (Identity & { readonly writeAhead: boolean }) | undefined {
  const bytes = readStart(path, 100);
  if (bytes.length === 0) return undefined;
  if (bytes.length < 100 || Buffer.from(bytes.subarray(0, 16)).toString('latin1') !== 'SQLite format 3\0') {
    throw journalConfigError(path, 'a journal', 'a file that is not SQLite', 'give another path');
  }
  const view = new DataView(bytes.buffer);
  return { applicationId: view.getUint32(68), version: view.getUint32(60), writeAhead: view.getUint8(18) === 2 };
}

function checkIdentity(path: string, { applicationId, version }: Identity): void {
  if (applicationId !== APPLICATION_ID) {
    throw journalConfigError(
      path,
      'a journal',
      `a SQLite file of another application (${applicationId})`,
      'give another path',
    );
  }
  if (version > SCHEMA_VERSION) {
    const todo = 'it was written by a newer Tenderline: use that, or a newer one';
    throw journalConfigError(path, `version ${SCHEMA_VERSION} or lower`, `version ${version}`, todo);
  }
}

/** @throws {ConfigError} also when the -wal file contradicts the header */
function checkSound(path: string, database: SqliteDatabase): void {
  const found = identify(database);
  const fresh = found.applicationId === 0 && found.version === 0 && pragma(database, 'page_count') === 0;
  if (!fresh) checkIdentity(path, found);
  const verdict = pragma(database, 'integrity_check(1)');
  if (verdict !== 'ok') throw damagedError(path);
}

function prepareOrClose(database: SqliteDatabase, prepare: (database: SqliteDatabase) => void): SqliteDatabase {
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function withDatabase(database: SqliteDatabase, look: (database: SqliteDatabase) => void): void {
  try {
    look(database);
  } finally {
    database.close();
  }
}
