import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  endAll,
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

const EUR = ['--currency', 'EUR', '--reference', 'ORDER-1'];
/** Everything that any process said: no secret may be in it. */
const said: string[] = [];
const stateDir = temporaryFolder();
let shop: Running & { readonly config: string };

beforeAll(async () => {
  shop = await simulate(stateDir, '--speed', '20');
});

afterAll(endAll);

function pay(args: readonly string[], config = shop.config, env = {}): Running {
  const running = start(['pay', '--config', config, ...EUR, '--json', ...args], { env });
  void running.ended.then(({ stdout, stderr }) => said.push(stdout, stderr));
  return running;
}

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

describe('pay --json', () => {
  it('ends with 0 when approved, one object a line for each state and the outcome', async () => {
    const paid = await pay(['--amount', '10.99', '--id', 'ID-1']).ended;
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
    const paid = await pay(['--amount', '11.24']).ended;
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'declined', charged: 'no', refusalReason: '210 Not enough balance' });
  });

  it('ends with 3 when the connection is refused: nothing was sent', async () => {
    const paid = await pay(['--amount', '10.99', '--port', await closedPort()]).ended;
    expect(paid.exitCode).toBe(3);
    expect(statesOf(paid)).toEqual(['sending', 'settled']);
    expect(outcomeOf(paid)).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_LINK_REFUSED' },
    });
  });

  it('ends with 0 when the answer was lost after the charge: it is learnt by asking', async () => {
    const fault = '{"kind":"dropAfterRead","category":"Payment","when":"atAnswer"}';
    const lossy = await simulate(temporaryFolder(), '--speed', '20', '--fault', fault);
    const paid = await pay(['--amount', '42.00', '--status-interval', '0.1'], lossy.config).ended;
    const ended = await stop(lossy);
    expect(paid.exitCode).toBe(0);
    expect(statesOf(paid)).toEqual(['sending', 'awaiting', 'timedOut', 'statusChecking', 'settled']);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
    expect(requestsOf(ended)).toBe(1);
    expect(ended.events.at(-1)).toMatchObject({ type: 'ledger', entries: 1, total: { EUR: 4200 } });
  });

  it('ends with 4 when nothing is learnt: the money may have been taken', async () => {
    const silent = await simulate(temporaryFolder(), '--speed', '20', '--fault', '{"kind":"stall","times":1000}');
    const paid = await pay(
      ['--amount', '10.99', '--response-timeout', '0.2', '--status-interval', '0.02'],
      silent.config,
    ).ended;
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
    const slow = await simulate(temporaryFolder(), '--speed', '0.2');
    const paying = pay(['--amount', '10.99'], slow.config);
    await slow.line('stdout', '"type":"request"');
    await paying.line('stdout', '"state":"awaiting"');
    paying.process.kill('SIGINT');
    const paid = await paying.ended;
    await stop(slow);
    expect(paid.stderr).toContain('to stop. Waiting for what really happened');
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'cancelled', charged: 'no', abortRequested: true });
  });

  it('ends with 4 at the second Ctrl-C', async () => {
    const silent = await simulate(temporaryFolder(), '--speed', '20', '--fault', '{"kind":"stall","times":1000}');
    const paying = pay(['--amount', '10.99'], silent.config);
    await paying.line('stdout', '"state":"awaiting"');
    paying.process.kill('SIGINT');
    await paying.line('stderr', 'to stop');
    paying.process.kill('SIGINT');
    const paid = await paying.ended;
    await stop(silent);
    expect(paid.exitCode).toBe(4);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'unresolved', charged: 'unknown' });
  });

  it('adds a tip and tender options', async () => {
    const paid = await pay(['--amount', '10.00', '--tip', '1.50', '--tender-option', 'ForcedDecline']).ended;
    expect(paid.exitCode).toBe(1);
    expect(outcomeOf(paid)).toMatchObject({ refusalReason: 'Forced decline' });
  });
});

