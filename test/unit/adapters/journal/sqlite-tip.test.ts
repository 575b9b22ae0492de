import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureFile } from '../../../support/engine/journals-v1.ts';
import { happened, opened, placesOf, settled, taken } from '../../../compliance/journal-records.ts';
import {
  acceptSqliteJournal,
  driver,
  newFolder,
  openSqliteJournal,
  openSqliteJournalReader,
} from '../../../compliance/sqlite.ts';

const ROLLED_BACK = { name: 'JournalError', code: 'ERR_JOURNAL_ROLLED_BACK' };
const by = { by: 'Kim', reason: 'restored the backup of Monday', atMs: 7 };

/** A closed journal that was restored from a backup: `a` and `b` are in it, `c` was stored since. */
async function restored(): Promise<string> {
  const path = join(newFolder(), 'journal.db');
  let journal = await openSqliteJournal(path);
  await journal.append([opened('a'), settled('a', 1), opened('b')]);
  await journal.close();
  copyFileSync(path, `${path}.backup`);
  journal = await openSqliteJournal(path);
  await journal.append([opened('c')]);
  await journal.close();
  copyFileSync(`${path}.backup`, path);
  return path;
}

describe.skipIf(driver === undefined)('a journal that has less than was acknowledged', () => {
  it('is refused to writer and reader, with the way out, and stays as it is', async () => {
    const path = await restored();
    const before = readFileSync(path);
    for (const open of [openSqliteJournal, openSqliteJournalReader]) {
      await expect(open(path)).rejects.toMatchObject({
        ...ROLLED_BACK,
        message: expect.stringMatching(
          /expected 4 records, which were acknowledged, found 3; .*tenderline journal accept/,
        ),
      });
    }
    expect(readFileSync(path)).toEqual(before);
  });

  it('can be opened when a person has accepted it, and goes on from there', async () => {
    const path = await restored();
    expect(await acceptSqliteJournal(path, by)).toEqual({ position: 3, expectedPosition: 4, damaged: [] });
    for (const name of ['d', 'e', 'f']) {
      const journal = await openSqliteJournal(path);
      await journal.append([opened(name)]);
      await journal.close();
    }
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['a0', 'a1', 'b0', 'd0', 'e0', 'f0']);
    await journal.close();
  });

  it('is refused again when it is rolled back again', async () => {
    const path = await restored();
    await acceptSqliteJournal(path, by);
    const journal = await openSqliteJournal(path);
    await journal.append([opened('d')]);
    await journal.close();
    copyFileSync(`${path}.backup`, path);
    await expect(openSqliteJournal(path)).rejects.toMatchObject(ROLLED_BACK);
  });

  it('is refused when it is another branch, though it has more', async () => {
    const path = await restored();
    copyFileSync(path, `${path}.branch`);
    await acceptSqliteJournal(`${path}.branch`, by);
    const branch = await openSqliteJournal(`${path}.branch`);
    await branch.append([opened('x'), opened('y'), opened('z')]);
    await branch.close();
    copyFileSync(`${path}.branch`, path);
    await expect(openSqliteJournal(path)).rejects.toMatchObject({
      ...ROLLED_BACK,
      message: expect.stringContaining('found those of another journal'),
    });
  });

  it('is accepted also when the file is gone, but not while a till owns it', async () => {
    const path = await restored();
    rmSync(path);
    await expect(openSqliteJournal(path)).rejects.toMatchObject(ROLLED_BACK);
    expect(existsSync(path)).toBe(false);
    expect(await acceptSqliteJournal(path, by)).toEqual({ position: 0, expectedPosition: 4, damaged: [] });
    const journal = await openSqliteJournal(path);
    await expect(acceptSqliteJournal(path, by)).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL_IN_USE' });
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('the tip of a journal', () => {
  it('is not written before the commit, and is there again when it was removed', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    rmSync(`${path}-tip`);
    await journal.append([happened('a', 1)]);
    await journal.close();
    const again = await openSqliteJournal(path);
    expect(await placesOf(again.read())).toEqual(['a0', 'a1']);
    await again.close();
  });

  it('that cannot be written lets no second append pass, until it can be', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    rmSync(`${path}-tip`);
    mkdirSync(`${path}-tip`);
    await journal.append([opened('a')]);
    await expect(journal.append([opened('b')])).rejects.toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_IO' });
    rmSync(`${path}-tip`, { recursive: true });
    await journal.append([opened('b')]);
    await journal.close();
    const again = await openSqliteJournal(path);
    expect(await placesOf(again.read())).toEqual(['a0', 'b0']);
    await again.close();
  });

  it('belongs to a new journal before its first record', async () => {
    const path = join(newFolder(), 'journal.db');
    await (await openSqliteJournal(path)).close();
    rmSync(`${path}-tip`);
    await expect(openSqliteJournal(path)).rejects.toMatchObject(ROLLED_BACK);
  });

  it.each(['', undefined])('of no records, left by a crash, does not refuse a file that is %j', async (content) => {
    const path = join(newFolder(), 'journal.db');
    await (await openSqliteJournal(path)).close();
    rmSync(path);
    if (content !== undefined) writeFileSync(path, content);
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual([]);
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('a file of version 1', () => {
  const DAY = { transactions: 0 };

  it('is read without a till, and stays as it is', async () => {
    const path = join(newFolder(), 'day.db');
    copyFileSync(fixtureFile('day.db'), path);
    const before = readFileSync(path);
    const reader = await openSqliteJournalReader(path);
    DAY.transactions = (await taken(reader.read())).length;
    await reader.close();
    expect(DAY.transactions).toBeGreaterThan(10);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is read without its -shm file, which the next till makes anew', async () => {
    const path = join(newFolder(), 'killed.db');
    for (const suffix of ['', '-wal']) copyFileSync(fixtureFile(`killed.db${suffix}`), path + suffix);
    const reader = await openSqliteJournalReader(path);
    expect(await taken(reader.read())).toHaveLength(4);
    await reader.close();
    expect(existsSync(`${path}-shm`)).toBe(false);
  });

  it('gets a tip at its first opening, and is refused without it from then on', async () => {
    const path = join(newFolder(), 'day.db');
    copyFileSync(fixtureFile('day.db'), path);
    await (await openSqliteJournal(path)).close();
    await (await openSqliteJournal(path)).close();
    copyFileSync(fixtureFile('day.db'), path);
    // As if it had been interrupted before the file was brought up to date.
    await (await openSqliteJournal(path)).close();
    rmSync(`${path}-tip`);
    await expect(openSqliteJournal(path)).rejects.toMatchObject(ROLLED_BACK);
  });

  it('is refused in the place of what it became', async () => {
    const path = join(newFolder(), 'day.db');
    copyFileSync(fixtureFile('day.db'), path);
    const journal = await openSqliteJournal(path);
    await journal.append([opened('new-one')]);
    await journal.close();
    copyFileSync(fixtureFile('day.db'), path);
    await expect(openSqliteJournal(path)).rejects.toMatchObject(ROLLED_BACK);
  });

  it('that was damaged before is brought up to date, and the damage stays known', async () => {
    const path = join(newFolder(), 'day.db');
    copyFileSync(fixtureFile('day.db'), path);
    const database = driver?.open(path, { readOnly: false });
    database?.exec(
      `UPDATE records SET record = json_set(record, '$.event', NULL) WHERE position = (SELECT min(position) FROM records WHERE seq = 1)`,
    );
    database?.close();
    for (const open of [openSqliteJournalReader, openSqliteJournal, openSqliteJournalReader]) {
      const journal = await open(path);
      await expect(taken(journal.read())).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
      await journal.close();
    }
  });
});
