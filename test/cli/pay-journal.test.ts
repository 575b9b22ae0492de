import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endAll,
  hasJournals,
  kill,
  outcomeOf,
  requestsOf,
  run,
  simulate,
  start,
  statesOf,
  stop,
  temporaryFolder,
  type Running,
} from './tenderline.ts';

/** So slow that a payment is caught while the shopper is busy, and ends in seconds all the same. */
const SLOW = ['--speed', '1'];
const FAST_CHECKS = ['--status-interval', '0.2'];

let shop: Running & { readonly config: string };
let journal: string;

// Each test has a terminal of its own: what a payment that was ended began goes on there.
beforeEach(async () => {
  shop = await simulate(temporaryFolder(), ...SLOW);
  journal = join(temporaryFolder(), 'till.db');
});
afterEach(endAll);

function commandFor(amount: string, reference: string, ...more: string[]): string[] {
  const place = ['--config', shop.config, '--journal', journal, ...FAST_CHECKS];
  return ['pay', ...place, '--amount', amount, '--currency', 'EUR', '--reference', reference, ...more];
}

/** A payment whose process dies while the shopper is busy. */
async function payAndCrash(...args: Parameters<typeof commandFor>): Promise<void> {
  const crashing = start(commandFor(...args));
  await crashing.line('stdout', 'awaiting');
  await kill(crashing);
}

describe.skipIf(!hasJournals)('pay with a journal', () => {
  it('typed again after a crash takes the payment up: the same request, sent once, and its true outcome', async () => {
    const command = commandFor('10.99', 'ORDER-1', '--id', 'ID-1', '--json');
    const crashing = start(command);
    const awaiting: { serviceId?: unknown } = JSON.parse(await crashing.line('stdout', '"state":"awaiting"'));
    expect((await kill(crashing)).exitCode).toBeNull();

    const again = await run(command);
    expect(again.exitCode).toBe(0);
    expect(outcomeOf(again)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
    expect(again.events.at(-1)).toMatchObject({ transaction: 'ID-1', serviceId: awaiting.serviceId });
    expect(statesOf(again)[0]).toBe('timedOut');
    expect(statesOf(again)).not.toContain('awaiting');

    const third = await run(command);
    expect(third.exitCode).toBe(0);
    expect(statesOf(third)).toEqual(['settled']);
    expect(third.events.at(-1)).toMatchObject({ serviceId: awaiting.serviceId });

    const ended = await stop(shop);
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 1, total: { EUR: 1099 } });
  });

  it('says that it was taken up, or that it was settled before', async () => {
    await payAndCrash('10.99', 'ORDER-2', '--id', 'ID-2');
    const again = await run(commandFor('10.99', 'ORDER-2', '--id', 'ID-2'));
    expect(again.stdout).toContain('Taken up again: it was started before, and nothing is sent a second time.');
    expect(again.stdout).toContain('APPROVED');
    const third = await run(commandFor('10.99', 'ORDER-2', '--id', 'ID-2'));
    expect(third.stdout).toMatch(/It was settled before, as ServiceID \w{10}: nothing was sent now\./);
  });

  it('refuses another request under an id that is taken, whether that is open or settled', async () => {
    await payAndCrash('10.99', 'ORDER-3', '--id', 'ID-3');
    const whileOpen = await run(commandFor('11.99', 'ORDER-3', '--id', 'ID-3', '--json'));
    expect(whileOpen.exitCode).toBe(2);
    expect(whileOpen.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_ID_REUSED' });
    expect((await run(commandFor('10.99', 'ORDER-3', '--id', 'ID-3'))).exitCode).toBe(0);
    const afterwards = await run(commandFor('11.99', 'ORDER-3', '--id', 'ID-3', '--json'));
    expect(afterwards.exitCode).toBe(2);
    expect(afterwards.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_ID_REUSED' });
  });

  it('refuses a second process on the same journal, and the first goes on', async () => {
    const first = start(commandFor('10.99', 'ORDER-4', '--json'));
    await first.line('stdout', '"state":"awaiting"');
    const second = await run(commandFor('5.00', 'ORDER-5', '--json'));
    expect(second.exitCode).toBe(2);
    expect(second.events).toMatchObject([
      { type: 'error', code: 'ERR_CONFIG_JOURNAL_IN_USE', message: expect.stringContaining('process ') },
    ]);
    expect(await first.ended).toMatchObject({ exitCode: 0 });
  });

  it('does not pay while the outcome of another payment is unknown, and says which', async () => {
    await payAndCrash('10.99', 'ORDER-6', '--id', 'ID-6');
    const refused = await run(commandFor('5.00', 'ORDER-7', '--json'));
    expect(refused.exitCode).toBe(3);
    expect(outcomeOf(refused)).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    expect(refused.events.at(-1)?.['inTheWay']).toMatchObject([{ id: 'ID-6', reference: 'ORDER-6' }]);

    const { exitCode, stdout } = await run(commandFor('5.00', 'ORDER-7'));
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/in the way +transaction ID-6, EUR 10\.99, reference ORDER-6: its outcome is unknown/);
    expect(stdout).toContain(`--journal ${journal} --id ID-6`);
    expect(stdout).not.toMatch(/ServiceID|awaited/);
  });

  it('with --queue waits in line, and pays when the other is settled', async () => {
    await payAndCrash('10.99', 'ORDER-8', '--id', 'ID-8');
    const queued = await run(commandFor('5.00', 'ORDER-9', '--queue', '--json'));
    expect(queued.exitCode).toBe(0);
    expect(statesOf(queued)).toEqual(['queued', 'sending', 'awaiting', 'settled']);
    expect(outcomeOf(queued)).toMatchObject({ kind: 'approved', recovered: false });
  });

  it('says that it waits in line only when it does', async () => {
    const { exitCode, stdout } = await run(commandFor('5.00', 'ORDER-10', '--queue'));
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(/queued|to be free/);
  });

  it('withdraws at Ctrl-C what waits in line: it was never sent', async () => {
    await payAndCrash('10.99', 'ORDER-11', '--id', 'ID-11');
    const silent = await simulate(temporaryFolder(), '--fault', '{"kind":"stall","times":1000}');
    const waiting = start([...commandFor('5.00', 'ORDER-12', '--queue'), '--config', silent.config]);
    await waiting.line('stdout', 'in the way');
    waiting.process.kill('SIGINT');
    const withdrawn = await waiting.ended;
    expect(withdrawn.exitCode).toBe(3);
    expect(withdrawn.stdout).toContain('ERR_WITHDRAWN');
    expect(withdrawn.stderr).toBe('');
    expect(requestsOf(await stop(silent))).toBe(0);
  });
});
