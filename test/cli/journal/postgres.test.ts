import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { postgresJournal } from '../../../adapters/postgres/index.ts';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { parseTransactionId } from '../../../protocol/index.ts';
import { openSqliteJournal } from '../../compliance/sqlite.ts';
import { newDatabase, type TestDatabase } from '../../support/postgres/database.ts';
import { postgresBin } from '../../support/postgres/server.ts';
import { recordsOf, secretApproval, type RecordOptions } from '../../unit/cli/stored-records.ts';
import { printedSoFar, run, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal } from '../fixture/simulation.ts';

const TEN = new Date(2026, 7, 13, 10).getTime();
const SECRET = 'Till_Secret%40Kettle';
const approved = { type: 'poi.answered', result: secretApproval, recovered: false } as const;

function payment(id: string, events: Parameters<typeof recordsOf>[0], over: RecordOptions = {}): JournalRecord[] {
  return recordsOf(events, {
    id: parseTransactionId(id),
    request: { type: 'payment' },
    createdAtMs: TEN,
    settles: events.length > 0,
    ...over,
  });
}

describe.skipIf(postgresBin === undefined || !hasJournals)('a journal on PostgreSQL, on the command line', () => {
  let database: TestDatabase;
  let stored: string;

  beforeAll(async () => {
    database = await newDatabase();
    stored = database.url;
    const journal = await postgresJournal({ connectionString: stored });
    for (const records of [
      payment('A', [approved]),
      payment('B', [approved], { reference: 'ORDER-B' }),
      payment('C', []),
    ])
      await journal.append(records);
    await journal.close();
  });

  const on = (...args: string[]) => run([...args, '--journal', stored]);

  it('is listed, searched, summed up, shown and printed as one in a file', async () => {
    const listed = await on('transactions', '--json');
    expect(listed.exitCode).toBe(0);
    expect(listed.events.map(({ transaction }) => String(transaction)).toSorted()).toEqual(['A', 'B', 'C']);
    const found = await on('transactions', '--reference', 'ORDER-B', '--json');
    expect(found.events.map(({ transaction }) => transaction)).toEqual(['B']);
    const totals = await on('transactions', '--totals', '--json');
    expect(totals.events).toMatchObject([
      { type: 'total', kind: 'approved', count: 2 },
      { type: 'unresolved', count: 1 },
    ]);
    expect((await on('transactions', 'show', 'A', '--json')).events.at(-1)).toMatchObject({ transaction: 'A' });
    expect(await on('receipt', 'C', '--json')).toMatchObject({ exitCode: 2 });
    expect((await on('receipt', 'A')).exitCode).toBe(0);
  });

  it('is named by the configuration file, in which it is no path', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'tenderline.config.json'), JSON.stringify({ journal: stored }));
    expect((await run(['transactions', '--json'], { cwd })).events).toHaveLength(3);
  });

  it('says of a settled transaction how it ended, and leaves an open one to the engine that has its terminal', async () => {
    expect(await on('status', '--id', 'A', '--json')).toMatchObject({ exitCode: 0 });
    const open = await on('status', '--id', 'C');
    expect(open.exitCode).toBe(4);
    expect(open.stdout).toContain('the server, which owns the terminal; it goes on until it knows');
  });

  it('is checked as a whole, and what is damaged is named', async () => {
    expect((await on('journal', 'check')).stdout).toContain(`SOUND: ${stored} has 2 settled and 1 open transaction(s)`);
    const other = await newDatabase();
    const journal = await postgresJournal({ connectionString: other.url });
    for (const id of ['A', 'B']) await journal.append(payment(id, [approved]));
    await journal.close();
    await other.query(`DELETE FROM tenderline.records WHERE transaction_id = 'B' AND seq = 0`);
    const { exitCode, events } = await run(['journal', 'check', '--journal', other.url, '--json']);
    expect(exitCode).toBe(1);
    expect(events).toMatchObject([
      { type: 'damaged', transaction: 'B' },
      { type: 'checked', settled: 1, damaged: 1 },
    ]);
  });

  it('is looked at by the doctor, who says what is open in it', async () => {
    const settings = ['--poiid', 'V400m-324688179', '--host', '127.0.0.1', '--port', '1', '--protection', 'none'];
    const { events } = await on('doctor', ...settings, '--json');
    const check = (wanted: string) => events.find(({ type, name }) => type === 'check' && name === wanted);
    expect(check('journal')).toMatchObject({ reason: expect.stringContaining('2 settled and 1 open') });
    expect(check('unknowns')).toMatchObject({ status: 'warn', reason: expect.stringContaining('C on V400m') });
  });

  it('forgets what is old when no engine runs on it, and only then', async () => {
    const engine = await postgresJournal({ connectionString: stored, shared: true });
    expect(await on('prune', '--older-than', '1d', '--json')).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL_IN_USE'));
    await engine.close();
    expect((await on('prune', '--older-than', '1d', '--json')).events).toEqual([{ type: 'pruned', forgotten: 0 }]);
  });

  it('takes no transaction from a command that would own the whole of it', async () => {
    const settings = ['--poiid', 'V400m-324688179', '--host', '127.0.0.1', '--protection', 'none'];
    const sale = ['--amount', '1', '--currency', 'EUR', '--reference', 'R'];
    expect(await on('pay', ...settings, ...sale, '--json')).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
  });

  it('is not backed up or accepted as a file is', async () => {
    const accept = await on('journal', 'accept', '--by', 'Ada', '--reason', 'looked', '--json');
    expect(accept).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
    expect(await on('journal', 'backup', 'copy.db', '--json')).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
  });

  describe('its password', () => {
    const withPassword = () => stored.replace('owner@', `owner:${SECRET}@`);

    it('is refused in the name of the journal, wherever that stands, and never printed', async () => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'tenderline.config.json'), JSON.stringify({ journal: withPassword() }));
      expect(await run(['transactions', '--json'], { cwd })).toMatchObject({ exitCode: 2 });
      const env = { TENDERLINE_JOURNAL: withPassword() };
      expect(await run(['transactions', '--json'], { env })).toMatchObject({ exitCode: 2 });
      expect(await run(['transactions', '--json', '--journal', withPassword()])).toMatchObject({ exitCode: 2 });
      expect(await run(['journal', 'copy', newJournal(), withPassword(), '--json'])).toMatchObject({ exitCode: 2 });
      expect(printedSoFar().join('')).not.toContain('Kettle');
    });

    it('comes from a variable or from a file, and is used', async () => {
      await database.query(`CREATE ROLE guarded LOGIN PASSWORD 'Till_Secret@Kettle'`);
      const file = join(temporaryFolder(), 'password');
      writeFileSync(file, 'Till_Secret@Kettle\n');
      // The server of the tests trusts everybody: what reaches it is what counts here, and that nothing of it is printed.
      const env = { TENDERLINE_JOURNAL_PASSWORD: 'Till_Secret@Kettle' };
      expect((await run(['transactions', '--journal', stored, '--json'], { env })).exitCode).toBe(0);
      expect((await on('transactions', '--journal-password-file', file, '--json')).exitCode).toBe(0);
      expect(await on('transactions', '--journal-password-file', `${file}-none`, '--json')).toMatchObject(
        refusedWith('ERR_CONFIG_JOURNAL', expect.not.stringContaining(file)),
      );
      expect(printedSoFar().join('')).not.toContain('Kettle');
    });
  });

  describe('journal copy', () => {
    const fileWith = async (...payments: readonly (readonly JournalRecord[])[]) => {
      const path = newJournal();
      const journal = await openSqliteJournal(path);
      for (const records of payments) await journal.append(records);
      await journal.close();
      return path;
    };

    it('copies every record of a file into an empty database, in their order, and compares them', async () => {
      const many = Array.from({ length: 40 }, (_, index) => payment(`P${index}`, [approved]));
      const path = await fileWith(...many);
      const { url } = await newDatabase();
      const copied = await run(['journal', 'copy', path, url, '--json']);
      expect(copied).toMatchObject({ exitCode: 0, events: [{ type: 'copied', records: many.flat().length }] });
      const list = (journal: string) => run(['transactions', '--journal', journal, '--limit', '500', '--json']);
      expect((await list(url)).events).toEqual((await list(path)).events);
      // A second time the database has records.
      const again = await run(['journal', 'copy', path, url, '--json']);
      expect(again).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('without records')));
    });

    it('is refused while something is open in the file, or a till owns it, and then the database stays empty', async () => {
      const { url, query } = await newDatabase();
      const open = await fileWith(payment('A', [approved]), payment('C', []));
      const refused = await run(['journal', 'copy', open, url, '--json']);
      expect(refused).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('1 open')));
      const owned = await fileWith(payment('A', [approved]));
      const till = await openSqliteJournal(owned);
      const inUse = await run(['journal', 'copy', owned, url, '--json']);
      expect(inUse).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL_IN_USE'));
      await till.close();
      expect(await query(`SELECT to_regclass('tenderline.records') AS made`)).toEqual([{ made: null }]);
    });

    it('wants a file to copy from, which exists, and a database to copy to', async () => {
      const { url } = await newDatabase();
      const path = await fileWith(payment('A', [approved]));
      for (const places of [
        [url, url],
        [path, newJournal()],
        [newJournal(), url],
      ])
        expect(await run(['journal', 'copy', ...places, '--json'])).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
    });
  });
});
