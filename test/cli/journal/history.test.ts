import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { parsePOIID, parseTransactionId } from '../../../protocol/index.ts';
import { driver, openSqliteJournal, openSqliteJournalReader } from '../../compliance/sqlite.ts';
import { taken } from '../../compliance/journal-records.ts';
import { recordsOf, secretApproval, type RecordOptions } from '../../unit/cli/stored-records.ts';
import { refusal } from '../../support/transactions.ts';
import { run, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal } from '../fixture/simulation.ts';

const HOUR_MS = 3_600_000;
/** The thirteenth of August 2026, at ten in the time zone of this machine. */
const TEN = new Date(2026, 7, 13, 10).getTime();

const approved = { type: 'poi.answered', result: secretApproval, recovered: false } as const;
const declined = { type: 'poi.answered', result: refusal, recovered: false } as const;

function payment(id: string, events: Parameters<typeof recordsOf>[0], over: RecordOptions = {}): JournalRecord[] {
  const request = { type: 'payment' };
  return recordsOf(events, {
    id: parseTransactionId(id),
    request,
    createdAtMs: TEN,
    settles: events.length > 0,
    ...over,
  });
}

async function journalWith(...payments: readonly (readonly JournalRecord[])[]): Promise<string> {
  const path = newJournal();
  const journal = await openSqliteJournal(path);
  for (const records of payments) await journal.append(records);
  await journal.close();
  return path;
}

let path = '';
beforeAll(async () => {
  if (!hasJournals) return;
  path = await journalWith(
    payment('OLD', [approved], { createdAtMs: TEN - 24 * HOUR_MS }),
    payment('A', [approved], { reference: '=HYPERLINK("http://x"), "A"' }),
    payment('B', [declined], { createdAtMs: TEN + HOUR_MS, POIID: parsePOIID('V400m-324688180') }),
    payment('C', [], { createdAtMs: TEN + 2 * HOUR_MS }),
  );
});

const list = (...args: string[]) => run(['transactions', '--journal', path, ...args]);
const idsOf = ({ events }: Awaited<ReturnType<typeof list>>) => events.map(({ transaction }) => transaction);

describe.skipIf(!hasJournals)('transactions that are searched for', () => {
  it('are those of a period, where a day counts whole, of a terminal, a reference, a state, a kind or a type', async () => {
    expect(idsOf(await list('--day', '2026-08-13', '--json'))).toEqual(['C', 'B', 'A']);
    expect(idsOf(await list('--from', '2026-08-12', '--to', '2026-08-12', '--json'))).toEqual(['OLD']);
    expect(idsOf(await list('--from', '2026-08-13T11:00', '--to', '2026-08-13T12:00', '--json'))).toEqual(['B']);
    expect(idsOf(await list('--poiid', 'V400m-324688180', '--json'))).toEqual(['B']);
    expect(idsOf(await list('--reference', 'ORDER-1001', '--json'))).toEqual(['C', 'B', 'OLD']);
    expect(idsOf(await list('--kind', 'approved', '--limit', '1', '--json'))).toEqual(['A']);
    expect(idsOf(await list('--type', 'payment', '--unresolved', '--json'))).toEqual(['C']);
    expect(idsOf(await list('--state', 'settled', '--json'))).toEqual(['B', 'A', 'OLD']);
  });

  it('are printed as the plain list prints them, and say that there are more', async () => {
    const all = await list('--json');
    const found = await list('--day', '2026-08-13', '--json');
    expect(found.events).toEqual(all.events.slice(0, 3));
    const { stdout } = await list('--from', '2026-08-12', '--limit', '2');
    expect(stdout).toContain('Older ones are not shown');
    expect(stdout).not.toContain('OLD');
    expect((await list('--day', '2020-01-01')).stdout).toContain('The journal has no such transactions.');
  });

  it.each([
    [['--day', '13.8.'], 'ERR_INPUT_TIME', '--day'],
    [['--from', '2026-02-30'], 'ERR_INPUT_TIME', '--from'],
    [['--day', '2026-08-13', '--to', '2026-08-13'], 'ERR_INPUT_TIME', '--day'],
    [['--kind', 'paid'], 'ERR_INPUT_KIND', '--kind'],
    [['--state', 'open', '--unresolved'], 'ERR_INPUT_STATE', '--state'],
    [['--csv'], 'ERR_INPUT_FORMAT', '--csv'],
    [['--totals', '--csv'], 'ERR_INPUT_TOTALS', '--csv'],
  ])('refuse %j', async (args, code, named) => {
    expect(await list(...args, '--json')).toMatchObject(refusedWith(code, expect.stringContaining(named)));
  });

  it('end with an error that names what is damaged, after all others', async () => {
    const [first, second] = [payment('SOUND', [approved]), payment('BROKEN', [approved])];
    const damaged = await journalWith(first, second.slice(1));
    const found = await run(['transactions', '--journal', damaged, '--from', '2026-08-01', '--json']);
    expect(found.exitCode).toBe(2);
    expect(found.events).toMatchObject([
      { type: 'transaction', transaction: 'SOUND' },
      { type: 'error', code: 'ERR_JOURNAL_CORRUPT', message: expect.stringContaining('BROKEN') as unknown },
    ]);
  });
});

