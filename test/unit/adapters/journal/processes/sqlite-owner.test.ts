import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opened, placesOf } from '../../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal, openSqliteJournalReader } from '../../../../compliance/sqlite.ts';
import { startChild } from './child.ts';

const IN_USE = 'ERR_CONFIG_JOURNAL_IN_USE';

describe.skipIf(driver === undefined)("the owner's lock", () => {
  it('that was removed makes no second owner, however often one tries, and the first one goes on', async () => {
    const path = join(newFolder(), 'journal.db');
    const owner = startChild(path, 'serve');
    expect(await owner.line()).toBe('open');
    owner.send(opened('a'));
    expect(await owner.line()).toBe('stored');
    rmSync(`${path}-owner`);
    await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: IN_USE });
    const other = startChild(path, 'serve');
    expect(await other.line()).toBe(IN_USE);
    await other.ended();
    const reader = await openSqliteJournalReader(path);
    owner.send(opened('b'));
    expect(await owner.line()).toBe('stored');
    expect(await placesOf(reader.read())).toEqual(['a0', 'b0']);
    await reader.close();
    expect(await owner.ended()).toBe(0);
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['a0', 'b0']);
    await journal.close();
  });

  it('that this process is just giving back is waited for: who closed in a hurry opens again at once', async () => {
    const path = join(newFolder(), 'journal.db');
    const first = await openSqliteJournal(path);
    await first.append([opened('a')]);
    const closing = first.close();
    const second = await openSqliteJournal(path);
    expect(await placesOf(second.read())).toEqual(['a0']);
    await closing;
    // It is closed, and the file is not: whoever opens now is a second owner.
    await first.close();
    await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: IN_USE });
    const again = second.close();
    await (await openSqliteJournal(path)).close();
    await again;
  });

  it.each([1, 4096, 8192])('that is %s zeros, as after a power failure, counts as empty', async (length) => {
    const path = join(newFolder(), 'journal.db');
    writeFileSync(`${path}-owner`, new Uint8Array(length));
    const journal = await openSqliteJournal(path);
    const other = startChild(path, 'serve');
    expect(await other.line()).toBe(IN_USE);
    expect(await other.line()).toContain(`process ${process.pid};`);
    await other.ended();
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('a path', () => {
  it.each([' ', '\t', '\n', ' ', '  '])(
    'that ends with white space (%j) is refused before a driver sees it',
    async (end) => {
      const path = join(newFolder(), `journal.db${end}`);
      for (const open of [openSqliteJournal, openSqliteJournalReader]) {
        await expect(open(path)).rejects.toMatchObject({ name: 'ConfigError', code: 'ERR_CONFIG_JOURNAL' });
      }
      expect(existsSync(path.trim())).toBe(false);
      expect(existsSync(path)).toBe(false);
    },
  );

  it('may have white space elsewhere', async () => {
    const path = join(newFolder(), ' my journal.db');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    await journal.close();
    expect(existsSync(path)).toBe(true);
  });
});

describe.skipIf(driver === undefined)('a journal whose -wal is taken away while it is in use', () => {
  it('takes nothing more, and has everything when it is closed', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    rmSync(`${path}-wal`);
    await expect(journal.append([opened('b')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_MOVED' });
    await journal.close();
    const again = await openSqliteJournal(path);
    expect(await placesOf(again.read())).toEqual(['a0']);
    await again.close();
  });
});
