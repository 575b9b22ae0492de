import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validatePassphrase } from '../../../crypto/index.ts';
import { run, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';

const check = (passphrase: string, ...args: string[]) =>
  run(['keys', 'check', ...args], { env: { TENDERLINE_PASSPHRASE: passphrase } });

describe('keys check', () => {
  it('says of every rule that a good passphrase keeps it, and ends with 0', async () => {
    const { exitCode, events } = await check('Lane7_Blue!Kettle', '--json');
    expect(exitCode).toBe(0);
    expect(events.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'pass'));
    expect(events.at(-1)).toEqual({ type: 'summary', status: 'pass' });
  });

  it('says which rules one breaks, ends with 1, and prints no part of it', async () => {
    const { exitCode, events } = await check('short-é', '--json');
    expect(exitCode).toBe(1);
    const broken = events.filter(({ type, status }) => type === 'rule' && status === 'fail').map(({ rule }) => rule);
    expect(broken).toEqual([
      'at least 12 characters',
      'at least one letter A-Z',
      'at least one digit 0-9',
      expect.stringContaining('at least one of'),
      expect.stringContaining('only letters'),
    ]);
    const { stdout, stderr } = await check('short-é');
    expect(stdout).toContain('FAIL  at least 12 characters: found 7');
    expect(stdout).toContain('PASS  at least one letter a-z');
    expect(stdout + stderr).not.toContain('short');
  });

  it('reads it from a file, which wins over the variable', async () => {
    const file = join(temporaryFolder(), 'passphrase.txt');
    writeFileSync(file, 'Lane7_Blue!Kettle\n');
    expect((await check('bad', '--passphrase-file', file)).exitCode).toBe(0);
    expect((await check('bad', file)).exitCode).toBe(0);
    const config = join(temporaryFolder(), 'shop.json');
    writeFileSync(config, JSON.stringify({ passphraseFile: file }));
    expect((await run(['keys', 'check', '--config', config])).exitCode).toBe(0);
  });

  it('says how to give one, when there is none', async () => {
    expect(await run(['keys', 'check', '--json'])).toMatchObject(refusedWith('ERR_CONFIG_PASSPHRASE'));
  });
});

describe('keys new', () => {
  it('prints a passphrase that keeps the rules, another one each time', async () => {
    const made = await Promise.all([run(['keys', 'new']), run(['keys', 'new', '--json'])]);
    const first = made[0].stdout.trim();
    const second = String(made[1].events[0]?.['passphrase']);
    expect(first).not.toBe(second);
    for (const passphrase of [first, second]) {
      expect(passphrase).toHaveLength(24);
      expect(validatePassphrase(passphrase)).toBeUndefined();
    }
  });

  it('writes it to a file for this user alone, does not print it, and replaces no file', async () => {
    const file = join(temporaryFolder(), 'passphrase.txt');
    const { exitCode, stdout } = await run(['keys', 'new', '--out', file]);
    expect(exitCode).toBe(0);
    const passphrase = readFileSync(file, 'utf8').trim();
    expect(validatePassphrase(passphrase)).toBeUndefined();
    expect(stdout).not.toContain(passphrase);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run(['keys', 'new', '--out', file, '--json'])).toMatchObject(refusedWith('ERR_CONFIG_PASSPHRASE'));
    expect(readFileSync(file, 'utf8').trim()).toBe(passphrase);
  });
});
