import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endAll, hasJournals, kill, run, simulate, start, stop, temporaryFolder, type Running } from './tenderline.ts';

const journal = ['--journal', join(temporaryFolder(), 'till.db')];
let shop: Running & { readonly config: string };

beforeAll(async () => {
  if (!hasJournals) return;
  shop = await simulate(temporaryFolder(), '--speed', '20');
  const pay = (amount: string, id: string) => payment(shop.config, amount, id);
  await run(pay('10.99', 'FIRST'));
  await run(pay('11.24', 'SECOND'));
  const slow = await simulate(temporaryFolder(), '--speed', '0.2');
  const crashing = start(payment(slow.config, '20.00', 'THIRD'));
  await crashing.line('stdout', 'awaiting');
  await kill(crashing);
  await stop(slow);
});
afterAll(endAll);

function payment(config: string, amount: string, id: string): string[] {
  const sale = ['--amount', amount, '--currency', 'EUR', '--reference', `ORDER-${id}`, '--id', id];
  return ['pay', '--config', config, ...journal, ...sale, '--receipts'];
}

const list = (...args: string[]) => run(['transactions', ...journal, ...args]);

/** What no export may hold: names of the wire, and of the card more than the masked number. */
const BODIES = /PaymentResult|PaymentInstrumentData|receipts|SaleData|"body"|"response"|MERCHANT COPY|PaymentBrand/;

describe.skipIf(!hasJournals)('transactions', () => {
  it('shows the newest first, with what became of them', async () => {
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

  it('--unresolved shows only what has no outcome', async () => {
    const { events } = await list('--unresolved', '--json');
    expect(events).toMatchObject([{ type: 'transaction', transaction: 'THIRD', charged: 'unknown' }]);
  });

  it('--limit shows so many, and says how many are left', async () => {
    expect((await list('--limit', '1', '--json')).events).toMatchObject([{ transaction: 'THIRD' }]);
    expect((await list('--limit', '1')).stdout).toContain('2 older one(s) are not shown: --limit 3 shows all.');
  });

  it('--json gives one object each, without bodies, receipts or more of a card than its masked number', async () => {
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
    const slow = await simulate(temporaryFolder(), '--speed', '0.2');
    const sale = ['--amount', '1.00', '--currency', 'EUR', '--reference', 'R'];
    const busy = join(temporaryFolder(), 'busy.db');
    const paying = start(['pay', '--config', slow.config, '--journal', busy, ...sale]);
    await paying.line('stdout', 'awaiting');
    const { events } = await run(['transactions', '--journal', busy, '--json']);
    expect(events).toMatchObject([{ type: 'transaction', state: 'awaiting' }]);
    await kill(paying);
    await stop(slow);
  });

  it('of a journal that is not there says so, and creates none', async () => {
    const folder = temporaryFolder();
    const { exitCode, events } = await run(['transactions', '--journal', 'none.db', '--json'], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(events).toMatchObject([
      { type: 'error', code: 'ERR_CONFIG_JOURNAL', message: expect.stringContaining('no file') },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(!hasJournals)('transactions show', () => {
  const show = (id: string, ...args: string[]) => run(['transactions', 'show', id, ...journal, ...args]);

  it('tells what happened, what the engine did then, and the outcome', async () => {
    const { exitCode, stdout } = await show('FIRST');
    expect(exitCode).toBe(0);
    const told = stdout.split('\n').map((line) => line.replace(/^ *(\d{4}-\S+ \S+)? */, ''));
    const events = told.slice(3, 9);
    expect(events).toEqual([
      'the till asked for it',
      'then: sets out to send the request',
      'the request left this machine',
      'then: waits for the answer',
      'the terminal answered: approved',
      'then: settled: approved',
    ]);
    expect(stdout).toContain('APPROVED: the money is taken');
  });

  it('of one that is open tells where it stands and how to go on', async () => {
    const { exitCode, stdout } = await show('THIRD');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('NOT SETTLED: it was sent, and its answer is awaited');
    expect(stdout).toContain('--id THIRD');
    expect(stdout).not.toMatch(/nothing was charged|APPROVED/);
  });

  it('--json gives one object for each event, without bodies', async () => {
    const { events, stdout } = await show('FIRST', '--json');
    expect(events).toMatchObject([
      { type: 'event', seq: 0, event: 'opened', effects: ['transmit'], state: 'sending' },
      { type: 'event', seq: 1, event: 'link.written', effects: [], state: 'awaiting' },
      { type: 'event', seq: 2, event: 'poi.answered', verdict: { kind: 'approved' }, state: 'settled' },
      { type: 'transaction', transaction: 'FIRST', outcome: { kind: 'approved' } },
    ]);
    expect(stdout).not.toMatch(BODIES);
  });

  it('of an id that the journal does not have says so', async () => {
    const { exitCode, events } = await show('NOBODY', '--json');
    expect(exitCode).toBe(2);
    expect(events).toMatchObject([{ type: 'error', code: 'ERR_INPUT_TRANSACTION' }]);
  });
});

describe('transactions with a mistake', () => {
  it.each([
    [[], 'ERR_CONFIG_MISSING'],
    [['--journal', 'memory'], 'ERR_CONFIG_JOURNAL'],
    [['--journal', 'a.db', '--limit', '0'], 'ERR_INPUT_LIMIT'],
    [['--journal', 'a.db', '--limit', 'all'], 'ERR_INPUT_LIMIT'],
  ])('refuses %j with %s', async (args, code) => {
    const { exitCode, events } = await run(['transactions', '--json', ...args]);
    expect(events).toMatchObject([{ type: 'error', code }]);
    expect(exitCode).toBe(2);
  });
});
