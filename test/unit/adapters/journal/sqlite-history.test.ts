import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tipOf } from '../../../../adapters/journal/file/check-tip.ts';
import { identify, migrate, MIGRATIONS } from '../../../../adapters/journal/file/sqlite-schema.ts';
import { readHistory } from '../../../../adapters/journal/history/scan-history.ts';
import { TipFile } from '../../../../adapters/journal/tip/tip-file.ts';
import type { HistoryQuery, JournalReader, JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { journalView } from '../../../../index.ts';
import { happened, opened, orphan, settled, taken } from '../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal, openSqliteJournalReader } from '../../../compliance/sqlite.ts';
import type { TransactionEventPayload } from '../../../../machines/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { recordsFor } from '../../../support/stored-records.ts';
import { approval, refusal } from '../../../support/transactions.ts';
import { fixtureFile, JOURNALS_V1 } from '../../../support/engine/journals-v1.ts';

const idsOf = async (journal: JournalReader, query: HistoryQuery = {}) =>
  (await taken(readHistory(journal, query))).map(({ transaction }) => String(transaction));

/** Changes a file behind the journal's back. */
function alter(path: string, sql: string): void {
  const database = driver?.open(path, { readOnly: false });
  database?.exec(sql);
  database?.close();
}

/** A journal that version 2 of the file has: with checksums and a tip, and without an index. */
function version2(): string {
  if (driver === undefined) throw new Error('skipped where there is no SQLite');
  const path = join(newFolder(), 'journal.db');
  copyFileSync(fixtureFile('day.db'), path);
  const database = driver.open(path, { readOnly: false });
  migrate(database, MIGRATIONS.slice(0, 2));
  new TipFile(path).reset(tipOf(path, database, 2));
  database.close();
  return path;
}

const DAY = Object.keys(JOURNALS_V1['day']?.transactions ?? {});

describe.skipIf(driver === undefined)('the index of a journal', () => {
  it('is added to a file of version 2, and finds what a reader without it finds by reading everything', async () => {
    const path = version2();
    const before = await openSqliteJournalReader(path);
    expect('readHistory' in before).toBe(false);
    const scanned = await taken(readHistory(before, {}));
    expect(scanned.map(({ transaction }) => transaction).toSorted()).toEqual(DAY.toSorted());
    const list = await journalView(before).transactions();
    await before.close();

    const owner = await openSqliteJournal(path);
    expect(await taken(readHistory(owner, {}))).toEqual(scanned);
    expect('readHistory' in owner).toBe(true);
    expect(await journalView(owner).transactions()).toEqual(list);
    await owner.close();
  });

  it('is not added to a file of version 2 whose tip was removed: writer and reader refuse it', async () => {
    const path = version2();
    rmSync(`${path}-tip`);
    for (const open of [openSqliteJournal, openSqliteJournalReader]) {
      await expect(open(path)).rejects.toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_ROLLED_BACK' });
    }
  });

  it('is added in one step or not at all', () => {
    const path = version2();
    const database = driver?.open(path, { readOnly: false });
    if (database === undefined) return;
    const [first, second, third] = MIGRATIONS;
    const failing = [first, second, (file: typeof database) => (third?.(file), expect.fail('the disk is full'))];
    expect(() => migrate(database, failing as typeof MIGRATIONS)).toThrow('the disk is full');
    expect(identify(database).version).toBe(2);
    migrate(database);
    expect(identify(database).version).toBe(3);
    database.close();
  });

  it('has what cannot be read too, at its place, and says whether it still counts as open', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a'), happened('a', 1), opened('b'), settled('b', 1), opened('c'), orphan('d', {})]);
    await journal.close();
    alter(path, `UPDATE records SET record = '{"secret' WHERE transaction_id IN ('a', 'b') AND seq = 0`);
    const reader = await openSqliteJournalReader(path);
    const found = await taken(readHistory(reader, {}));
    expect(
      found.map(({ transaction, records, damage, isClosed }) => [transaction, records.length, damage?.what, isClosed]),
    ).toEqual([
      ['c', 1, undefined, undefined],
      ['b', 0, expect.stringContaining('record 0'), true],
      ['a', 0, expect.stringContaining('record 0'), false],
    ]);
    const page = await journalView(reader).transactions();
    expect(page.transactions.map(({ input }) => input.id)).toEqual(['c']);
    expect(page.damaged.map(({ transaction }) => transaction)).toEqual(['b', 'a']);
    expect((await journalView(reader).totals()).unresolved).toMatchObject([{ count: 1 }, { count: 2 }]);
    await reader.close();
  });

  it('does not leave out a transaction whose first record was unreadable when the index was made', async () => {
    const path = version2();
    alter(path, `UPDATE records SET record = '{' WHERE transaction_id = '${DAY[0]}' AND seq = 0`);
    const owner = await openSqliteJournal(path);
    expect(await idsOf(owner)).toHaveLength(DAY.length);
    await owner.close();
  });

  it('is used: a page reads neither all records nor sorts all transactions', async () => {
    const path = join(newFolder(), 'journal.db');
    await (await openSqliteJournal(path)).close();
    const database = driver?.open(path, { readOnly: true });
    const planOf = (condition: string) =>
      database
        ?.prepare(
          `EXPLAIN QUERY PLAN SELECT created_at_ms, transaction_id FROM transactions
           WHERE created_at_ms IS NOT NULL ${condition} ORDER BY created_at_ms DESC, transaction_id DESC LIMIT 50`,
        )
        .all()
        .map((line) => (line as { detail: string }).detail)
        .join('; ');
    const behind = '(created_at_ms, transaction_id) < (5, 9) AND created_at_ms >= 2';
    for (const condition of ['', `AND ${behind}`, `AND ${behind} AND (poiid = 'x' OR poiid IS NULL)`]) {
      expect(planOf(condition)).toContain('transactions_history');
      expect(planOf(condition)).not.toContain('TEMP B-TREE');
    }
    expect(planOf(`AND reference IN ('x', '')`)).toContain('transactions_reference');
    database?.close();
  });

  it('finds by its kind what ended so, however that was stored', async () => {
    const journal = await openSqliteJournal(join(newFolder(), 'journal.db'));
    const ends: Record<string, TransactionEventPayload[]> = {
      approved: [{ type: 'poi.answered', result: approval, recovered: false }],
      declined: [{ type: 'poi.answered', result: refusal, recovered: true }],
      notProcessed: [{ type: 'link.notSent', failure: failure('ERR_LINK_CONNECT') }],
      overridden: [
        { type: 'link.lost', failure: failure('ERR_LINK_RESET') },
        { type: 'sale.override', by: 'Ada', reason: 'seen', charged: 'yes' },
      ],
    };
    for (const [kind, events] of Object.entries(ends)) {
      await journal.append(recordsFor(kind, [{ type: 'intent.stored' }, ...events], { settles: true }));
    }
    // An answer that comes late settles nothing.
    await journal.append([
      { ...settled('overridden', 4), event: { ...ends['approved']?.[0], atMs: 4 } } as JournalRecord,
    ]);
    const view = journalView(journal);
    for (const kind of Object.keys(ends)) {
      const { transactions } = await view.transactions({ kind: kind as 'approved' });
      expect(transactions.map(({ input }) => input.id)).toEqual([kind]);
    }
    await journal.close();
  });

  it('is empty of an orphan, also when that is dismissed', async () => {
    const journal = await openSqliteJournal(join(newFolder(), 'journal.db'));
    await journal.append([orphan('x', {})]);
    await journal.append([settled('x', 1)]);
    expect(await idsOf(journal)).toEqual([]);
    await journal.close();
  });

  it('refuses to be read when the journal is closed, reading that had begun too', async () => {
    const journal = await openSqliteJournal(join(newFolder(), 'journal.db'));
    await journal.append([opened('a'), opened('b')]);
    const reading = readHistory(journal, {})[Symbol.asyncIterator]();
    await reading.next();
    await journal.close();
    await expect(reading.next()).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOSED' });
    await expect(idsOf(journal)).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOSED' });
  });
});
