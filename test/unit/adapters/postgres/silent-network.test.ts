import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal } from '../../../../adapters/postgres/postgres-errors.ts';
import { opened, placesOf } from '../../../compliance/journal-records.ts';
import { newDatabase, type TestDatabase } from '../../../support/postgres/database.ts';
import { openJournal } from '../../../support/postgres/engines.ts';
import { databaseNetwork, type DatabaseNetwork } from '../../../support/postgres/proxy.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

const WAIT = { timeout: 30_000, interval: 20 };
const SHORT = { statementTimeoutMs: 200, connectTimeoutMs: 300, heartbeatMs: 50, trustMs: 400 };

describe.skipIf(postgresBin === undefined)('a network that swallows what is sent, and ends no connection', () => {
  let network: DatabaseNetwork;
  let database: TestDatabase;
  let url: string;
  beforeEach(async () => {
    database = await newDatabase();
    network = await databaseNetwork(database.server.port);
    url = database.url.replace(`:${database.server.port}/`, `:${network.port}/`);
  });
  afterEach(() => network.close());

  it('does not keep a journal from being closed', async () => {
    const journal = await openJournal({ connectionString: url, ...SHORT, heartbeatMs: 100_000, trustMs: 200_000 });
    await placesOf(journal.read());
    network.hold('requests');
    network.hold('answers');
    await expect(journal.close()).resolves.toBeUndefined();
  });

  it('does not keep a session from being begun', async () => {
    const journal = await openJournal({ connectionString: url, ...SHORT });
    network.muteAt('begin_session');
    await database.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session');
    await vi.waitFor(() => journal.append([opened('a')]), WAIT);
    expect(await placesOf(journal.read())).toEqual(['a0']);
  });

  it('does not keep a reader waiting for ever', async () => {
    const journal = await openJournal({ connectionString: url, ...SHORT, heartbeatMs: 100_000, trustMs: 200_000 });
    await placesOf(journal.read());
    network.hold('answers');
    await expect(placesOf(journal.read())).rejects.toMatchObject({ code: 'ERR_JOURNAL_IO' });
    network.cut();
  });
});

describe('that the database refused a statement', () => {
  const failed = (severity: string, code: string) => Object.assign(new Error('x'), { severity, code });

  it('is known in whichever language the server speaks', () => {
    expect(isRefusal(failed('ERROR', '22021'))).toBe(true);
    expect(isRefusal(failed('FEHLER', '22021'))).toBe(true);
  });

  it.each([
    ['FATAL', '57P01'],
    ['FATALE', '57P01'],
    ['FATAL', '22021'],
    ['FEHLER', '58030'],
    ['FEHLER', '08006'],
  ])('is not known when the session may have ended: %s %s', (severity, code) => {
    expect(isRefusal(failed(severity, code))).toBe(false);
  });
});
