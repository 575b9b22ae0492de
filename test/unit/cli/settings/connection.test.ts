import { readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { readGatewayConfig } from '../../../../cli/serve/gateway-config.ts';
import { readConnection } from '../../../../cli/settings/connection.ts';
import { engineLimits } from '../../../../cli/settings/engine-config.ts';
import { resolveOptions } from '../../../../engine/options/resolve-options.ts';
import { useTestFolder } from './test-folder.ts';

const PASSPHRASE = 'Correct.Horse.42';
const at = useTestFolder();
let config: string;

beforeEach(async () => {
  config = at('shop.json');
  await writeFile(
    config,
    JSON.stringify({ poiid: 'V400m-324688179', host: '127.0.0.1', keyIdentifier: 'k', keyVersion: 1 }),
  );
  await writeFile(at('passphrase'), `${PASSPHRASE}\n`);
});

async function passphraseOf(flags: object, env: Record<string, string>): Promise<string | undefined> {
  return (await readConnection({ config, ...flags }, env)).engineOptions.sharedKeys?.[0]?.passphrase;
}

describe('an old passphrase', () => {
  it('is taken by an option or a setting', async () => {
    const env = { TENDERLINE_PASSPHRASE: 'shopkey1', TENDERLINE_ALLOW_LEGACY_PASSPHRASE: 'true' };
    const { engineOptions } = await readConnection({ config }, env);
    expect(engineOptions.sharedKeys?.[0]).toMatchObject({ passphrase: 'shopkey1', allowLegacyPassphrase: true });
  });
});

describe('the passphrase', () => {
  it('is taken from the variable unchanged', async () => {
    expect(await passphraseOf({}, { TENDERLINE_PASSPHRASE: ` ${PASSPHRASE}` })).toBe(` ${PASSPHRASE}`);
  });

  it('is taken from a file without the last line break, and otherwise unchanged', async () => {
    const path = at('passphrase');
    expect(await passphraseOf({ passphraseFile: path }, {})).toBe(PASSPHRASE);
    expect(await passphraseOf({}, { TENDERLINE_PASSPHRASE_FILE: path })).toBe(PASSPHRASE);
    await writeFile(path, ` ${PASSPHRASE} \r\n`);
    expect(await passphraseOf({ passphraseFile: path }, {})).toBe(` ${PASSPHRASE} `);
  });

  it('is taken from the file of the option first, then from the variable, then from another file', async () => {
    const env = { TENDERLINE_PASSPHRASE: 'From.Variable.1' };
    expect(await passphraseOf({ passphraseFile: at('passphrase') }, env)).toBe(PASSPHRASE);
    expect(await passphraseOf({}, { ...env, TENDERLINE_PASSPHRASE_FILE: at('passphrase') })).toBe('From.Variable.1');
  });

  it('is asked for, when it is missing, with every way to give it', async () => {
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

  it('is not quoted when it is given in place of its file', async () => {
    const reading = readConnection({ config, passphraseFile: PASSPHRASE }, {});
    await expect(reading).rejects.toMatchObject({ code: 'ERR_CONFIG_PASSPHRASE' });
    await expect(reading).rejects.not.toThrow(PASSPHRASE);
  });
});

describe('a connection', () => {
  const env = { TENDERLINE_PASSPHRASE: PASSPHRASE };

  it('has defaults for the settings that are not given', async () => {
    const { address, engineOptions } = await readConnection({ config }, env);
    expect(address).toBe('127.0.0.1:8443');
    expect(engineOptions).toMatchObject({ saleId: 'TILL-01', environment: 'test', limits: {} });
    expect(engineOptions).not.toHaveProperty('rootCertificate');
    expect(engineOptions).not.toHaveProperty('journal');
  });

  it('takes its configuration file from TENDERLINE_CONFIG too', async () => {
    expect((await readConnection({}, { ...env, TENDERLINE_CONFIG: config })).poiid).toBe('V400m-324688179');
  });

  it('turns seconds into the limits of the engine in milliseconds', () => {
    expect(engineLimits({})).toEqual({});
    expect(engineLimits({ responseTimeout: 1.5 })).toEqual({ responseTimeoutMs: 1500, statusTimeoutMs: 1500 });
    expect(engineLimits({ responseTimeout: 60 })).toEqual({ responseTimeoutMs: 60_000, statusTimeoutMs: 30_000 });
    expect(engineLimits({ statusInterval: 0.2 })).toEqual({ statusIntervalMs: 200, firstCheckDelayMs: 200 });
    expect(engineLimits({ statusInterval: 20 })).toEqual({ statusIntervalMs: 20_000, firstCheckDelayMs: 1500 });
  });

  it('takes limits of the engine from the configuration file, and an option is more than they are', async () => {
    const file = JSON.parse(await readFile(config, 'utf8')) as object;
    const limits = { responseTimeoutMs: 90_000, statusTimeoutMs: 7000, queueMax: 3 };
    await writeFile(config, JSON.stringify({ ...file, limits }));
    expect((await readConnection({ config }, env)).engineOptions.limits).toEqual(limits);
    const { engineOptions } = await readConnection({ config, responseTimeout: '60' }, env);
    expect(engineOptions.limits).toEqual({ responseTimeoutMs: 60_000, statusTimeoutMs: 7000, queueMax: 3 });
  });

  it.each([
    [{ sendWithinMs: 0 }, 'limits.sendWithinMs'],
    [{ sendWithinMS: 1000 }, 'limits'],
    [{ statusTimeoutMs: true }, 'limits.statusTimeoutMs'],
  ])('has limits %j that the engine refuses, also beside an option', async (limits, path) => {
    const file = JSON.parse(await readFile(config, 'utf8')) as object;
    await writeFile(config, JSON.stringify({ ...file, limits }));
    const { engineOptions } = await readConnection({ config, responseTimeout: '60' }, env);
    expect(() => resolveOptions(engineOptions)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_LIMIT', path }));
  });

  it('gives a gateway the time of its drainSeconds to close, else that of closeTimeoutMs, else 30 seconds', async () => {
    const file = JSON.parse(await readFile(config, 'utf8')) as object;
    const closeTimeoutOf = async (members: object) => {
      await writeFile(config, JSON.stringify({ ...file, ...members }));
      return (await readGatewayConfig({ config }, env)).engineOptions.limits?.closeTimeoutMs;
    };
    expect(await closeTimeoutOf({})).toBe(30_000);
    expect(await closeTimeoutOf({ limits: { closeTimeoutMs: 9000 } })).toBe(9000);
    expect(await closeTimeoutOf({ limits: { closeTimeoutMs: 9000 }, gateway: { drainSeconds: 2 } })).toBe(2000);
  });
});
