import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Journal, JournalReader } from '../../../../adapters/ports/journal.port.ts';
import type { JournalError } from '../../../../errors.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';
import { happened, newer, opened, placesOf, settled } from '../../../compliance/journal-records.ts';
import {
  acceptSqliteJournal,
  driver,
  newFolder,
  openSqliteJournal,
  openSqliteJournalReader,
} from '../../../compliance/sqlite.ts';

const POIID = 'V400m-324688179';

/** A closed journal: `a` is open, `b` is settled, `c` is open and was stored last; each has three records. */
async function damagedBy(...sql: string[]): Promise<string> {
  const path = join(newFolder(), 'journal.db');
  const journal = await openSqliteJournal(path);
  for (const name of ['a', 'b', 'c'])
    await journal.append([opened(name), happened(name, 1), name === 'b' ? settled(name, 2) : happened(name, 2)]);
  await journal.close();
  const database = driver?.open(path, { readOnly: false });
  for (const statement of sql) database?.exec(statement);
  database?.close();
  return path;
}

/** What comes out until the error, and the error. */
async function outcomeOf(read: () => AsyncIterable<{ transaction: string; seq: number }>) {
  const places: string[] = [];
  try {
    for await (const { transaction, seq } of read()) places.push(`${transaction}${seq}`);
    return { places };
  } catch (error) {
    return { places, error };
  }
}

async function everyRead(journal: JournalReader, name: string) {
  const id = parseTransactionId(name);
  const result = {
    open: await outcomeOf(() => journal.readOpen()),
    one: await outcomeOf(() => journal.read(id)),
    all: await outcomeOf(() => journal.read()),
  };
  return result;
}

const corrupt = (transaction: string) => ({
  name: 'JournalError',
  code: 'ERR_JOURNAL_CORRUPT',
  transaction,
  message: expect.stringContaining(`transaction ${transaction}: expected`),
});

const A = `transaction_id = 'a'`;

describe.skipIf(driver === undefined)('a transaction that is damaged', () => {
  it.each([
    ['its first record is gone', `DELETE FROM records WHERE ${A} AND seq = 0`],
    ['a record in the middle is gone', `DELETE FROM records WHERE ${A} AND seq = 1`],
    ['its last record is gone', `DELETE FROM records WHERE ${A} AND seq = 2`],
    ['all of its records are gone', `DELETE FROM records WHERE ${A}`],
    ['its entry is gone', `DELETE FROM transactions WHERE ${A}`],
    ['its entry says that it is settled', `UPDATE transactions SET settled_at_ms = 5 WHERE ${A}`],
    [
      'its entry counts a record less',
      `UPDATE transactions SET records = records - 1 WHERE ${A}; UPDATE tip SET records = records - 1`,
    ],
    ['a text cannot be read', `UPDATE records SET record = '{"secret' WHERE ${A} AND seq = 1`],
    [
      'a text is another record',
      `UPDATE records SET record = (SELECT record FROM records WHERE transaction_id = 'c' AND seq = 1) WHERE ${A} AND seq = 1`,
    ],
    ['an event is null', `UPDATE records SET record = json_set(record, '$.event', NULL) WHERE ${A} AND seq = 1`],
    [
      'a member of a text was changed',
      `UPDATE records SET record = replace(record, '1099', '1098') WHERE ${A} AND seq = 0`,
    ],
    ['two records have changed places', `UPDATE records SET seq = 9 - seq WHERE ${A} AND seq > 0`],
  ])('because %s, is an error that names it, and the others are read', async (_, sql) => {
    const path = await damagedBy(sql);
    for (const journal of [await openSqliteJournal(path), await openSqliteJournalReader(path)]) {
      const { open, one, all } = await everyRead(journal, 'a');
      expect(open).toMatchObject({ places: ['c0', 'c1', 'c2'], error: corrupt('a') });
      expect(one).toMatchObject({ places: [], error: corrupt('a') });
      expect(all).toMatchObject({ places: ['b0', 'b1', 'b2', 'c0', 'c1', 'c2'], error: corrupt('a') });
      expect(inspect([open, one, all], { depth: 9 })).not.toContain('secret');
      expect(await placesOf(journal.read(parseTransactionId('b')))).toEqual(['b0', 'b1', 'b2']);
      await journal.close();
    }
  });

  it('is noticed when it was stored last, too', async () => {
    const path = await damagedBy(`DELETE FROM records WHERE transaction_id = 'c'`);
    const journal = await openSqliteJournal(path);
    expect(await outcomeOf(() => journal.readOpen())).toMatchObject({
      places: ['a0', 'a1', 'a2'],
      error: corrupt('c'),
    });
    await journal.close();
  });

  it('and settled, is no open one, but is not read', async () => {
    const path = await damagedBy(`DELETE FROM records WHERE transaction_id = 'b' AND seq = 1`);
    const journal = await openSqliteJournal(path);
    const { open, one, all } = await everyRead(journal, 'b');
    expect(open).toEqual({ places: ['a0', 'a1', 'a2', 'c0', 'c1', 'c2'] });
    expect(one).toMatchObject({ places: [], error: corrupt('b') });
    expect(all).toMatchObject({ error: corrupt('b') });
    await journal.close();
  });

  it('comes with all others that are, each with its terminal where that is known', async () => {
    const path = await damagedBy(
      `DELETE FROM records WHERE ${A} AND seq = 0`,
      `DELETE FROM transactions WHERE transaction_id = 'c'`,
    );
    const journal = await openSqliteJournal(path);
    const { error } = await outcomeOf(() => journal.readOpen());
    expect((error as JournalError).damaged).toMatchObject([
      { transaction: 'a', poiid: POIID, nextSeq: 3 },
      { transaction: 'c', poiid: POIID, nextSeq: 3 },
    ]);
    expect(error).toMatchObject({ message: expect.stringContaining('and 1 more transaction(s) are damaged') });
    await journal.close();
  });

  it.each([
    ['all of its records are gone', `DELETE FROM records WHERE ${A}`],
    ['its first record is gone', `DELETE FROM records WHERE ${A} AND seq = 0`],
    [
      'its entry is gone, and its first record',
      `DELETE FROM transactions WHERE ${A}; DELETE FROM records WHERE ${A} AND seq = 0; UPDATE tip SET records = 8`,
    ],
  ])('cannot be opened anew: %s', async (_, sql) => {
    const journal = await openSqliteJournal(await damagedBy(sql));
    await expect(journal.append([opened('a')])).rejects.toMatchObject({
      code: 'ERR_JOURNAL_CONFLICT',
      transaction: 'a',
    });
    await journal.close();
  });

  it('stays damaged, whatever is stored about it, and is not forgotten', async () => {
    const path = await damagedBy(
      `DELETE FROM records WHERE ${A} AND seq = 0`,
      `DELETE FROM transactions WHERE transaction_id = 'c'`,
    );
    const journal = await openSqliteJournal(path);
    await journal.append([settled('a', 3, 0), settled('c', 3, 0), ...newer(9)]);
    expect(await journal.prune(9)).toBe(1); // b
    for (const name of ['a', 'c']) expect(await damageOf(journal, name)).toMatchObject(corrupt(name));
    await journal.close();
  });

  it('is a reason not to open the file when nothing is left of it', async () => {
    const path = await damagedBy(`DELETE FROM records WHERE ${A}`, `DELETE FROM transactions WHERE ${A}`);
    await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL', found: 'a damaged one' });
  });
});

