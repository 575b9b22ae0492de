import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitsOf, readConnection } from '../../../../cli/settings/connection.ts';

const PASSPHRASE = 'Correct.Horse.42';
let folder: string;
let config: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenderline-test-'));
  config = join(folder, 'shop.json');
  await writeFile(
    config,
    JSON.stringify({ poiid: 'V400m-324688179', host: '127.0.0.1', keyIdentifier: 'k', keyVersion: 1 }),
  );
  await writeFile(join(folder, 'passphrase'), `${PASSPHRASE}\n`);
});
afterEach(() => rm(folder, { recursive: true }));

async function passphraseOf(flags: object, env: Record<string, string>): Promise<string | undefined> {
  return (await readConnection({ config, ...flags }, env)).engineOptions.sharedKeys[0]?.passphrase;
}

describe('the passphrase', () => {
  it('comes from the variable as it stands', async () => {
    expect(await passphraseOf({}, { TENDERLINE_PASSPHRASE: ` ${PASSPHRASE}` })).toBe(` ${PASSPHRASE}`);
  });

  it('comes from a file, without its last line break and nothing else', async () => {
    const path = join(folder, 'passphrase');
    expect(await passphraseOf({ passphraseFile: path }, {})).toBe(PASSPHRASE);
    expect(await passphraseOf({}, { TENDERLINE_PASSPHRASE_FILE: path })).toBe(PASSPHRASE);
    await writeFile(path, ` ${PASSPHRASE} \r\n`);
    expect(await passphraseOf({ passphraseFile: path }, {})).toBe(` ${PASSPHRASE} `);
  });

  it('comes from the option before the variable, and from the variable before the file', async () => {
    const env = { TENDERLINE_PASSPHRASE: 'From.Variable.1' };
    expect(await passphraseOf({ passphraseFile: join(folder, 'passphrase') }, env)).toBe(PASSPHRASE);
    expect(await passphraseOf({}, { ...env, TENDERLINE_PASSPHRASE_FILE: join(folder, 'passphrase') })).toBe(
      'From.Variable.1',
    );
  });

  it('that is missing is asked for with every way to give it', async () => {
    const reading = readConnection({ config }, {});
    for (const way of [
      'TENDERLINE_PASSPHRASE,',
      '--passphrase-file',
      'TENDERLINE_PASSPHRASE_FILE',
      '"passphraseFile"',
    ]) {
      await expect(reading).rejects.toThrow(way);
    }
  });

  it('given where its file should be named is not shown', async () => {
    const reading = readConnection({ config, passphraseFile: PASSPHRASE }, {});
    await expect(reading).rejects.toMatchObject({ code: 'ERR_CONFIG_PASSPHRASE' });
    await expect(reading).rejects.not.toThrow(PASSPHRASE);
  });
});

describe('a connection', () => {
  const env = { TENDERLINE_PASSPHRASE: PASSPHRASE };

  it('has defaults for what was not given', async () => {
    const { address, engineOptions } = await readConnection({ config }, env);
    expect(address).toBe('127.0.0.1:8443');
    expect(engineOptions).toMatchObject({ saleId: 'TILL-01', environment: 'test', limits: {} });
    expect(engineOptions).not.toHaveProperty('rootCertificate');
    expect(engineOptions).not.toHaveProperty('journal');
  });

  it('takes its configuration file from TENDERLINE_CONFIG as well', async () => {
    expect((await readConnection({}, { ...env, TENDERLINE_CONFIG: config })).poiid).toBe('V400m-324688179');
  });

  it('turns seconds into the limits of the engine', () => {
    expect(limitsOf({})).toEqual({});
    expect(limitsOf({ responseTimeout: 1.5 })).toEqual({ responseTimeoutMs: 1500, statusTimeoutMs: 1500 });
    expect(limitsOf({ responseTimeout: 60 })).toEqual({ responseTimeoutMs: 60_000, statusTimeoutMs: 30_000 });
    expect(limitsOf({ statusInterval: 0.2 })).toEqual({ statusIntervalMs: 200, firstCheckDelayMs: 200 });
    expect(limitsOf({ statusInterval: 20 })).toEqual({ statusIntervalMs: 20_000, firstCheckDelayMs: 1500 });
  });
});
