import type { SqliteDatabase } from '../sqlite-driver.ts';
import { addChecksums } from './add-checksums.ts';
import { addIndex } from './add-index.ts';

/** "Tend" in ASCII: marks a SQLite file as a journal of Tenderline. */
export const APPLICATION_ID = 0x54656e64;

/** The migrations from version n to n + 1 of the file. A migration that was released is never changed. */
export const MIGRATIONS: readonly ((database: SqliteDatabase) => void)[] = [
  (database) => {
    database.exec(`
      -- One line per record, in the order of storage. A position is never given twice, also after a prune.
      CREATE TABLE records (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        transaction_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (transaction_id, seq)
      ) STRICT;

      -- What the records say about each transaction: settled_at_ms is null while it is open.
      CREATE TABLE transactions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        transaction_id TEXT NOT NULL UNIQUE,
        settled_at_ms INTEGER
      ) STRICT;
      CREATE INDEX transactions_open ON transactions (number) WHERE settled_at_ms IS NULL;
      CREATE INDEX transactions_settled ON transactions (settled_at_ms) WHERE settled_at_ms IS NOT NULL;
    `);
  },
  addChecksums,
  addIndex,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** From this version on, transactions are found without reading all records. */
export const INDEX_VERSION = 3;

/** Migrates a file to the current version: completely or not at all. */
export function migrate(database: SqliteDatabase, migrations = MIGRATIONS): void {
  const { version } = identify(database);
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(version)) migration(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    rollback(database);
    throw error;
  }
}

/** Application and version of the file, from its header; both 0 for an empty file. */
export function identify(database: SqliteDatabase): { readonly applicationId: number; readonly version: number } {
  return {
    applicationId: Number(pragma(database, 'application_id')),
    version: Number(pragma(database, 'user_version')),
  };
}

/** The first value that a pragma returns. */
export function pragma(database: SqliteDatabase, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

export function rollback(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // After some errors SQLite has rolled back already, and reports that there is nothing to roll back.
  }
}
