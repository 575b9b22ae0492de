import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endFile } from '../../support/end-of-file.ts';
import { start, stop, type Result } from '../fixture/processes.ts';
import { outcomeOf, refusedWith, requestsOf, statesOf } from '../fixture/results.ts';
import {
  crashPayment,
  hasJournals,
  newJournal,
  pay,
  sale,
  simulate,
  startPayment,
  type Simulation,
} from '../fixture/simulation.ts';

/** Slow enough to catch a payment while the shopper is busy, and fast enough to end in seconds. */
const SLOW = ['--speed', '1'];
const FAST_CHECKS = ['--status-interval', '0.2'];

let shop: Simulation;
let journal: string;

// Each test has a terminal of its own, because a payment goes on there after its process crashed.
beforeEach(async () => {
  shop = await simulate(...SLOW);
  journal = newJournal();
});
afterEach(endFile);

function payment(amount: string, reference: string, ...more: string[]): string[] {
  return ['--journal', journal, ...FAST_CHECKS, ...sale(amount, reference), ...more];
}

const payWithJournal = (...args: Parameters<typeof payment>): Promise<Result> => pay(shop, ...payment(...args));
const crashWithJournal = (...args: Parameters<typeof payment>): Promise<Result> =>
  crashPayment(shop, ...payment(...args));

describe.skipIf(!hasJournals)('pay with a journal', () => {
  it('resumes the payment when the command is typed again after a crash: one request, sent once, and its true outcome', async () => {
    const command = ['10.99', 'ORDER-1', '--id', 'ID-1', '--json'] as const;
    const crashed = await crashWithJournal(...command);
    expect(crashed.exitCode).toBeNull();
    const serviceId = crashed.events.find(({ state }) => state === 'awaiting')?.['serviceId'];
    expect(serviceId).toEqual(expect.any(String));

    const again = await payWithJournal(...command);
    expect(again.exitCode).toBe(0);
    expect(outcomeOf(again)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
    expect(again.events.at(-1)).toMatchObject({ transaction: 'ID-1', serviceId });
    expect(statesOf(again)[0]).toBe('timedOut');
    expect(statesOf(again)).not.toContain('awaiting');

    const third = await payWithJournal(...command);
    expect(third.exitCode).toBe(0);
    expect(statesOf(third)).toEqual(['settled']);
    expect(third.events.at(-1)).toMatchObject({ serviceId });

    const ended = await stop(shop);
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 1, total: { EUR: 1099 } });
  });

  it('says that the payment was resumed, or that it was settled before', async () => {
    await crashWithJournal('10.99', 'ORDER-2', '--id', 'ID-2');
    const again = await payWithJournal('10.99', 'ORDER-2', '--id', 'ID-2');
    expect(again.stdout).toContain('Taken up again: it was started before, and nothing is sent a second time.');
    expect(again.stdout).toContain('APPROVED');
    const third = await payWithJournal('10.99', 'ORDER-2', '--id', 'ID-2');
    expect(third.stdout).toMatch(/It was settled before, as ServiceID \w{10}: nothing was sent now\./);
  });

  it('refuses another request under an id that is taken by an open or a settled transaction', async () => {
    await crashWithJournal('10.99', 'ORDER-3', '--id', 'ID-3');
    const whileOpen = await payWithJournal('11.99', 'ORDER-3', '--id', 'ID-3', '--json');
    expect(whileOpen.exitCode).toBe(2);
    expect(whileOpen.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_ID_REUSED' });
    expect((await payWithJournal('10.99', 'ORDER-3', '--id', 'ID-3')).exitCode).toBe(0);
    const afterwards = await payWithJournal('11.99', 'ORDER-3', '--id', 'ID-3', '--json');
    expect(afterwards.exitCode).toBe(2);
    expect(afterwards.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_ID_REUSED' });
  });

  it('refuses a second process on the same journal, and the first goes on', async () => {
    // Slower still, so that the first payment lasts until the second process has started.
    const slower = await simulate('--speed', '0.2');
    const first = await startPayment(slower, ...payment('10.99', 'ORDER-4', '--json'));
    const second = await payWithJournal('5.00', 'ORDER-5', '--json');
    expect(second).toMatchObject(
      refusedWith('ERR_CONFIG_JOURNAL_IN_USE', expect.stringContaining(`process ${first.process.pid}`)),
    );
    expect(await first.ended).toMatchObject({ exitCode: 0 });
  });

  it('does not pay while the outcome of another payment is unknown, and names that payment', async () => {
    await crashWithJournal('10.99', 'ORDER-6', '--id', 'ID-6');
    const refused = await payWithJournal('5.00', 'ORDER-7', '--json');
    expect(refused.exitCode).toBe(3);
    expect(outcomeOf(refused)).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    expect(refused.events.at(-1)?.['inTheWay']).toMatchObject([{ id: 'ID-6', reference: 'ORDER-6' }]);

    const { exitCode, stdout } = await payWithJournal('5.00', 'ORDER-7');
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/in the way +transaction ID-6, EUR 10\.99, reference ORDER-6: its outcome is unknown/);
    expect(stdout).toContain(`--journal ${journal} --id ID-6`);
    expect(stdout).not.toMatch(/ServiceID|awaited/);
  });

  it('waits in the queue with --queue, and pays when the other payment is settled', async () => {
    await crashWithJournal('10.99', 'ORDER-8', '--id', 'ID-8');
    const queued = await payWithJournal('5.00', 'ORDER-9', '--queue', '--json');
    expect(queued.exitCode).toBe(0);
    expect(statesOf(queued)).toEqual(['queued', 'sending', 'awaiting', 'settled']);
    expect(outcomeOf(queued)).toMatchObject({ kind: 'approved', recovered: false });
  });

  it('does not mention the queue when it does not have to wait', async () => {
    const { exitCode, stdout } = await payWithJournal('5.00', 'ORDER-10', '--queue');
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(/queued|to be free/);
  });

  it('withdraws a payment in the queue at Ctrl-C, and never sends it', async () => {
    await crashWithJournal('10.99', 'ORDER-11', '--id', 'ID-11');
    const silent = await simulate('--fault', '{"kind":"stall","times":1000}');
    const waiting = start(['pay', '--config', silent.config, ...payment('5.00', 'ORDER-12', '--queue')]);
    await waiting.line('stdout', 'in the way');
    const withdrawn = await stop(waiting);
    expect(withdrawn.exitCode).toBe(3);
    expect(withdrawn.stdout).toContain('ERR_WITHDRAWN');
    expect(withdrawn.stderr).toBe('');
    expect(requestsOf(await stop(silent))).toBe(0);
  });
});