describe.skipIf(!hasJournals)('transactions --csv', () => {
  it('prints all of them as RFC 4180, with one header line, amounts in minor units, and no formula', async () => {
    const { exitCode, stdout } = await list('--csv');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\r\n');
    expect(lines[0]).toBe(
      'id,created_at,settled_at,terminal,sale_id,service_id,type,reference,state,outcome,charged,currency,requested,authorized,tip,cash_back,fees,amounts_unclear,card_brand,masked_pan,psp_reference,poi_transaction_id,poi_time_stamp,error_condition,refusal_reason,failure',
    );
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe('');
    expect(lines[3]).toContain(`,payment,"'=HYPERLINK(""http://x""), ""A""",settled,approved,yes,EUR,1099,1099,`);
    expect(lines[1]).toMatch(
      /^C,2026-08-13T.*Z,,V400m-324688179,TILL-01,A0000001Z9,payment,ORDER-1001,\w+,,unknown,EUR,1099,,/,
    );
    expect(stdout).not.toMatch(/[^\r]\n/);
    expect(stdout).not.toMatch(/4111111111111111|MERCHANT COPY|secret-in-the-body/);
  });

  it('prints as many as --limit says', async () => {
    expect((await list('--csv', '--limit', '2')).stdout.split('\r\n')).toHaveLength(4);
  });
});

describe.skipIf(!hasJournals)('transactions --totals', () => {
  it('adds up what is settled, and counts what is unresolved apart', async () => {
    const { events, exitCode } = await list('--totals', '--day', '2026-08-13', '--json');
    expect(exitCode).toBe(0);
    const eur = { currency: 'EUR', count: 1, transactionType: 'payment' };
    expect(events).toEqual([
      { ...eur, type: 'total', poiid: 'V400m-324688179', kind: 'approved', value: 1099 },
      { ...eur, type: 'total', poiid: 'V400m-324688180', kind: 'declined', value: 0 },
      { ...eur, type: 'unresolved', poiid: 'V400m-324688179', value: 1099 },
    ]);
    expect((await list('--totals')).stdout).toMatch(/V400m-324688179 +payment +approved +2 +EUR 21\.98/);
  });
});

describe.skipIf(!hasJournals)('receipt', () => {
  const receipt = (...args: string[]) => run(['receipt', '--journal', path, ...args]);

  it('prints the receipts of a stored answer, each under its name, as wide as the paper', async () => {
    expect((await receipt('A', '--width', '6')).stdout).toBe('--- CashierReceipt\nMERCHA\nNT\nCOPY\n\n');
    expect((await receipt('A', '--json')).events).toMatchObject([
      { type: 'receipt', transaction: 'A', qualifier: 'CashierReceipt', text: 'MERCHANT COPY', lines: [{}] },
    ]);
  });

  it('prints one copy alone without a heading, as for a printer', async () => {
    expect((await receipt('A', '--merchant')).stdout).toBe('MERCHANT COPY\n');
  });

  it.each([
    [['B'], 'ERR_INPUT_RECEIPT', 'declined'],
    [['C'], 'ERR_INPUT_RECEIPT', 'no outcome yet'],
    [['A', '--customer'], 'ERR_INPUT_RECEIPT', 'CustomerReceipt'],
    [['NOBODY'], 'ERR_INPUT_TRANSACTION', 'NOBODY'],
    [['A', '--width', '0'], 'ERR_INPUT_WIDTH', '--width'],
    [['A', '--customer', '--merchant'], 'ERR_USAGE', 'merchant'],
  ])('refuses %j', async (args, code, named) => {
    expect(await receipt(...args, '--json')).toMatchObject(refusedWith(code, expect.stringContaining(named)));
  });
});

