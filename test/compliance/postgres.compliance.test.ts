import { describe } from 'vitest';
import { postgresJournal } from '../../adapters/postgres/index.ts';
import { newDatabase, type TestDatabase } from '../support/postgres/database.ts';
import { postgresBin } from '../support/postgres/server.ts';
import { journalCompliance } from './journal.ts';

describe.skipIf(postgresBin === undefined)('the journal on PostgreSQL', () => {
  let database: Promise<TestDatabase> | undefined;

  journalCompliance(async () => {
    const isFirst = database === undefined;
    database ??= newDatabase();
    const { url, query } = await database;
    // To make the schema takes longer than a test: each begins with an empty one.
    if (!isFirst) {
      await query(`TRUNCATE tenderline.records, tenderline.transactions RESTART IDENTITY;
        UPDATE tenderline.tip SET position = 0, hash = '', records = 0`);
    }
    return postgresJournal({ connectionString: url });
  });
});
