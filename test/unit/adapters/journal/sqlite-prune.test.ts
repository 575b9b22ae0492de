import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeAfterWriting, openForWriting } from '../../../../adapters/journal/file/open-for-writing.ts';
import { toRow } from '../../../../adapters/journal/records.ts';
import { loadSqliteDriver, type SqliteDatabase } from '../../../../adapters/journal/sqlite-driver.ts';
import type { PruneProgress } from '../../../../adapters/journal/store/sqlite-prune.ts';
import { SqliteWriter } from '../../../../adapters/journal/store/sqlite-writer.ts';
import { TipFile } from '../../../../adapters/journal/tip/tip-file.ts';
import type { JournalRecord } from '../../../../adapters/index.ts';
import { newer, olderPlacesOf, opened, settled } from '../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal } from '../../../compliance/sqlite.ts';

const DAY_MS = 86_400_000;
/** More than one step looks at. */
const MANY = 2500;

const many = (name: string, length: number, settledAtMs: number): JournalRecord[] =>
  Array.from({ length }, (_, index) => `${name}${index}-`).flatMap((one) => [
    opened(one),
    settled(one, 1, settledAtMs),
  ]);
const oldOnes = (length: number): JournalRecord[] => many('old', length, 1);

describe.skipIf(driver === undefined)('a prune', () => {
  let path: string;
  let database: SqliteDatabase;
  let writer: SqliteWriter;

  beforeEach(async () => {
    path = join(newFolder(), 'journal.db');
    database = openForWriting(await loadSqliteDriver(), path);
    writer = new SqliteWriter(database, new TipFile(path));
  });
  afterEach(() => {
    writer.end();
    closeAfterWriting(database);
  });

  const store = (records: readonly JournalRecord[]) => expect(writer.append([records.map(toRow)])).toEqual(['stored']);
  const count = () => (database.prepare('SELECT count(*) AS found FROM transactions').get() as { found: number }).found;

  /** Looks until it begins to forget. */
  function look(): { progress: PruneProgress | undefined; steps: number } {
    let progress: PruneProgress | undefined;
    for (let steps = 1; ; steps += 1) {
      const { forgotten, next } = writer.prune({ settledBeforeMs: DAY_MS, now: undefined, progress });
      expect(forgotten).toBe(0);
      progress = next;
      if (progress?.does !== 'look') return { progress, steps };
    }
  }

  function forget(progress: PruneProgress | undefined): number {
    let total = 0;
    while (progress !== undefined) {
      const step = writer.prune({ settledBeforeMs: DAY_MS, now: undefined, progress });
      expect(step.forgotten).toBeLessThanOrEqual(100);
      total += step.forgotten;
      progress = step.next;
    }
    return total;
  }

  it('looks at everything in steps before it forgets anything, and forgets in steps', () => {
    store([...oldOnes(MANY), ...newer(DAY_MS)]);
    const before = count();
    const { progress, steps } = look();
    expect(steps).toBeGreaterThan(2);
    expect(count()).toBe(before);
    expect(forget(progress)).toBe(MANY);
    expect(count()).toBe(before - MANY);
  });

  it('refuses when what is younger stands many steps before what seems old', () => {
    store([opened('young'), settled('young', 1, 2 * DAY_MS), ...many('between', MANY, DAY_MS)]);
    store([...oldOnes(3), ...newer(2 * DAY_MS)]);
    const before = count();
    expect(() => look()).toThrow(expect.objectContaining({ code: 'ERR_JOURNAL_CLOCK', transaction: 'young' }));
    expect(count()).toBe(before);
  });

  it('refuses when what is younger stands in the last step, before the last that seems old', () => {
    store([...oldOnes(MANY), opened('young'), settled('young', 1, 2 * DAY_MS)]);
    store([opened('last'), settled('last', 1, 1), ...newer(2 * DAY_MS)]);
    expect(() => look()).toThrow(expect.objectContaining({ code: 'ERR_JOURNAL_CLOCK', transaction: 'young' }));
  });

  it('keeps what is stored after it has looked, however old it seems', () => {
    store([...oldOnes(3), ...newer(DAY_MS)]);
    const { progress } = look();
    store([opened('late'), settled('late', 1, 1), ...many('newest', 100, DAY_MS)]);
    expect(forget(progress)).toBe(3);
    expect(database.prepare('SELECT seq FROM records WHERE transaction_id = ?').all('late')).toHaveLength(2);
  });

  it('lets a till store between its steps', async () => {
    store([...oldOnes(MANY), ...newer(DAY_MS)]);
    writer.end();
    closeAfterWriting(database);
    const journal = await openSqliteJournal(path);
    const ended: string[] = [];
    const pruning = journal.prune(DAY_MS).then((forgotten) => ended.push(`pruned ${forgotten}`));
    await journal.append([opened('meanwhile')]).then(() => ended.push('stored'));
    await pruning;
    expect(ended).toEqual(['stored', `pruned ${MANY}`]);
    expect(await olderPlacesOf(journal.readOpen())).toEqual(['meanwhile0']);
    await journal.close();
    database = openForWriting(await loadSqliteDriver(), path);
    writer = new SqliteWriter(database, new TipFile(path));
  });
});