describe.skipIf(!hasJournals)('prune', () => {
  it('forgets what was settled longer ago, and prints how many', async () => {
    const old = await journalWith(
      ...Array.from({ length: 103 }, (_, index) => payment(`P${index}`, [approved], { createdAtMs: TEN + index })),
      payment('OPEN', []),
    );
    const { events, exitCode } = await run(['prune', '--journal', old, '--older-than', '0h', '--json']);
    expect(exitCode).toBe(0);
    expect(events).toEqual([{ type: 'pruned', forgotten: 3 }]);
  });

  it('refuses while a till owns the journal, an age that is none, and a journal that does not exist, and creates none', async () => {
    const owner = await openSqliteJournal(path);
    const pruned = await run(['prune', '--journal', path, '--older-than', '90d', '--json']);
    await owner.close();
    expect(pruned).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL_IN_USE', expect.stringContaining('in use')));
    const wrong = await run(['prune', '--journal', path, '--older-than', '90', '--json']);
    expect(wrong).toMatchObject(refusedWith('ERR_INPUT_AGE', expect.stringContaining('--older-than')));
    const none = newJournal();
    expect(await run(['prune', '--journal', none, '--older-than', '90d', '--json'])).toMatchObject(
      refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('no file')),
    );
    expect(existsSync(none)).toBe(false);
  });
});

describe.skipIf(!hasJournals)('journal check', () => {
  it('says what a sound journal has', async () => {
    const { exitCode, events } = await run(['journal', 'check', '--journal', path, '--json']);
    expect({ exitCode, events }).toEqual({
      exitCode: 0,
      events: [{ type: 'checked', settled: 3, open: 1, orphans: 0, damaged: 0, unlisted: 0 }],
    });
  });

  it('names each damaged transaction, and what the index does not list, and ends with 1', async () => {
    const damaged = await journalWith(...['X', 'Y', 'Z', 'OK'].map((id) => payment(id, [approved])));
    const database = driver?.open(damaged, { readOnly: false });
    database?.exec(`UPDATE records SET record = '{"secret' WHERE transaction_id = 'X' AND seq = 1`);
    database?.exec(`UPDATE records SET checksum = 'other' WHERE transaction_id = 'Y' AND seq = 0`);
    database?.exec(`UPDATE transactions SET created_at_ms = NULL WHERE transaction_id = 'Z'`);
    database?.close();
    const { exitCode, events, stdout } = await run(['journal', 'check', '--journal', damaged, '--json']);
    expect(exitCode).toBe(1);
    expect(events).toMatchObject([
      { type: 'damaged', transaction: 'X', poiid: 'V400m-324688179' },
      { type: 'damaged', transaction: 'Y' },
      { type: 'unlisted', transaction: 'Z' },
      { type: 'checked', settled: 2, open: 0, damaged: 2, unlisted: 1 },
    ]);
    expect(stdout).not.toContain('secret');
  });

  it('refuses a file that is damaged as a whole', async () => {
    const damaged = await journalWith(payment('X', [approved]));
    const database = driver?.open(damaged, { readOnly: false });
    database?.exec(`DELETE FROM transactions`);
    database?.exec(`DELETE FROM records`);
    database?.close();
    const checked = await run(['journal', 'check', '--journal', damaged, '--json']);
    expect(checked).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('damaged')));
  });
});

describe.skipIf(!hasJournals)('journal backup', () => {
  const backUp = (file: string) => run(['journal', 'backup', file, '--journal', path, '--json']);

  it('writes a copy beside a running till, for this user only, that has everything', async () => {
    const owner = await openSqliteJournal(path);
    const file = join(temporaryFolder(), 'copy.db');
    const { exitCode, events } = await backUp(file);
    expect({ exitCode, events }).toMatchObject({ exitCode: 0, events: [{ type: 'backup', file, records: 11 }] });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const everything = await taken(owner.read());
    await owner.close();
    // It has no tip, so that it is refused until a person accepts it.
    await expect(openSqliteJournalReader(file)).rejects.toMatchObject({ code: 'ERR_JOURNAL_ROLLED_BACK' });
    expect((await run(['journal', 'accept', '--journal', file, '--by', 'Ada', '--reason', 'moved'])).exitCode).toBe(0);
    const copy = await openSqliteJournalReader(file);
    expect(await taken(copy.read())).toEqual(everything);
    await copy.close();
  });

  it('overwrites nothing, neither a file nor what would be taken for a part of the copy', async () => {
    const file = join(temporaryFolder(), 'copy.db');
    writeFileSync(file, 'precious');
    expect(await backUp(file)).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('overwritten')));
    expect(readFileSync(file, 'utf8')).toBe('precious');
    const other = join(temporaryFolder(), 'copy.db');
    writeFileSync(`${other}-wal`, 'stale');
    expect(await backUp(other)).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('-wal')));
    expect(existsSync(other)).toBe(false);
    expect(await backUp(path)).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
  });

  it.each(['-wal', '-shm', '-journal', '-tip', '-owner'])(
    'writes no copy that would be taken for a part of the journal itself: %s',
    async (end) => {
      const file = `${join(temporaryFolder(), 'other.db')}${end}`;
      expect(await backUp(file)).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining(end)));
      expect(existsSync(file)).toBe(false);
    },
  );
});
