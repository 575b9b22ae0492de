import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTransactionId } from '../../../protocol/index.ts';
import { openSqliteJournal } from '../../compliance/sqlite.ts';
import { recordsOf } from '../../unit/cli/stored-records.ts';
import { kill, run, runProcess, stop, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { crashPayment, hasJournals, newJournal, pay, sale, simulate, startPayment } from '../fixture/simulation.ts';

const journal = ['--journal', newJournal()];

beforeAll(async () => {
  if (!hasJournals) return;
  const quick = await simulate('--speed', '20');
  await pay(quick, ...payment('10.99', 'FIRST'));
  await pay(quick, ...payment('11.24', 'SECOND'));
  const slow = await simulate('--speed', '0.2');
  await crashPayment(slow, ...payment('20.00', 'THIRD'));
  await stop(slow);
});

function payment(amount: string, id: string): string[] {
  return [...journal, ...sale(amount, `ORDER-${id}`), '--id', id, '--receipts'];
}

const list = (...args: string[]) => run(['transactions', ...journal, ...args]);

/** What no export may contain: members of wire messages, and card data beyond the masked number. */
const BODIES = /PaymentResult|PaymentInstrumentData|receipts|SaleData|"body"|"response"|MERCHANT COPY|PaymentBrand/;

describe.skipIf(!hasJournals)('transactions', () => {
  it('lists the newest first, with their outcomes', async () => {
    const { exitCode, stdout } = await list();
    expect(exitCode).toBe(0);
    const rows = stdout.split('\n').map((line) => line.split(/ {3,}/));
    expect(rows.slice(0, 4).map(([id]) => id)).toEqual(['id', 'THIRD', 'SECOND', 'FIRST']);
    expect(rows[1]).toMatchObject({
      2: 'V400m-324688179',
      3: 'ORDER-THIRD',
      4: 'EUR 20.00',
      5: 'awaiting',
      6: 'unknown',
    });
    expect(rows[2]).toMatchObject({ 4: 'EUR 11.24', 5: 'declined', 6: 'no' });
    expect(rows[3]).toMatchObject({ 4: 'EUR 10.99', 5: 'approved', 6: 'yes' });
  });

  it('lists only transactions without an outcome with --unresolved', async () => {
    const { events } = await list('--unresolved', '--json');
    expect(events).toMatchObject([{ type: 'transaction', transaction: 'THIRD', charged: 'unknown' }]);
  });

  it('lists at most --limit transactions, and says how many are left out', async () => {
    expect((await list('--limit', '1', '--json')).events).toMatchObject([{ transaction: 'THIRD' }]);
    expect((await list('--limit', '1')).stdout).toContain('2 older one(s) are not shown: --limit 3 shows all.');
  });

  it('prints one object each with --json, without bodies, receipts, and card data beyond the masked number', async () => {
    const { events, stdout } = await list('--json');
    expect(events.map(({ type, transaction }) => [type, transaction])).toEqual([
      ['transaction', 'THIRD'],
      ['transaction', 'SECOND'],
      ['transaction', 'FIRST'],
    ]);
    expect(events[2]).toMatchObject({
      category: 'Payment',
      amount: { currency: 'EUR', value: 1099 },
      charged: 'yes',
      outcome: { kind: 'approved', maskedPan: '541333 **** 9999', pspReference: expect.any(String) },
    });
    expect(stdout).not.toMatch(BODIES);
  });

  it('works while a till owns the journal', async () => {
    const slow = await simulate('--speed', '0.2');
    const busy = newJournal();
    const paying = await startPayment(slow, '--journal', busy, ...sale('1.00'));
    const { events } = await runProcess(['transactions', '--journal', busy, '--json']);
    expect(events).toMatchObject([{ type: 'transaction', state: 'awaiting' }]);
    await kill(paying);
    await stop(slow);
  });

  it('lists all but a damaged transaction, and then ends with an error that names it', async () => {
    const path = newJournal();
    const damaged = await openSqliteJournal(path);
    const [, ...records] = recordsOf([], { id: parseTransactionId('BROKEN') });
    await damaged.append([...records, ...recordsOf([], { id: parseTransactionId('SOUND') })]);
    await damaged.close();
    const { exitCode, events } = await run(['transactions', '--journal', path, '--json']);
    expect(exitCode).toBe(2);
    expect(events).toMatchObject([
      { type: 'transaction', transaction: 'SOUND', state: 'sending' },
      { type: 'error', code: 'ERR_JOURNAL_CORRUPT', message: expect.stringContaining('BROKEN') },
    ]);
  });

  it('refuses a journal that does not exist, and creates none', async () => {
    const folder = temporaryFolder();
    const refused = await run(['transactions', '--journal', 'none.db', '--json'], { cwd: folder });
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL', expect.stringContaining('no file')));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(!hasJournals)('transactions show', () => {
  const show = (id: string, ...args: string[]) => run(['transactions', 'show', id, ...journal, ...args]);

  it('prints what happened, what the engine did then, and the outcome', async () => {
    const { exitCode, stdout } = await show('FIRST');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replace(/^ *(\d{4}-\S+ \S+)? */, ''));
    const events = lines.slice(3, 11);
    expect(events).toEqual([
      'the till asked for it',
      'then: waits until the intent is stored',
      'the intent is stored',
      'then: sets out to send the request',
      'the request left this machine',
      'then: waits for the answer',
      'the terminal answered: approved',
      'then: settled: approved',
    ]);
    expect(stdout).toContain('APPROVED: the money is taken');
  });

  it('prints of an open transaction the state and the commands that go on with it', async () => {
    const { exitCode, stdout } = await show('THIRD');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('NOT SETTLED: it was sent, and its answer is awaited');
    expect(stdout).toContain('--id THIRD');
    expect(stdout).not.toMatch(/nothing was charged|APPROVED/);
  });

  it('prints one object for each event with --json, without bodies', async () => {
    const { events, stdout } = await show('FIRST', '--json');
    expect(events).toMatchObject([
      { type: 'event', seq: 0, event: 'opened', effects: [], state: 'sending' },
      { type: 'event', seq: 1, event: 'intent.stored', effects: ['transmit'], state: 'sending' },
      { type: 'event', seq: 2, event: 'link.written', effects: [], state: 'awaiting' },
      { type: 'event', seq: 3, event: 'poi.answered', verdict: { kind: 'approved' }, state: 'settled' },
      { type: 'transaction', transaction: 'FIRST', outcome: { kind: 'approved' } },
    ]);
    expect(stdout).not.toMatch(BODIES);
  });

  it('refuses an id that the journal does not have', async () => {
    expect(await show('NOBODY', '--json')).toMatchObject(refusedWith('ERR_INPUT_TRANSACTION'));
  });
});

describe('transactions with wrong options', () => {
  it.each([
    [[], 'ERR_CONFIG_MISSING'],
    [['--journal', 'memory'], 'ERR_CONFIG_JOURNAL'],
    [['--journal', 'a.db', '--limit', '0'], 'ERR_INPUT_LIMIT'],
    [['--journal', 'a.db', '--limit', 'all'], 'ERR_INPUT_LIMIT'],
  ])('refuses %j with %s', async (args, code) => {
    expect(await run(['transactions', '--json', ...args])).toMatchObject(refusedWith(code));
  });
});
