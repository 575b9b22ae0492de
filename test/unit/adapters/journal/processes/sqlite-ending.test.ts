import { copyFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opened, placesOf } from '../../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal, openSqliteJournalReader } from '../../../../compliance/sqlite.ts';
import { startChild } from './child.ts';

const filesOf = (path: string) => readdirSync(dirname(path)).toSorted();

/** A till in a process of its own that stored one record and ended in that way. */
async function endedBy(path: string, way: string): Promise<void> {
  const child = startChild(path, 'end', way);
  expect([await child.line(), await child.line()]).toEqual(['open', 'stored']);
  await child.ended();
}

describe.skipIf(driver === undefined)('a journal whose process ended without closing it', () => {
  it.each(['exit', 'exitInAppend', 'throw', 'reject', 'abort', 'kill'])(
    'by %s, is read at once, creates no file, and opens',
    async (way) => {
      const path = join(newFolder(), 'journal.db');
      await (await openSqliteJournal(path)).close();
      await endedBy(path, way);
      const before = filesOf(path);
      const reader = await openSqliteJournalReader(path);
      expect(await placesOf(reader.read())).toContain('stored0');
      expect(await placesOf(reader.readOpen())).toContain('stored0');
      await reader.close();
      expect(filesOf(path)).toEqual(before);
      const journal = await openSqliteJournal(path);
      await journal.append([opened('next')]);
      await journal.close();
    },
  );

  it('in the middle of closing it, is read at once, at whatever moment that was', async () => {
    const delaysMs = Array.from({ length: 8 }, (_, index) => index);
    await Promise.all(
      [0, 1].map(async (lane) => {
        for (const delayMs of delaysMs.filter((_, index) => index % 2 === lane)) {
          const path = join(newFolder(), 'journal.db');
          await endedBy(path, `killInClose:${delayMs}`);
          const before = filesOf(path);
          const reader = await openSqliteJournalReader(path);
          expect(await placesOf(reader.read())).toEqual(['stored0']);
          await reader.close();
          expect(filesOf(path)).toEqual(before);
          await (await openSqliteJournal(path)).close();
        }
      }),
    );
  });
});

/** A journal whose file is half changed: what it was before stands in SQLite's own -journal file. */
async function interrupted(): Promise<string> {
  const [path, copy] = [join(newFolder(), 'journal.db'), join(newFolder(), 'journal.db')];
  const journal = await openSqliteJournal(path);
  await journal.append([opened('a')]);
  await journal.close();
  const database = driver?.open(path, { readOnly: false });
  database?.exec('PRAGMA cache_size = 1; BEGIN; DELETE FROM records');
  database?.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
    INSERT INTO records (transaction_id, seq, record) SELECT 'x', i, hex(randomblob(500)) FROM n`);
  for (const suffix of ['', '-journal', '-tip']) copyFileSync(path + suffix, copy + suffix);
  database?.exec('ROLLBACK');
  database?.close();
  return copy;
}

describe.skipIf(driver === undefined)('a journal that was killed between two journal modes', () => {
  it('is read at once, and left as it is', async () => {
    const path = await interrupted();
    const before = filesOf(path);
    expect(before).toContain('journal.db-journal');
    const reader = await openSqliteJournalReader(path);
    expect(await placesOf(reader.read())).toEqual(['a0']);
    await reader.close();
    expect(filesOf(path)).toEqual(before);
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['a0']);
    await journal.close();
  });
});
