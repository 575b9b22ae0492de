import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SqliteDatabase } from '../../../../adapters/journal/sqlite-driver.ts';
import { APPLICATION_ID, identify, migrate, MIGRATIONS } from '../../../../adapters/journal/file/sqlite-schema.ts';
import { driver, newFolder } from '../../../compliance/sqlite.ts';

function database(): SqliteDatabase {
  if (driver === undefined) throw new Error('skipped where there is no SQLite');
  const path = join(newFolder(), 'journal.db');
  writeFileSync(path, '');
  return driver.open(path, { readOnly: false });
}

const tablesOf = (file: SqliteDatabase) =>
  file
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`)
    .all()
    .map((row) => (row as { name: string }).name);

describe.skipIf(driver === undefined)('migrations', () => {
  it('turn an empty file into the current version, and mark it as a journal of Tenderline', () => {
    const file = database();
    migrate(file);
    expect(identify(file)).toEqual({ applicationId: APPLICATION_ID, version: MIGRATIONS.length });
    expect(tablesOf(file)).toEqual(['acceptances', 'records', 'tip', 'transactions']);
    migrate(file);
    file.close();
  });

  it('run only what an older file lacks', () => {
    const file = database();
    migrate(file, [(db) => db.exec('CREATE TABLE one (x)')]);
    migrate(file, [
      () => expect.unreachable('ran again'),
      (db) => db.exec('CREATE TABLE two (x)'),
      (db) => db.exec('CREATE TABLE three (x)'),
    ]);
    expect(identify(file).version).toBe(3);
    expect(tablesOf(file)).toEqual(['one', 'three', 'two']);
    file.close();
  });

  it('leave the file as it was when one of them fails', () => {
    const file = database();
    migrate(file, [(db) => db.exec('CREATE TABLE one (x)')]);
    const failing = [() => {}, (db: SqliteDatabase) => db.exec('CREATE TABLE two (x)'), () => expect.fail('broken')];
    expect(() => migrate(file, failing)).toThrow('broken');
    expect(identify(file)).toEqual({ applicationId: APPLICATION_ID, version: 1 });
    expect(tablesOf(file)).toEqual(['one']);
    file.close();
  });
});
