import { Client } from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  migratePostgresJournal,
  openPostgresJournalReader,
  postgresRolesSql,
} from '../../../../adapters/postgres/index.ts';
import { resolveConnection } from '../../../../adapters/postgres/postgres-options.ts';
import { ensureSchema } from '../../../../adapters/postgres/schema/migrate.ts';
import { MIGRATIONS, type Migration } from '../../../../adapters/postgres/schema/migrations.ts';
import { connect } from '../../../../adapters/postgres/session/connect.ts';
import { happened, newer, opened, placesOf, settled } from '../../../compliance/journal-records.ts';
import { newDatabase, type TestDatabase } from '../../../support/postgres/database.ts';
import { intentOn, LANE_1, openEngine, openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

const addsColumn: Migration = {
  worksFrom: 1,
  sql: (schema) => `ALTER TABLE ${schema}.transactions ADD COLUMN note text`,
};

describe.skipIf(postgresBin === undefined)('the schema on PostgreSQL', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await newDatabase();
  });

  const bringTo = async (migrations: readonly Migration[], migrate = true) => {
    const connection = await connect(resolveConnection({ connectionString: database.url }), 'write');
    try {
      await ensureSchema(connection, { schema: 'tenderline', migrate, migrations });
    } finally {
      await connection.close();
    }
  };
  const version = async () => (await database.query('SELECT version, works_from FROM tenderline.schema_version'))[0];

  it('is made once by programs that start at the same time', async () => {
    const engines = await Promise.all(['a', 'b', 'c'].map((owner) => openEngine(database.url, owner)));
    expect(engines).toHaveLength(3);
    expect(await version()).toEqual({ version: 1, works_from: 1 });
  });

  it('is brought up to date while engines of the older version run, and these go on', async () => {
    const journal = await openEngine(database.url, 'a');
    await journal.ownership.acquire(LANE_1);
    await journal.append([intentOn(LANE_1, 'before')]);
    await bringTo([...MIGRATIONS, addsColumn]);
    expect(await version()).toEqual({ version: 2, works_from: 1 });
    await journal.append([intentOn(LANE_1, 'after-')]);
    const older = await openEngine(database.url, 'b');
    expect(await placesOf(older.read())).toEqual(['before0', 'after-0']);
  });

  it('that needs a newer program is refused by an older one, with what to do', async () => {
    await bringTo([...MIGRATIONS, { ...addsColumn, worksFrom: 2 }]);
    await expect(openJournal({ connectionString: database.url })).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'ERR_CONFIG_JOURNAL',
      found: 'version 2, which needs a program for version 2 or newer',
      advice: expect.stringContaining('update Tenderline'),
    });
  });

  it('that is older is refused where it may not be brought up to date', async () => {
    await bringTo(MIGRATIONS);
    await expect(bringTo([...MIGRATIONS, addsColumn], false)).rejects.toMatchObject({
      code: 'ERR_CONFIG_JOURNAL',
      advice: expect.stringContaining('migratePostgresJournal'),
    });
    expect(await version()).toEqual({ version: 1, works_from: 1 });
  });

  it('is migrated whole or not at all', async () => {
    await bringTo(MIGRATIONS);
    const broken: Migration = { worksFrom: 1, sql: (schema) => `${addsColumn.sql(schema)}; SELECT 1 / 0` };
    await expect(bringTo([...MIGRATIONS, broken])).rejects.toMatchObject({ code: '22012' });
    expect(await version()).toEqual({ version: 1, works_from: 1 });
    await bringTo([...MIGRATIONS, addsColumn]);
  });

  it('does not keep engines waiting behind a migration that waits for a lock itself', async () => {
    const journal = await openJournal({ connectionString: database.url });
    await journal.append([opened('a')]);
    const reader = new Client({ connectionString: database.url });
    await reader.connect();
    // A long report: the migration wants a lock that it does not get, and everybody behind it would wait as well.
    await reader.query('BEGIN; SELECT * FROM tenderline.transactions');
    const migrating = bringTo([...MIGRATIONS, addsColumn]);
    for (let seq = 1; seq <= 5; seq += 1) await journal.append([happened('a', seq)]);
    await reader.query('COMMIT');
    await reader.end();
    await migrating;
    expect(await version()).toEqual({ version: 2, works_from: 1 });
  });

  describe('for roles of least privilege', () => {
    const as = (role: string) => database.url.replace('owner@', `${role}@`);
    let app: string;
    let reader: string;
    beforeEach(async () => {
      app = `app_${database.name}`;
      reader = `reader_${database.name}`;
      await database.query(`CREATE ROLE ${app} LOGIN; CREATE ROLE ${reader} LOGIN`);
    });

    it('lets the role of an engine append, read and prune, and change no table by itself', async () => {
      await expect(openJournal({ connectionString: as(app) })).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL' });
      await migratePostgresJournal({ connectionString: database.url });
      await database.query(postgresRolesSql({ app, readOnly: reader }));
      const journal = await openJournal({ connectionString: as(app), migrate: false });
      await journal.append([opened('a'), settled('a', 1, 1), ...newer(2)]);
      expect(await journal.prune(2)).toBe(1);
      await journal.close();
      const engine = await openEngine(as(app), 'a');
      expect(await engine.ownership.acquire(LANE_1)).toBe(true);
      await database.query("UPDATE tenderline.engine_session SET seen_at = seen_at - interval '1 hour'");
      const other = await openEngine(as(app), 'b');
      expect(await other.ownership.acquire(LANE_1)).toBe(true);

      const client = new Client({ connectionString: as(app) });
      await client.connect();
      for (const statement of [
        "UPDATE tenderline.records SET record = ''",
        'DELETE FROM tenderline.records',
        'DELETE FROM tenderline.transactions',
        "INSERT INTO tenderline.records VALUES (9, 'x', 0, '', '', '')",
        'UPDATE tenderline.terminal_owner SET fence = 0',
        'DROP SCHEMA tenderline CASCADE',
      ]) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/42501/) });
      }
      await client.end();
    });

    it('runs nothing of the role of an engine as the owner', async () => {
      await migratePostgresJournal({ connectionString: database.url });
      await database.query(postgresRolesSql({ app }));
      const client = new Client({ connectionString: as(app) });
      await client.connect();
      // A view in the place of one of the catalogue, which says who runs it.
      await client.query(`CREATE FUNCTION pg_temp.trap() RETURNS integer LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'run as %', current_user; END $$`);
      const columns =
        "'advisory' AS locktype, pg_backend_pid() AS pid, 1 AS objsubid, pg_temp.trap()::oid AS classid, 1::oid AS objid";
      await client.query(
        `CREATE VIEW pg_temp.pg_locks AS SELECT ${columns}; GRANT SELECT ON pg_temp.pg_locks TO PUBLIC`,
      );
      const session = '11111111-1111-1111-1111-111111111111';
      await client.query("SELECT tenderline.begin_session($1, 'a', NULL, false, 4000, now())", [session]);
      await client.query("SELECT tenderline.take_terminal($1, 'lane')", [session]);
      await expect(client.query("SELECT tenderline.give_terminal($1, 'lane')", [session])).resolves.toBeDefined();
      await client.end();
    });

    it('shows the views alone to the role of accountants', async () => {
      await migratePostgresJournal({ connectionString: database.url });
      await database.query(postgresRolesSql({ app, readOnly: reader }));
      const client = new Client({ connectionString: as(reader) });
      await client.connect();
      await client.query(
        'SELECT * FROM tenderline.unknown_now, tenderline.totals_by_terminal_and_day, tenderline.owners_now',
      );
      for (const statement of [
        'SELECT * FROM tenderline.records',
        'SELECT * FROM tenderline.transactions',
        "SELECT tenderline.append(NULL, '{}', '[]')",
        "SELECT tenderline.beat('00000000-0000-0000-0000-000000000000')",
      ]) {
        await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
      await client.end();
    });
  });

  it('is read beside its owner', async () => {
    const journal = await openJournal({ connectionString: database.url });
    await journal.append([opened('a'), happened('a', 1)]);
    const reader = await openPostgresJournalReader({ connectionString: database.url });
    expect(await placesOf(reader.readOpen())).toEqual(['a0', 'a1']);
    await reader.close();
  });

  it('of none is refused by a reader, which makes none', async () => {
    await expect(openPostgresJournalReader({ connectionString: database.url })).rejects.toMatchObject({
      code: 'ERR_CONFIG_JOURNAL',
    });
    expect(await database.query("SELECT to_regclass('tenderline.records') AS found")).toEqual([{ found: null }]);
  });
});
