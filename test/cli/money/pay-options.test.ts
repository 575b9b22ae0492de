import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedSoFar, run, runProcess, stop, type Result } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { useSimulation } from '../fixture/simulation.ts';

const SALE = ['--currency', 'EUR', '--reference', 'ORDER-1'];
const shop = useSimulation('--speed', '20');

function pay(args: readonly string[], config = shop().config, env = {}): Promise<Result> {
  return run(['pay', '--config', config, ...SALE, '--json', ...args], { env });
}

const stateDir = () => dirname(shop().config);
const passphrase = () => readFileSync(join(stateDir(), 'passphrase.txt'), 'utf8').trimEnd();

describe('the passphrase of pay', () => {
  function configWithout(member: string): string {
    const members: object = JSON.parse(readFileSync(shop().config, 'utf8'));
    const path = join(stateDir(), `without-${member}.json`);
    writeFileSync(path, JSON.stringify({ ...members, [member]: undefined }));
    return path;
  }

  it('is taken from the variable', async () => {
    const config = configWithout('passphraseFile');
    const args = ['pay', '--config', config, ...SALE, '--json', '--amount', '10.99', '--log-level', 'trace'];
    // A logger writes to the descriptor itself: only of a process of its own is that among what was printed.
    const payWith = (TENDERLINE_PASSPHRASE: string) => runProcess(args, { env: { TENDERLINE_PASSPHRASE } });
    expect((await payWith(passphrase())).exitCode).toBe(0);
    const wrong = await payWith('Quite.Another.42');
    expect(wrong.exitCode).toBe(3);
    expect(outcomeOf(wrong)).toMatchObject({ failure: { code: 'ERR_REJECTED_CRYPTO' } });
  });

  it('is taken from the file of the option', async () => {
    const path = join(stateDir(), 'other.txt');
    writeFileSync(path, 'Quite.Another.42\n');
    expect((await pay(['--amount', '10.99', '--passphrase-file', path])).exitCode).toBe(3);
  });

  it('is refused with the reason when it is not valid, and is not quoted', async () => {
    const env = { TENDERLINE_PASSPHRASE: 'tooshort' };
    const refused = await pay(['--amount', '1'], configWithout('passphraseFile'), env);
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_PASSPHRASE'));
    expect(refused.stderr).toContain('expected at least 12 characters, found 8');
    expect(refused.stdout + refused.stderr).not.toContain('tooshort');
  });
});

describe('pay with wrong options', () => {
  let counter = 0;
  const file = (content: unknown): string => {
    const path = join(stateDir(), `mistake-${(counter += 1)}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const full = ['--amount', '10.99', ...SALE];

  it.each<[string, () => string[], string, string]>([
    [
      'an amount with too many decimals',
      () => ['--amount', '10.999', ...SALE],
      'ERR_INPUT_AMOUNT',
      'at most 2 decimals',
    ],
    ['an amount in words', () => ['--amount', 'ten', ...SALE], 'ERR_INPUT_AMOUNT', 'expected a decimal number'],
    ['a negative amount', () => ['--amount', '-5', ...SALE], 'ERR_INPUT_AMOUNT', 'expected a decimal number'],
    ['no money at all', () => ['--amount', '0', ...SALE], 'ERR_INPUT_AMOUNT', 'expected an integer from 1'],
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
    ['no amount', () => SALE, 'ERR_USAGE', '--amount'],
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
  ])('is refused for %s, in one line and with exit code 2, before anything is sent', async (_, args, code, words) => {
    const given = args();
    const config = given.includes('--config') ? [] : ['--config', shop().config];
    const refused = await run(['pay', '--json', ...config, ...given]);
    expect(refused).toMatchObject(refusedWith(code, expect.stringContaining(words)));
    expect(refused.stderr).toMatch(/^tenderline: .*\n$/);
    expect(refused.stderr).toContain(`(${code})`);
    expect(refused.stderr + refused.stdout).not.toContain('Quite.Another.42');
  });

  it('is never sent', async () => {
    // After all others. One payment above was meant to reach this terminal.
    const ended = await stop(shop());
    expect(ended.exitCode).toBe(0);
    const paid = ended.events.filter(({ type }) => type === 'request');
    expect(paid).toHaveLength(1);
    expect(new Set(paid.map(({ MessageCategory }) => MessageCategory))).toEqual(new Set(['Payment']));
  });
});

describe('the output of all processes', () => {
  // Last in this file.
  it('has no passphrase', () => {
    const printed = printedSoFar();
    expect(printed.length).toBeGreaterThan(20);
    for (const secret of [passphrase(), 'Quite.Another.42']) expect(printed.join('')).not.toContain(secret);
  });
});
