import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteDatabase, SqliteDriver } from '../sqlite-driver.ts';

export interface OpenFile {
  readonly database: SqliteDatabase;
  readonly close: () => void;
}

/** What SQLite needs to bring a file in order whose last process did not come to that. */
const SUFFIXES = ['', '-wal', '-journal'];

/**
 * Opens a copy of a journal that no process has open and that is not in order: what SQLite does to such a file before it can be
 * read, it does to the copy. The copy is for this user only, and is removed at once where an open file can be.
 *
 * @returns `undefined` when the files changed meanwhile: a till is just opening or closing them
 */
export function openPrivateCopy(driver: SqliteDriver, path: string): OpenFile | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-copy-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let database: SqliteDatabase | undefined;
  try {
    const copy = join(folder, 'copy');
    const before = stateOf(path);
    for (const suffix of SUFFIXES) {
      if (statSync(path + suffix, { throwIfNoEntry: false })) copyFileSync(path + suffix, copy + suffix);
    }
    if (stateOf(path) !== before) {
      remove();
      return undefined;
    }
    database = driver.open(copy, { readOnly: false });
    database.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    database?.close();
    remove();
    throw error;
  }
  const open = database;
  if (process.platform !== 'win32') remove();
  return {
    database: open,
    close: () => {
      open.close();
      remove();
    },
  };
}

/** Changes when one of the files does. */
function stateOf(path: string): string {
  return SUFFIXES.map((suffix) => {
    const stats = statSync(path + suffix, { bigint: true, throwIfNoEntry: false });
    return stats && [stats.ino, stats.size, stats.mtimeNs].join(':');
  }).join(' ');
}
