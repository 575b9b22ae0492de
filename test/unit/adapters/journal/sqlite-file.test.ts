import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../../../../adapters/journal/file/open-for-writing.ts';
import { pragma } from '../../../../adapters/journal/file/sqlite-schema.ts';
import { newer, opened, orphan, placesOf, settled, taken } from '../../../compliance/journal-records.ts';
import { driver, drivers, newFolder, openSqliteJournal, openSqliteJournalReader } from '../../../compliance/sqlite.ts';

/** Changes a file with SQL, behind the journal's back. */
function alter(path: string, sql: string): void {
  const database = driver?.open(path, { readOnly: false });
  database?.exec(sql);
  database?.close();
}

/** A closed journal with some records in it. */
async function filled(): Promise<{ folder: string; path: string }> {
  const folder = newFolder();
  const path = join(folder, 'journal.db');
  const journal = await openSqliteJournal(path);
  for (const name of ['a', 'b', 'c'])
    await journal.append([opened(name), orphan(`${name}-x`, { text: 'y'.repeat(9000) })]);
  await journal.append([settled('a', 1)]);
  await journal.close();
  return { folder, path };
}

/** Everything in a folder but the owner's lock, which says nothing. */
function contents(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-owner'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

async function refusal(path: string): Promise<string> {
  const error: unknown = await openSqliteJournal(path).then(
    (journal) => journal.close(),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'ConfigError', code: 'ERR_CONFIG_JOURNAL' });
  return error instanceof Error ? error.message : '';
}

