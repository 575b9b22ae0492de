import { expect, it, vi } from 'vitest';
import { happened, opened } from '../../../compliance/journal-records.ts';
import { newDatabase } from '../../../support/postgres/database.ts';
import { openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

it.skipIf(postgresBin === undefined)(
  'an append reads no table whole, also in a session that began when they were empty',
  async () => {
    const database = await newDatabase();
    const journal = await openJournal({ connectionString: database.url });
    for (let turn = 0; turn < 10; turn += 1) {
      const names = Array.from({ length: 30 }, (_, index) => `t${turn}-${index}`);
      await Promise.all(names.map((name) => journal.append([opened(name), happened(name, 1)])));
    }
    // The session writes what it counted when it ends.
    await journal.close();
    const counts = async () =>
      database.query(
        `SELECT relname, seq_tup_read::int AS read FROM pg_stat_user_tables
         WHERE relname IN ('records', 'transactions') AND n_tup_ins >= 300 ORDER BY relname`,
      );
    await vi.waitFor(async () => expect(await counts()).toHaveLength(2), { timeout: 30_000, interval: 50 });
    expect(await counts()).toEqual([
      { relname: 'records', read: 0 },
      { relname: 'transactions', read: 0 },
    ]);
  },
);
