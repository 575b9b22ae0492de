import type { SqliteDatabase } from '../sqlite-driver.ts';

export function prepareOrClose(database: SqliteDatabase, prepare: (database: SqliteDatabase) => void): SqliteDatabase {
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function withDatabase(database: SqliteDatabase, look: (database: SqliteDatabase) => void): void {
  try {
    look(database);
  } finally {
    database.close();
  }
}