describe.skipIf(driver === undefined)('a SQLite journal', () => {
  it('has everything when it is opened again', async () => {
    const { path } = await filled();
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['a0', 'a-x0', 'b0', 'b-x0', 'c0', 'c-x0', 'a1']);
    expect(await placesOf(journal.readOpen())).toEqual(['a-x0', 'b0', 'b-x0', 'c0', 'c-x0']);
    await journal.close();
  });

  it('is one plain file, a lock and a tip when it is closed', async () => {
    const { folder } = await filled();
    expect(readdirSync(folder).toSorted()).toEqual(['journal.db', 'journal.db-owner', 'journal.db-tip']);
  });

  it.skipIf(process.platform === 'win32')('is for the eyes of its user only, with all its files', async () => {
    const { folder, path } = await filled();
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    const journal = await openSqliteJournal(path);
    await journal.append([opened('d')]);
    const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    await journal.close();
    expect(Object.fromEntries(modes)).toEqual({
      'journal.db': '600',
      'journal.db-wal': '600',
      'journal.db-shm': '600',
      'journal.db-owner': '600',
      'journal.db-tip': '600',
    });
  });

  it('takes an empty file for a new journal', async () => {
    const path = join(newFolder(), 'journal.db');
    writeFileSync(path, '');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    expect(await placesOf(journal.read())).toEqual(['a0']);
    await journal.close();
  });

  it('is on the disk with each commit, before anything follows from it', () => {
    if (driver === undefined) throw new Error('skipped where there is no SQLite');
    const database = openForWriting(driver, join(newFolder(), 'journal.db'));
    const full = 2; // as SQLite says it
    expect(pragma(database, 'synchronous')).toBe(full);
    expect(pragma(database, 'fullfsync')).toBe(1);
    expect(pragma(database, 'checkpoint_fullfsync')).toBe(1);
    database.close();
  });

  it('overwrites what it forgets', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    await journal.append([orphan('kept', {}), { ...orphan('a', { text: 'a body' }), settles: true }]);
    await journal.append(newer(1));
    expect(await journal.prune(1)).toBe(1);
    await journal.close();
    expect(readFileSync(path, 'latin1')).toContain('kept');
    expect(readFileSync(path, 'latin1')).not.toContain('a body');
  });

  it('reports that a record is damaged without quoting it', async () => {
    const { path } = await filled();
    alter(path, `UPDATE records SET record = '{"secret' WHERE transaction_id = 'b'`);
    const journal = await openSqliteJournal(path);
    const error: unknown = await taken(journal.read()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('a file that is no journal of ours', () => {
  it('is refused with an error that says path, expected, found and advice as data', async () => {
    const path = join(newFolder(), 'notes.txt');
    writeFileSync(path, 'hello');
    await expect(openSqliteJournal(path)).rejects.toMatchObject({
      path: `journal ${path}`,
      expected: 'a journal',
      found: 'a file that is not SQLite',
      advice: 'give another path',
    });
  });

  it('is refused when it is not SQLite, and stays as it is', async () => {
    for (const text of ['hello', 'not a database '.repeat(1000)]) {
      const folder = newFolder();
      const path = join(folder, 'notes.txt');
      writeFileSync(path, text);
      const before = contents(folder);
      expect(await refusal(path)).toBe(
        `journal ${path}: expected a journal, found a file that is not SQLite; give another path`,
      );
      expect(contents(folder)).toEqual(before);
    }
  });

  it('is damaged, and no other file, when a tip stands beside it: another path would forget what is open', async () => {
    const { path } = await filled();
    writeFileSync(path, readFileSync(path).fill(0xff, 0, 20));
    const message = await refusal(path);
    expect(message).toContain('found a damaged one; keep the file');
    expect(message).not.toContain('another path');
  });

  it.each(['DELETE', 'WAL'])('is refused when it is of another application (%s), and stays as it is', async (mode) => {
    const folder = newFolder();
    const path = join(folder, 'other.db');
    writeFileSync(path, '');
    alter(path, `PRAGMA journal_mode = ${mode}; PRAGMA application_id = 77; CREATE TABLE t (x)`);
    const before = contents(folder);
    expect(await refusal(path)).toContain('found a SQLite file of another application (77)');
    expect(contents(folder)).toEqual(before);
  });

  it('is refused when a newer Tenderline wrote it, and stays as it is', async () => {
    const { folder, path } = await filled();
    alter(path, 'PRAGMA user_version = 99');
    const before = contents(folder);
    expect(await refusal(path)).toContain('expected version 3 or lower, found version 99; it was written by a newer');
    expect(contents(folder)).toEqual(before);
  });

  it('is refused when it is damaged, and stays as it is', async () => {
    const { folder, path } = await filled();
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 5 * 4096, 6 * 4096);
    writeFileSync(path, bytes);
    const before = contents(folder);
    expect(await refusal(path)).toContain('expected a sound journal, found a damaged one; keep the file');
    expect(contents(folder)).toEqual(before);
  });

  it('is refused when it was cut, and stays as it is', async () => {
    const { folder, path } = await filled();
    writeFileSync(path, readFileSync(path).subarray(0, 3 * 4096));
    const before = contents(folder);
    expect(await refusal(path)).toContain('found a damaged one');
    expect(contents(folder)).toEqual(before);
  });

  it('is refused when only the -wal of a journal is left, and stays as it is', async () => {
    const folder = newFolder();
    const path = join(folder, 'journal.db');
    writeFileSync(`${path}-wal`, 'what was stored last');
    const before = contents(folder);
    expect(await refusal(path)).toContain('expected the journal that its -wal file belongs to, found none');
    expect(contents(folder)).toEqual(before);
  });

  it('is refused when it is a folder, a link to nothing, or has a second name', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'folder'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'link'));
    writeFileSync(join(folder, 'one'), '');
    linkSync(join(folder, 'one'), join(folder, 'two'));
    expect(await refusal(join(folder, 'folder'))).toContain('expected a file, found something else');
    expect(await refusal(join(folder, 'link'))).toContain('expected a link to a file, found a link to none');
    expect(await refusal(join(folder, 'two'))).toContain('expected a file with one name, found one with 2');
  });

  it('is refused when its folder is missing, which is not created', async () => {
    const folder = newFolder();
    expect(await refusal(join(folder, 'missing', 'journal.db'))).toContain(
      `expected a folder ${join(folder, 'missing')}, found none; create it`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused when its lock file is something else', async () => {
    const path = join(newFolder(), 'journal.db');
    writeFileSync(`${path}-owner`, 'x'.repeat(5000));
    expect(await refusal(path)).toContain(`journal ${path}-owner: expected the owner's lock, found something else`);
  });
});

