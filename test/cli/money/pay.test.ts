import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedSoFar, run, start, stop, type Result, type Running } from '../fixture/processes.ts';
import { outcomeOf, requestsOf, statesOf } from '../fixture/results.ts';
import { simulate, useSimulation } from '../fixture/simulation.ts';

const SALE = ['--currency', 'EUR', '--reference', 'ORDER-1'];
const LOSES_ANSWER = ['--speed', '20', '--fault', '{"kind":"dropAfterRead","category":"Payment","when":"atAnswer"}'];
const NEVER_ANSWERS = ['--speed', '20', '--fault', '{"kind":"stall","times":1000}'];
const shop = useSimulation('--speed', '20');

function pay(args: readonly string[], config = shop().config): Running {
  return start(['pay', '--config', config, ...SALE, '--json', ...args]);
}

/** Pays to the end, where nobody has to interfere. */
function payToEnd(args: readonly string[], config = shop().config): Promise<Result> {
  return run(['pay', '--config', config, ...SALE, '--json', ...args]);
}

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

describe('pay --json', () => {
  it('ends with 0 when approved, and prints one object a line for each state and the outcome', async () => {
    const paid = await payToEnd(['--amount', '10.99', '--id', 'ID-1']);
    expect(paid.exitCode).toBe(0);
    expect(paid.stderr).toBe('');
    expect(statesOf(paid)).toEqual(['sending', 'awaiting', 'settled']);
    expect(paid.events.every(({ transaction }) => transaction === 'ID-1')).toBe(true);
    expect(paid.events.at(-1)).toMatchObject({
      type: 'outcome',
      transaction: 'ID-1',
      serviceId: expect.stringMatching(/^[0-9A-Z]{10}$/),
      outcome: {
        kind: 'approved',
        charged: 'yes',
        recovered: false,
        amounts: { requested: { currency: 'EUR', value: 1099 }, authorized: { currency: 'EUR', value: 1099 } },
        response: { Response: { Result: 'Success' } },
      },
    });
    expect(paid.events.filter(({ type }) => type !== 'state' && type !== 'outcome')).toEqual([]);
  });

  it('ends with 1 when declined', async () => {
    const paid = await payToEnd(['--amount', '11.24']);
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'declined', charged: 'no', refusalReason: '210 Not enough balance' });
  });

  it('ends with 3 when the connection is refused, because nothing was sent', async () => {
    const paid = await payToEnd(['--amount', '10.99', '--port', await closedPort()]);
    expect(paid.exitCode).toBe(3);
    expect(statesOf(paid)).toEqual(['sending', 'settled']);
    expect(outcomeOf(paid)).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_LINK_REFUSED' },
    });
  });

  it('ends with 0 when the answer was lost after the charge, because asking the terminal recovers it', async () => {
    const lossy = await simulate(...LOSES_ANSWER);
    const paid = await payToEnd(['--amount', '42.00', '--status-interval', '0.1'], lossy.config);
    const ended = await stop(lossy);
    expect(paid.exitCode).toBe(0);
    expect(statesOf(paid)).toEqual(['sending', 'awaiting', 'timedOut', 'statusChecking', 'settled']);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 1, total: { EUR: 4200 } });
  });

  it('ends with 4 when the outcome stays unknown: the money may have been taken', async () => {
    const silent = await simulate(...NEVER_ANSWERS);
    const paid = await payToEnd(
      ['--amount', '10.99', '--response-timeout', '0.2', '--status-interval', '0.02'],
      silent.config,
    );
    const ended = await stop(silent);
    expect(paid.exitCode).toBe(4);
    expect(outcomeOf(paid)).toMatchObject({
      kind: 'unresolved',
      charged: 'unknown',
      failure: { code: 'ERR_LINK_TIMEOUT' },
    });
    expect(requestsOf(ended)).toBe(1);
    expect(requestsOf(ended, 'TransactionStatus')).toBe(12);
  });

  it('asks the terminal to stop at Ctrl-C, and waits for what really happened', async () => {
    const slow = await simulate('--speed', '0.2');
    const paying = pay(['--amount', '10.99'], slow.config);
    await slow.line('stdout', '"type":"request"');
    await paying.line('stdout', '"state":"awaiting"');
    const paid = await stop(paying);
    await stop(slow);
    expect(paid.stderr).toContain('to stop. Waiting for what really happened');
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no', abortRequested: true });
  });

  it('ends with 4 at the second Ctrl-C', async () => {
    const silent = await simulate(...NEVER_ANSWERS);
    const paying = pay(['--amount', '10.99'], silent.config);
    await paying.line('stdout', '"state":"awaiting"');
    paying.process.kill('SIGINT');
    await paying.line('stderr', 'to stop');
    const paid = await stop(paying);
    await stop(silent);
    expect(paid.exitCode).toBe(4);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'unresolved', charged: 'unknown' });
  });

  it('sends a tip and tender options', async () => {
    const paid = await payToEnd(['--amount', '10.00', '--tip', '1.50', '--tender-option', 'ForcedDecline']);
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ refusalReason: 'Forced decline' });
  });
});

