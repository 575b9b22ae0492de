import { Client } from 'pg';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { happened, opened, placesOf, settled } from '../../../compliance/journal-records.ts';
import { newDatabase, type TestDatabase } from '../../../support/postgres/database.ts';
import { LANE_1, openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin, startServer } from '../../../support/postgres/server.ts';

const WAIT = { timeout: 30_000, interval: 20 };

describe.skipIf(postgresBin === undefined)('a database that does not take a record', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await newDatabase();
  });

  /** Makes the database fail at records of that transaction. */
  const failAt = (transaction: string, action: string) =>
    database.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${action}; RETURN NEW; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON tenderline.records FOR EACH ROW
      WHEN (NEW.transaction_id = '${transaction}') EXECUTE FUNCTION fail();
    `);
  const raise = (state: string) => `RAISE EXCEPTION 'pan-4111' USING ERRCODE = '${state}'`;

  it.each([
    ['53100', 'ERR_JOURNAL_FULL'],
    ['25006', 'ERR_JOURNAL_READ_ONLY'],
    ['42501', 'ERR_JOURNAL_READ_ONLY'],
    ['57014', 'ERR_JOURNAL_BUSY'],
    ['40P01', 'ERR_JOURNAL_BUSY'],
    ['XX001', 'ERR_JOURNAL_CORRUPT'],
    ['22021', 'ERR_JOURNAL_RECORD'],
    ['58030', 'ERR_JOURNAL_IO'],
  ])('because of %s says %s, stores nothing of it, and takes the next one', async (state, code) => {
    const journal = await openJournal({ connectionString: database.url });
    await failAt('full', raise(state));
    const refused = await journal.append([opened('full')]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'JournalError', code });
    expect(String(refused)).not.toContain('pan-4111');
    await journal.append([opened('a')]);
    expect(await placesOf(journal.read())).toEqual(['a0']);
  });

  it('for one append takes those beside it', async () => {
    const journal = await openJournal({ connectionString: database.url });
    await failAt('large', raise('53100'));
    const names = ['a', 'large', 'b'];
    const outcomes = await Promise.allSettled(names.map((name) => journal.append([opened(name)])));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await placesOf(journal.read())).toEqual(['a0', 'b0']);
  });

  it('that is slow is given up in time, and known not to have it', async () => {
    const journal = await openJournal({ connectionString: database.url, statementTimeoutMs: 200 });
    await journal.ownership.acquire(LANE_1);
    await failAt('slow', 'PERFORM pg_sleep(60)');
    await expect(journal.append([opened('slow')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_BUSY' });
    expect(journal.ownership.owns(LANE_1)).toBe(true);
    await journal.append([opened('a')]);
    expect(await placesOf(journal.read())).toEqual(['a0']);
  });

  it('because somebody locks its tables is busy, and works again afterwards', async () => {
    const journal = await openJournal({ connectionString: database.url, statementTimeoutMs: 400 });
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE tenderline.tip');
    await expect(journal.append([opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_BUSY' });
    await holder.query('COMMIT');
    await holder.end();
    await journal.append([opened('a')]);
  });

  it('whose server is stopped loses its engine the terminals, and has it back when it goes on', async () => {
    const server = await startServer();
    const own = await newDatabase(server);
    const journal = await openJournal({
      connectionString: own.url,
      heartbeatMs: 50,
      trustMs: 1500,
      statementTimeoutMs: 1000,
    });
    await journal.ownership.acquire(LANE_1);
    const [line] = await own.query('SELECT pid FROM tenderline.engine_session');
    const lost = vi.fn<(poiid: string) => void>();
    journal.ownership.onLost(lost);
    const pid = Number(line?.['pid']);
    process.kill(pid, 'SIGSTOP');
    try {
      await vi.waitFor(() => expect(lost).toHaveBeenCalled(), WAIT);
      expect(journal.ownership.owns(LANE_1)).toBe(false);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await vi.waitFor(() => journal.append([opened('a')]), WAIT);
    expect(await placesOf(journal.read())).toEqual(['a0']);
  });

  it('is left for the server that takes writes', async () => {
    const other = await startServer();
    const there = await newDatabase(other);
    const [name, port] = [there.name, database.server.port];
    await database.query(`CREATE DATABASE ${name}`);
    await database.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const connectionString = `postgres://owner@127.0.0.1:${port},127.0.0.1:${other.port}/${name}?target_session_attrs=read-write`;
    const journal = await openJournal({ connectionString });
    await journal.ownership.acquire(LANE_1);
    await journal.append([opened('a'), settled('a', 1)]);
    expect(await there.query('SELECT count(*)::int AS n FROM tenderline.records')).toEqual([{ n: 2 }]);
    // What is open is read where it is written: a replica may not have it yet.
    expect(await placesOf(journal.read())).toEqual(['a0', 'a1']);
    // The other way round: the session ends, and the next one is elsewhere. That one has not what was acknowledged.
    await there.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await database.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await there.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session');
    // An append that is on its way meanwhile would wait for a server that can say what became of it.
    await vi.waitFor(() => expect(journal.ownership.owns(LANE_1)).toBe(false), WAIT);
    await vi.waitFor(
      () => expect(journal.append([happened('a', 2)])).rejects.toMatchObject({ code: 'ERR_JOURNAL_ROLLED_BACK' }),
      WAIT,
    );
    expect(journal.ownership.owns(LANE_1)).toBe(false);
  });

  it('where there is none says where it looked, and never the password', async () => {
    const opening = openJournal({ connectionString: 'postgres://till:s3cret@127.0.0.1:1/shop' });
    const error = await opening.catch((refused: unknown) => refused);
    expect(error).toMatchObject({ name: 'ConfigError', code: 'ERR_CONFIG_JOURNAL', path: 'journal on 127.0.0.1:1' });
    expect(String(error)).not.toContain('s3cret');
  });
});