const missing = (['node:sqlite', 'better-sqlite3'] as const).find((name) => drivers[name] === undefined);

describe.skipIf(missing === undefined)('without SQLite', () => {
  it('opening a journal reports what to install, and creates nothing', async () => {
    const folder = newFolder();
    const path = join(folder, 'journal.db');
    await expect(openSqliteJournal(path, missing && { driver: missing })).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'ERR_CONFIG_JOURNAL_DRIVER',
      message: expect.stringContaining('`npm install better-sqlite3`'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(driver === undefined)('one journal under several names', () => {
  it('has one owner', async () => {
    const { folder, path } = await filled();
    const elsewhere = newFolder();
    symlinkSync(path, join(elsewhere, 'link.db'));
    symlinkSync(folder, join(elsewhere, 'folder'));
    const names = [
      path,
      relative(process.cwd(), path),
      join(elsewhere, 'link.db'),
      join(elsewhere, 'folder/journal.db'),
    ];
    for (const name of names) {
      const journal = await openSqliteJournal(name);
      for (const other of names) {
        await expect(openSqliteJournal(other)).rejects.toMatchObject({
          code: 'ERR_CONFIG_JOURNAL_IN_USE',
          message: expect.stringContaining('this process'),
        });
      }
      await journal.close();
    }
    expect(readdirSync(elsewhere).toSorted()).toEqual(['folder', 'link.db']);
  });
});

describe.skipIf(driver === undefined)('a reader', () => {
  it('reads a closed journal and creates no file, and the next owner is not held up', async () => {
    const { folder, path } = await filled();
    const before = contents(folder);
    const reader = await openSqliteJournalReader(path);
    expect(await placesOf(reader.read())).toHaveLength(7);
    expect(contents(folder)).toEqual(before);
    const journal = await openSqliteJournal(path);
    await journal.append([opened('d')]);
    expect(await placesOf(reader.readOpen())).toContain('d0');
    await journal.close();
    expect(await placesOf(reader.readOpen())).toContain('d0');
    await reader.close();
    await expect(taken(reader.read())).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOSED' });
  });

  it('refuses a file that is no journal, or a missing one, and creates none', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'text'), 'x'.repeat(500));
    for (const name of ['missing', 'empty', 'text']) {
      await expect(openSqliteJournalReader(join(folder, name))).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL' });
    }
    expect(readdirSync(folder).toSorted()).toEqual(['empty', 'text']);
  });

  it('refuses a journal in use that lost its -wal, and does not make it another', async () => {
    const { folder, path } = await filled();
    const journal = await openSqliteJournal(path);
    await journal.append([opened('d')]);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`);
    copyFileSync(path, join(folder, 'copy.db'));
    copyFileSync(`${path}-tip`, join(folder, 'copy.db-tip'));
    await journal.close();
    const before = contents(folder);
    await expect(openSqliteJournalReader(join(folder, 'copy.db'))).rejects.toMatchObject({
      code: 'ERR_JOURNAL_ROLLED_BACK',
      message: expect.stringContaining('expected 8 records, which were acknowledged, found 7'),
    });
    expect(contents(folder)).toEqual(before);
  });

  it('reads a journal whose process came to the checkpoint but not to the end, and creates no file', async () => {
    const { folder, path } = await filled();
    alter(path, 'PRAGMA journal_mode = WAL');
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    const before = contents(folder);
    const reader = await openSqliteJournalReader(path);
    expect(await placesOf(reader.read())).toHaveLength(7);
    await reader.close();
    expect(contents(folder)).toEqual(before);
  });
});
