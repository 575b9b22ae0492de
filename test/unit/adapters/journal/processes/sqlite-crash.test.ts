import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { happened, opened, placesOf, taken } from '../../../../compliance/journal-records.ts';
import {
  driver,
  newFolder,
  openSqliteJournal,
  openSqliteJournalReader,
  sqliteJournalUrl,
} from '../../../../compliance/sqlite.ts';
import { startChild, type Child } from './child.ts';

const children: Child[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
});

async function start(...args: string[]): Promise<Child> {
  const child = startChild(...args);
  children.push(child);
  expect(await child.line()).toBe('open');
  return child;
}

describe.skipIf(driver === undefined)('a journal whose process is killed while it writes', () => {
  it('has every record that was acknowledged, time after time, and the next owner starts', async () => {
    const path = join(newFolder(), 'journal.db');
    const acknowledged: string[] = [];
    for (let round = 0; round < 15; round += 1) {
      const child = await start(path, 'flood', `r${round}`);
      const lines: (string | undefined)[] = [];
      while (lines.length < 1 + round * 23) lines.push(await child.line());
      lines.push(...(await child.kill()));
      acknowledged.push(...lines.filter((line) => line !== undefined));

      const reader = await openSqliteJournalReader(path);
      const stored = new Set((await taken(reader.read())).map(({ transaction, seq }) => `${transaction} ${seq}`));
      await reader.close();
      expect(acknowledged.filter((line) => !stored.has(line))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThan(1000);

    const journal = await openSqliteJournal(path);
    const records = await taken(journal.readOpen());
    await journal.close();
    // What was not acknowledged may be there as well, but never with a gap before it.
    for (const [index, { transaction, seq }] of records.entries()) {
      const before = records[index - 1];
      expect(seq).toBe(before?.transaction === transaction ? before.seq + 1 : 0);
    }
  });
});

describe.skipIf(driver === undefined)('a journal that another process owns', () => {
  it('is refused at once, with the pid of the owner, until that is killed', async () => {
    const path = join(newFolder(), 'journal.db');
    const owner = await start(path, 'serve');
    await expect(openSqliteJournal(path)).rejects.toMatchObject({
      code: 'ERR_CONFIG_JOURNAL_IN_USE',
      ownerPid: owner.pid,
      message: expect.stringContaining(`process ${owner.pid};`),
    });
    await owner.kill();
    await (await openSqliteJournal(path)).close();
  });

  it('stays that of its owner, however often others are refused', async () => {
    const path = join(newFolder(), 'journal.db');
    const owner = await start(path, 'serve');
    for (let round = 0; round < 3; round += 1) {
      await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL_IN_USE' });
      const other = startChild(path, 'serve');
      expect(await other.line()).toBe('ERR_CONFIG_JOURNAL_IN_USE');
      expect(await other.line()).toContain(`process ${owner.pid};`);
      await other.ended();
    }
    owner.send(opened('a'));
    expect(await owner.line()).toBe('stored');
  });

  it('has one owner when many want it at the same time', async () => {
    const path = join(newFolder(), 'journal.db');
    const rivals = Array.from({ length: 6 }, () => startChild(path, 'serve'));
    children.push(...rivals);
    const answers = await Promise.all(rivals.map((rival) => rival.line()));
    expect(answers.filter((answer) => answer === 'open')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'ERR_CONFIG_JOURNAL_IN_USE')).toHaveLength(5);
  });

  it('is refused to the other process while this one owns it', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL_IN_USE' });
    const other = startChild(path, 'serve');
    expect(await other.line()).toBe('ERR_CONFIG_JOURNAL_IN_USE');
    await other.ended();
    await journal.close();
    const next = await start(path, 'serve');
    expect(await next.ended()).toBe(0);
  });

  it('can be read beside it, which creates no file and sees what is stored meanwhile', async () => {
    const folder = newFolder();
    const path = join(folder, 'journal.db');
    const owner = await start(path, 'serve');
    const before = readdirSync(folder).toSorted();
    const reader = await openSqliteJournalReader(path);
    expect(await placesOf(reader.read())).toEqual([]);
    owner.send(opened('a'));
    expect(await owner.line()).toBe('stored');
    owner.send(happened('a', 1));
    expect(await owner.line()).toBe('stored');
    expect(await placesOf(reader.readOpen())).toEqual(['a0', 'a1']);
    await owner.kill();
    expect(await placesOf(reader.read())).toEqual(['a0', 'a1']);
    await reader.close();
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  it('works in a program that comes from a string', async () => {
    const path = join(newFolder(), 'journal.db');
    const program = `
      import { openSqliteJournal } from ${JSON.stringify(sqliteJournalUrl)};
      await (await openSqliteJournal(${JSON.stringify(path)})).close();
    `;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
    expect(status).toBe(0);
  });

  it('does not keep a process alive that has nothing else to do', async () => {
    const path = join(newFolder(), 'journal.db');
    const child = await start(path, 'forget');
    expect(await child.ended()).toBe(0);
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['forgotten0']);
    await journal.close();
  });
});