describe('pay for people', () => {
  const human = async (...args: string[]) => {
    const paid = await run(['pay', '--config', shop.config, ...EUR, ...args]);
    said.push(paid.stdout, paid.stderr);
    return paid;
  };

  it('says what happens in plain words, without colour or anything that moves', async () => {
    const { exitCode, stdout } = await human('--amount', '10.99', '--receipts');
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

  it('prints the receipts also when the answer was lost, and they came by asking', async () => {
    const fault = '{"kind":"dropAfterRead","category":"Payment","when":"atAnswer"}';
    const lossy = await simulate(temporaryFolder(), '--speed', '20', '--fault', fault);
    const args = ['--amount', '42.00', '--receipts', '--status-interval', '0.1'];
    const paid = await run(['pay', '--config', lossy.config, ...EUR, ...args]);
    said.push(paid.stdout, paid.stderr);
    await stop(lossy);
    expect(paid.exitCode).toBe(0);
    for (const words of ['learnt by asking', '--- CashierReceipt', '--- CustomerReceipt', 'Thank you']) {
      expect(paid.stdout).toContain(words);
    }
  });

  it('says why it was refused and what to do', async () => {
    const { stdout } = await human('--amount', '11.24');
    for (const words of ['DECLINED: nothing was charged', '210 Not enough balance', 'ask for another card']) {
      expect(stdout).toContain(words);
    }
  });

  it('says that the money may have been taken when nobody knows, and what to do', async () => {
    const lossy = await simulate(temporaryFolder(), '--speed', '20', '--fault', '{"kind":"loseRequest","times":1000}');
    const paid = await run(['pay', '--config', lossy.config, ...EUR, '--amount', '10.99', '--status-interval', '0.02']);
    said.push(paid.stdout, paid.stderr);
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

describe('the passphrase of pay', () => {
  const passphrase = () => readFileSync(join(stateDir, 'passphrase.txt'), 'utf8').trimEnd();

  function configWithout(member: string): string {
    const members: object = JSON.parse(readFileSync(shop.config, 'utf8'));
    const path = join(stateDir, `without-${member}.json`);
    writeFileSync(path, JSON.stringify({ ...members, [member]: undefined }));
    return path;
  }

  it('is taken from the variable', async () => {
    const config = configWithout('passphraseFile');
    const args = ['--amount', '10.99', '--log-level', 'trace'];
    expect((await pay(args, config, { TENDERLINE_PASSPHRASE: passphrase() }).ended).exitCode).toBe(0);
    const wrong = await pay(args, config, { TENDERLINE_PASSPHRASE: 'Quite.Another.42' }).ended;
    expect(wrong.exitCode).toBe(3);
    expect(outcomeOf(wrong)).toMatchObject({ failure: { code: 'ERR_REJECTED_CRYPTO' } });
  });

  it('is taken from the file of the option', async () => {
    const path = join(stateDir, 'other.txt');
    writeFileSync(path, 'Quite.Another.42\n');
    expect((await pay(['--amount', '10.99', '--passphrase-file', path]).ended).exitCode).toBe(3);
  });

  it('is refused with its reason when it cannot be one, and is not shown', async () => {
    const refused = await pay(['--amount', '1'], configWithout('passphraseFile'), { TENDERLINE_PASSPHRASE: 'tooshort' })
      .ended;
    expect(refused.exitCode).toBe(2);
    expect(refused.events).toMatchObject([{ type: 'error', code: 'ERR_CONFIG_PASSPHRASE' }]);
    expect(refused.stderr).toContain('expected at least 12 characters, found 8');
    expect(refused.stdout + refused.stderr).not.toContain('tooshort');
  });

  it('never appears in any output', async () => {
    expect(said.length).toBeGreaterThan(20);
    for (const secret of [passphrase(), 'Quite.Another.42']) expect(said.join('')).not.toContain(secret);
  });
});

describe('pay with a mistake', () => {
  let counter = 0;
  const file = (content: unknown): string => {
    const path = join(stateDir, `mistake-${(counter += 1)}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const full = ['--amount', '10.99', ...EUR];

  it.each<[string, () => string[], string, string]>([
    [
      'an amount with too many decimals',
      () => ['--amount', '10.999', ...EUR],
      'ERR_INPUT_AMOUNT',
      'at most 2 decimals',
    ],
    ['an amount in words', () => ['--amount', 'ten', ...EUR], 'ERR_INPUT_AMOUNT', 'expected a decimal number'],
    ['a negative amount', () => ['--amount', '-5', ...EUR], 'ERR_INPUT_AMOUNT', 'expected a decimal number'],
    ['no money at all', () => ['--amount', '0', ...EUR], 'ERR_INPUT_AMOUNT', 'expected an integer from 1'],
    [
      'an unknown currency',
      () => ['--amount', '1', '--currency', 'EUX', '--reference', 'R'],
      'ERR_INPUT_CURRENCY',
      'ISO 4217',
    ],
    [
      'a tip with too many decimals',
      () => [...full, '--tip', '0.001'],
      'ERR_INPUT_AMOUNT',
      'tip: expected at most 2 decimals',
    ],
    [
      'an empty reference',
      () => ['--amount', '1', '--currency', 'EUR', '--reference', ''],
      'ERR_INPUT_REFERENCE',
      'reference',
    ],
    ['a bad id', () => [...full, '--id', '-'], 'ERR_INPUT_TRANSACTIONID', 'TransactionId'],
    ['a bad POIID', () => [...full, '--poiid', 'terminal 1'], 'ERR_CONFIG_TERMINAL', 'poiid'],
    ['a bad host', () => [...full, '--host', 'https://terminal'], 'ERR_CONFIG_TERMINAL', 'host'],
    ['a bad port', () => [...full, '--port', '70000'], 'ERR_CONFIG_TERMINAL', 'port'],
    ['a port that is no number', () => [...full, '--port', 'x'], 'ERR_CONFIG_SETTING', '--port'],
    ['a bad environment', () => [...full, '--environment', 'prod'], 'ERR_CONFIG_SETTING', '--environment'],
    ['the root of a simulator for live', () => [...full, '--environment', 'live'], 'ERR_CONFIG_ROOT', 'live'],
    ['a root that is not there', () => [...full, '--root-certificate', 'none.pem'], 'ERR_CONFIG_ROOT', 'none.pem'],
    ['a root that is none', () => [...full, '--root-certificate', file('hello')], 'ERR_CONFIG_ROOT', 'expected'],
    [
      'a passphrase file that is not there',
      () => [...full, '--passphrase-file', 'none'],
      'ERR_CONFIG_PASSPHRASE',
      'ENOENT',
    ],
    ['a bad interval', () => [...full, '--status-interval', '0'], 'ERR_CONFIG_SETTING', '--status-interval'],
    ['an unknown option', () => [...full, '--amuont', '1'], 'ERR_USAGE', '--amuont'],
    ['an option without its value', () => [...full, '--tip'], 'ERR_USAGE', '--tip'],
    ['a word too many', () => [...full, 'please'], 'ERR_USAGE', 'too many arguments'],
    ['no amount', () => EUR, 'ERR_USAGE', '--amount'],
    ['a bad log level', () => [...full, '--log-level', 'loud'], 'ERR_USAGE', 'log-level'],
    ['a configuration that is not there', () => [...full, '--config', 'none.json'], 'ERR_CONFIG_FILE', 'none.json'],
    ['a configuration that is no JSON', () => [...full, '--config', file('{')], 'ERR_CONFIG_FILE', 'expected JSON'],
    ['an unknown setting', () => [...full, '--config', file({ hots: 'x' })], 'ERR_CONFIG_UNKNOWN', '"hots"'],
    [
      'a passphrase in the configuration',
      () => [...full, '--config', file({ passphrase: 'Quite.Another.42' })],
      'ERR_CONFIG_PASSPHRASE',
      'does not belong',
    ],
    [
      'a setting of the wrong type',
      () => [...full, '--config', file({ port: '1' })],
      'ERR_CONFIG_SETTING',
      'expected an integer from 0, found "1"',
    ],
    ['a missing setting', () => [...full, '--config', file({})], 'ERR_CONFIG_MISSING', 'TENDERLINE_POIID'],
  ])('%s: one clear line, exit code 2, nothing sent', async (_, args, code, words) => {
    const given = args();
    const config = given.includes('--config') ? [] : ['--config', shop.config];
    const refused = await run(['pay', '--json', ...config, ...given]);
    expect(refused.events).toMatchObject([{ type: 'error', code, message: expect.stringContaining(words) }]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^tenderline: .*\n$/);
    expect(refused.stderr).toContain(`(${code})`);
    expect(refused.stderr + refused.stdout).not.toContain('Quite.Another.42');
  });

  it('has sent nothing, ever', async () => {
    // Last in this file: only the six payments above that were meant to reach this terminal did.
    const ended = await stop(shop);
    expect(ended.exitCode).toBe(0);
    const paid = ended.events.filter(({ type }) => type === 'request');
    expect(paid).toHaveLength(6);
    expect(new Set(paid.map(({ MessageCategory }) => MessageCategory))).toEqual(new Set(['Payment']));
  });
});
