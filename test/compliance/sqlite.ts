import { newFolder as newTemporaryFolder } from '../support/end-of-file.ts';
import { loadSqliteDriver, type SqliteDriver, type SqliteDriverName } from '../../adapters/journal/sqlite-driver.ts';
import type * as SqliteJournal from '../../adapters/journal/sqlite-journal.ts';

// The journal's thread is started from a file, and Node.js 20 cannot load TypeScript: these tests run the build. The path is
// put together so that the compiler takes the types from the source, and does not need the build to check the tests.
export const sqliteJournalUrl = new URL('../../dist/adapters/journal/sqlite-journal.js', import.meta.url).href;
export const { acceptSqliteJournal, openSqliteJournal, openSqliteJournalReader } = (await import(
  sqliteJournalUrl
)) as typeof SqliteJournal;

async function driverOrNone(name: SqliteDriverName): Promise<SqliteDriver | undefined> {
  return loadSqliteDriver(name).catch(() => {
    console.log(`skipped: tests over ${name}, which this Node.js (${process.version}) does not have`);
    return undefined;
  });
}

export const drivers: Readonly<Record<SqliteDriverName, SqliteDriver | undefined>> = {
  'node:sqlite': await driverOrNone('node:sqlite'),
  'better-sqlite3': await driverOrNone('better-sqlite3'),
};

/** The one that a journal takes by default. */
export const driver = drivers['node:sqlite'] ?? drivers['better-sqlite3'];

const expected = process.env['TENDERLINE_TEST_DRIVER'];
// `npm run test:matrix` says what is there: that it is skipped must not look as if it had passed.
if (expected !== undefined && driver?.name !== expected) {
  throw new Error(`SQLite: expected ${expected} (TENDERLINE_TEST_DRIVER), found ${driver?.name ?? 'none'}`);
}

/** A new empty folder, gone after the tests of the file. */
export const newFolder = (): string => newTemporaryFolder('journal');
