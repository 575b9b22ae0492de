import { beforeEach, describe, expect, it, vi } from 'vitest';
import { acceptPostgresJournal, type PostgresJournal } from '../../../../adapters/postgres/index.ts';
import { readHistory } from '../../../../adapters/journal/history/scan-history.ts';
import { happened, newer, opened, placesOf, settled, taken } from '../../../compliance/journal-records.ts';
import { newFolder } from '../../../support/end-of-file.ts';
import { newDatabase, type TestDatabase } from '../../../support/postgres/database.ts';
import { intentOn, LANE_1, LANE_2, openEngine, openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

const CORRUPT = { name: 'JournalError', code: 'ERR_JOURNAL_CORRUPT' };
const ROLLED_BACK = { name: 'JournalError', code: 'ERR_JOURNAL_ROLLED_BACK' };
const WAIT = { timeout: 30_000, interval: 20 };

describe.skipIf(postgresBin === undefined)('a journal on PostgreSQL that is damaged', () => {
  let database: TestDatabase;
  let journal: PostgresJournal;
  beforeEach(async () => {
    database = await newDatabase();
    journal = await openJournal({ connectionString: database.url });
    await journal.append([opened('a'), happened('a', 1), opened('b'), opened('c'), settled('c', 1)]);
  });

  it.each([
    [
      'a record was changed',
      "UPDATE tenderline.records SET record = replace(record, '1099', '9910') WHERE transaction_id = 'a' AND seq = 0",
    ],
    ['a record cannot be read', "UPDATE tenderline.records SET record = '{' WHERE transaction_id = 'a' AND seq = 1"],
    ['a record is gone', "DELETE FROM tenderline.records WHERE transaction_id = 'a' AND seq = 1"],
    ['its first record is gone', "DELETE FROM tenderline.records WHERE transaction_id = 'a' AND seq = 0"],
    ['its entry is gone', "DELETE FROM tenderline.transactions WHERE transaction_id = 'a'"],
    [
      'its entry says that it is settled',
      "UPDATE tenderline.transactions SET settled_at_ms = 1 WHERE transaction_id = 'a'",
    ],
  ])('because %s has the others, and then says which', async (_, damage) => {
    await database.query(damage);
    const found: string[] = [];
    const reading = (async () => {
      for await (const { transaction, seq } of journal.readOpen()) found.push(`${transaction}${seq}`);
    })();
    await expect(reading).rejects.toMatchObject({ ...CORRUPT, damaged: [{ transaction: 'a' }] });
    expect(found).toEqual(['b0']);
    await expect(taken(journal.read())).rejects.toMatchObject({ ...CORRUPT, transaction: 'a' });
    await expect(taken(journal.read(opened('a').transaction))).rejects.toMatchObject(CORRUPT);
    // It stays damaged, whatever is added.
    await journal.append([happened('a', 7)]);
    await expect(taken(journal.readOpen())).rejects.toMatchObject(CORRUPT);
  });

  it('lists what is damaged among the others, and never forgets it', async () => {
    await journal.append(newer(1));
    await database.query("UPDATE tenderline.records SET record = '{' WHERE transaction_id = 'c' AND seq = 1");
    const all = await taken(readHistory(journal, {}));
    expect(all.find(({ transaction }) => transaction === 'c')).toMatchObject({
      records: [],
      damage: { transaction: 'c' },
    });
    await database.query("UPDATE tenderline.transactions SET records = records + 1 WHERE transaction_id = 'c'");
    expect(await journal.prune(5)).toBe(0);
  });

  it('keeps the terminal of what is damaged, and no other one', async () => {
    await journal.close();
    const engine = await openEngine(database.url, 'a');
    await engine.ownership.acquire(LANE_2);
    await engine.append([intentOn(LANE_2, 'other-')]);
    await database.query("UPDATE tenderline.records SET record = '{' WHERE transaction_id = 'a'");
    await expect(taken(engine.readOpenOf(LANE_1))).rejects.toMatchObject({
      ...CORRUPT,
      damaged: [{ transaction: 'a', poiid: LANE_1 }],
    });
    expect(await placesOf(engine.readOpenOf(LANE_2))).toEqual(['other-0']);
    await database.query(
      "UPDATE tenderline.transactions SET poiid = NULL WHERE transaction_id = 'a'; UPDATE tenderline.records SET record = '{' WHERE transaction_id = 'a'",
    );
    // Whose it is is not known any more: it may be that of any terminal.
    await expect(taken(engine.readOpenOf(LANE_2))).rejects.toMatchObject(CORRUPT);
  });
});

describe.skipIf(postgresBin === undefined)('a database that was put back', () => {
  /** As a backup of yesterday has it: without the last record. */
  const PUT_BACK = `DELETE FROM tenderline.records WHERE position = 2;
    UPDATE tenderline.transactions SET records = 1 WHERE transaction_id = 'a';
    UPDATE tenderline.tip SET position = 1, records = 1, hash = (SELECT hash FROM tenderline.records WHERE position = 1)`;
  let database: TestDatabase;
  beforeEach(async () => {
    database = await newDatabase();
  });

  it('is recognised at the next start, and used when a person accepts it', async () => {
    const options = { connectionString: database.url, rememberIn: `${newFolder('postgres')}/journal` };
    const journal = await openJournal(options);
    await journal.append([opened('a'), happened('a', 1)]);
    await journal.close();
    await database.query(PUT_BACK);
    await expect(openJournal(options)).rejects.toMatchObject({
      ...ROLLED_BACK,
      message: expect.stringContaining('expected 2 records, which were acknowledged, found 1'),
    });
    const accepted = await acceptPostgresJournal(options, { by: 'Ada', reason: 'asked the acquirer', atMs: 5 });
    // The entry is that of a later day here: it counts as damaged, and is closed.
    expect(accepted).toMatchObject({ position: 1, expectedPosition: 2, damaged: [{ transaction: 'a' }] });
    expect(await database.query('SELECT accepted_by, expected_position::int FROM tenderline.acceptances')).toEqual([
      { accepted_by: 'Ada', expected_position: 2 },
    ]);
    const again = await openJournal(options);
    expect(await placesOf(again.readOpen())).toEqual([]);
    await again.append([opened('b')]);
  });

  it('is recognised while the engine runs, and nothing is stored or owned any more', async () => {
    const journal = await openJournal({ connectionString: database.url });
    await journal.ownership.acquire(LANE_1);
    await journal.append([opened('a'), happened('a', 1)]);
    await database.query(PUT_BACK);
    await database.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session');
    await vi.waitFor(() => expect(journal.append([opened('b')])).rejects.toMatchObject(ROLLED_BACK), WAIT);
    expect(journal.ownership.owns(LANE_1)).toBe(false);
  });

  it('and went on without this engine is recognised as another one', async () => {
    const journal = await openJournal({ connectionString: database.url });
    await journal.append([opened('a'), happened('a', 1)]);
    await database.query(`UPDATE tenderline.records SET hash = 'other' WHERE position = 2;
      UPDATE tenderline.tip SET hash = 'other'`);
    await database.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session');
    await vi.waitFor(() => expect(journal.append([opened('b')])).rejects.toMatchObject(ROLLED_BACK), WAIT);
  });
});