describe('pay for people', () => {
  const payForPeople = (args: readonly string[], config = shop().config) =>
    run(['pay', '--config', config, ...SALE, ...args]);

  it('prints plain sentences, without colour or cursor movement', async () => {
    const { exitCode, stdout } = await payForPeople(['--amount', '10.99', '--receipts']);
    expect(exitCode).toBe(0);
    for (const words of [
      'Paying EUR 10.99',
      'waiting for the shopper',
      'APPROVED: the money is taken',
      'CustomerReceipt',
    ]) {
      expect(stdout).toContain(words);
    }
    for (const control of ['\u001B', '\r']) expect(stdout).not.toContain(control);
  });

  it('prints the receipts also when the answer was lost and asking the terminal recovered them', async () => {
    const lossy = await simulate(...LOSES_ANSWER);
    const args = ['--amount', '42.00', '--receipts', '--status-interval', '0.1'];
    const paid = await payForPeople(args, lossy.config);
    await stop(lossy);
    expect(paid.exitCode).toBe(0);
    for (const words of ['learnt by asking', '--- CashierReceipt', '--- CustomerReceipt', 'Thank you']) {
      expect(paid.stdout).toContain(words);
    }
  });

  it('says why the payment was refused and what to do', async () => {
    const { stdout } = await payForPeople(['--amount', '11.24']);
    for (const words of ['DECLINED: nothing was charged', '210 Not enough balance', 'ask for another card']) {
      expect(stdout).toContain(words);
    }
  });

  it('says that the money may have been taken when the outcome is unknown, and what to do', async () => {
    const lossy = await simulate('--speed', '20', '--fault', '{"kind":"loseRequest","times":1000}');
    const paid = await payForPeople(['--amount', '10.99', '--status-interval', '0.02'], lossy.config);
    await stop(lossy);
    expect(paid.exitCode).toBe(4);
    for (const words of [
      'UNRESOLVED: the money may have been taken',
      'ORDER-1',
      `tenderline status --config ${lossy.config} --service-id`,
    ]) {
      expect(paid.stdout).toContain(words);
    }
    expect(paid.stdout).not.toMatch(/nothing was charged|declined/i);
  });
});

describe('the terminal', () => {
  it('received each payment once, and nothing else', async () => {
    // After all others. Five payments above were meant to reach this terminal.
    const ended = await stop(shop());
    expect(ended.exitCode).toBe(0);
    const requests = ended.events.filter(({ type }) => type === 'request');
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ MessageCategory }) => MessageCategory))).toEqual(new Set(['Payment']));
  });
});

describe('the output of all processes', () => {
  // Last in this file.
  it('has no passphrase', () => {
    const passphrase = readFileSync(join(dirname(shop().config), 'passphrase.txt'), 'utf8').trimEnd();
    expect(printedSoFar().length).toBeGreaterThan(20);
    expect(printedSoFar().join('')).not.toContain(passphrase);
  });
});
