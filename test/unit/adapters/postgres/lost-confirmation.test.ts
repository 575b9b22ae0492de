import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from 'pg';
import { happened, opened, placesOf } from '../../../compliance/journal-records.ts';
import { newDatabase, waitingAppends, type TestDatabase } from '../../../support/postgres/database.ts';
import { openJournal } from '../../../support/postgres/engines.ts';
import { databaseNetwork, type DatabaseNetwork } from '../../../support/postgres/proxy.ts';
import { postgresBin, startServer } from '../../../support/postgres/server.ts';

const WAIT = { timeout: 30_000, interval: 20 };

describe.skipIf(postgresBin === undefined)('an append whose confirmation is lost', () => {
  let database: TestDatabase;
  let network: DatabaseNetwork;
  beforeEach(async () => {
    database = await newDatabase();
    network = await databaseNetwork(database.server.port);
  });
  afterEach(() => network.close());

  const open = () =>
    openJournal({ connectionString: database.url.replace(`:${database.server.port}/`, `:${network.port}/`) });
  const stored = async () =>
    (await database.query('SELECT transaction_id AS id FROM tenderline.records ORDER BY position')).map(({ id }) => id);

  it('is stored when the database has it, and counts once', async () => {
    const journal = await open();
    network.hold('answers');
    const append = journal.append([opened('a'), happened('a', 1)]);
    await vi.waitFor(async () => expect(await stored()).toEqual(['a', 'a']), WAIT);
    network.cut();
    await append;
    expect(await placesOf(journal.read())).toEqual(['a0', 'a1']);
    await expect(journal.append([opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_CONFLICT' });
  });

  it('is refused when it never arrived, and may be tried again', async () => {
    const journal = await open();
    network.hold('requests');
    const held = network.held();
    const append = journal.append([opened('a')]);
    const outcome = append.catch((error: unknown) => error);
    await held;
    network.cut();
    expect(await outcome).toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_IO' });
    expect(await stored()).toEqual([]);
    await journal.append([opened('a')]);
    expect(await placesOf(journal.read())).toEqual(['a0']);
  });

  it('cannot be stored after it was refused, also when the database was only slow', async () => {
    const journal = await open();
    // Somebody holds the line that every append locks, so that the statement waits in the server.
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; SELECT * FROM tenderline.tip FOR UPDATE');
    const append = journal.append([opened('a')]);
    const outcome = append.catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await waitingAppends(database)).toBe(1), WAIT);
    network.cut();
    // The next session ends it before it looks.
    await vi.waitFor(async () => expect(await waitingAppends(database)).toBe(0), WAIT);
    await holder.query('COMMIT');
    await holder.end();
    expect(await outcome).toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_IO' });
    expect(await stored()).toEqual([]);
  });

  it('waits for a database that is away, and learns then what became of it', async () => {
    const server = await startServer();
    const own = await newDatabase(server);
    const journal = await openJournal({ connectionString: own.url });
    await journal.append([opened('a')]);
    const appends = ['b', 'c', 'd'].map((name) => journal.append([opened(name)]));
    const outcomes = Promise.allSettled(appends);
    await server.restart();
    const statuses = (await outcomes).map(({ status }) => status);
    const expected = ['b', 'c', 'd'].filter((_, index) => statuses[index] === 'fulfilled').map((name) => `${name}0`);
    await vi.waitFor(() => journal.append([happened('a', 1)]), WAIT);
    expect(await placesOf(journal.read())).toEqual(['a0', ...expected, 'a1']);
  });

  it('is refused as not known when the journal is closed before the database answers', async () => {
    const journal = await open();
    network.hold('requests');
    const append = journal.append([opened('a')]);
    const outcome = append.catch((error: unknown) => error);
    network.close();
    await journal.close();
    expect(await outcome).toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_IO' });
  });
});