async function damageOf(journal: Journal, name: string): Promise<unknown> {
  const outcome: { error?: unknown } = await outcomeOf(() => journal.read(parseTransactionId(name)));
  return outcome.error;
}

describe.skipIf(driver === undefined)('a damaged transaction that a person has closed', () => {
  const by = { by: 'Kim', reason: 'asked the acquirer', atMs: 7 };

  it('is not open any more, by a record of an override, and is still not read', async () => {
    const journal = await openSqliteJournal(await damagedBy(`DELETE FROM records WHERE ${A} AND seq = 0`));
    const override = { type: 'sale.override', atMs: 7, by: 'Kim', reason: 'looked', charged: 'no' } as const;
    await journal.append([
      {
        version: 2,
        transaction: parseTransactionId('a'),
        seq: 3,
        atMs: 7,
        settles: true,
        type: 'event',
        event: override,
      },
    ]);
    expect(await placesOf(journal.readOpen())).toEqual(['c0', 'c1', 'c2']);
    expect(await damageOf(journal, 'a')).toMatchObject(corrupt('a'));
    await expect(journal.append([opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_CONFLICT' });
    await journal.close();
  });

  it('is so by accepting the journal as it is, which is recorded', async () => {
    const path = await damagedBy(
      `DELETE FROM records WHERE ${A}`,
      `DELETE FROM transactions WHERE transaction_id = 'c'`,
    );
    expect(await acceptSqliteJournal(path, by)).toMatchObject({
      position: 9,
      expectedPosition: 9,
      damaged: [{ transaction: 'a' }, { transaction: 'c' }],
    });
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.readOpen())).toEqual([]);
    await journal.close();
    expect(acceptancesOf(path)).toMatchObject([
      { accepted_by: 'Kim', reason: 'asked the acquirer', at_ms: 7, position: 9, damaged: '["a","c"]' },
    ]);
  });
});

function acceptancesOf(path: string): unknown[] {
  const database = driver?.open(path, { readOnly: true });
  const lines = database?.prepare('SELECT * FROM acceptances').all() ?? [];
  database?.close();
  return lines;
}
