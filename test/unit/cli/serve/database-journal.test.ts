import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readGatewayConfig, readServers } from '../../../../cli/serve/gateway-config.ts';
import { journalPath } from '../../../../cli/settings/journal-path.ts';
import { resolveSettings } from '../../../../cli/settings/settings.ts';
import { ConfigError } from '../../../../errors.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { approves } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine } from '../../../support/test-engine.ts';
import { useTestFolder } from '../settings/test-folder.ts';

const PASSWORD = 'Db7-Secret/of:shop@1';
const JOURNAL = 'postgres://till@db.shop:5433/tenderline';
const ENV = { TENDERLINE_PASSPHRASE: 'Lane7_Blue!Kettle' };
const at = useTestFolder();

/** The path of a configuration with that journal. */
function configWith(gateway: object, journal: string = JOURNAL): string {
  const path = at('shop.json');
  const key = { keyIdentifier: 'lane-key', keyVersion: 3 };
  const terminals = [{ poiid: 'V400m-324688179', host: '192.0.2.1' }];
  writeFileSync(path, JSON.stringify({ ...key, journal, terminals, gateway }));
  return path;
}

describe('a journal on PostgreSQL in the configuration of serve', () => {
  it('is no path, says where this server is and which terminals it prefers, and has its token beside the file', async () => {
    const takeOver = { prefers: ['V400m-324688179'] };
    const config = configWith({ url: 'https://till-1.shop:4460/', takeOver, rememberIn: 'remembered' });
    const { journal, gatewayOptions } = await readGatewayConfig({ config }, ENV);
    expect(journal).toMatchObject({ url: 'https://till-1.shop:4460', prefers: takeOver.prefers });
    expect(gatewayOptions.tokenFile).toBe(at('tenderline.token'));
  });

  it.each([
    [{ url: 'http://from-flag:1' }, { ...ENV, TENDERLINE_GATEWAY_URL: 'http://from-variable:1' }, 'http://from-flag:1'],
    [{}, { ...ENV, TENDERLINE_GATEWAY_URL: 'http://from-variable:1' }, 'http://from-variable:1'],
    [{}, ENV, 'http://from-file:1'],
  ])('takes its address from the option %j, then the variable, then the file', async (flags, env, url) => {
    const config = configWith({ url: 'http://from-file:1' });
    expect((await readGatewayConfig({ config, ...flags }, env)).journal).toMatchObject({ url });
    expect((await readServers({ config, ...flags }, env)).url).toBe(url);
  });

  it('is reached at the address that it listens on, where no other one is given', async () => {
    expect((await readServers({ config: configWith({ port: 4470 }) }, ENV)).url).toBe('http://127.0.0.1:4470');
    const tls = { host: '10.0.0.5', certificate: 'a.pem', key: 'a.key' };
    expect((await readServers({ config: configWith(tls) }, ENV)).url).toBe('https://10.0.0.5:4460');
  });

  it('is not taken for whatever listens at the default port, where it listens on a socket', async () => {
    await expect(readServers({ config: configWith({ socketPath: 'gateway.sock' }) }, ENV)).rejects.toMatchObject({
      code: 'ERR_CONFIG_GATEWAY',
    });
  });

  it('knows the others that the configuration names', async () => {
    const [one, two] = ['https://till-1.shop:4460', 'https://till-2.shop:4460'];
    expect(await readServers({ config: configWith({ url: one, servers: [one, two] }) }, ENV)).toEqual({
      url: one,
      others: [two],
    });
  });

  it.each([
    ['an address with a path', { url: 'https://till-1.shop/v1' }, 'gateway.url: expected an address as'],
    ['an address with a password', { url: `https://a:${PASSWORD}@till-1.shop` }, 'gateway.url: expected an address as'],
    ['another member of takeOver', { takeOver: { prefer: [] } }, 'gateway.takeOver: expected only prefers'],
    ['preferences that are no list', { takeOver: { prefers: 'all' } }, 'gateway.takeOver.prefers: expected a list'],
  ])('refuses %s', async (_, gateway, message) => {
    const refused = await refusal(readGatewayConfig({ config: configWith(gateway) }, ENV));
    expect(refused.message).toContain(message);
    expect(refused.message).not.toContain(PASSWORD);
  });
});

describe('the password of a journal on PostgreSQL', () => {
  const withPassword = `postgres://till:${encodeURIComponent(PASSWORD)}@db.shop/tenderline`;
  it.each([
    ['the file', { flags: {}, env: {}, file: { name: 'shop.json', members: { journal: withPassword } } }],
    ['an option', { flags: { journal: withPassword }, env: {} }],
    ['a variable', { flags: {}, env: { TENDERLINE_JOURNAL: withPassword } }],
    ['an option, unescaped', { flags: { journal: `postgres://till:${PASSWORD}@db.shop/tenderline` }, env: {} }],
    ['a parameter', { flags: { journal: `postgres://db.shop/tenderline?password=${PASSWORD}` }, env: {} }],
  ])('is refused in the address, given by %s, without being quoted', (_, sources) => {
    const error = refusalOf(() => resolveSettings(sources), ConfigError);
    expect(error).toMatchObject({ code: 'ERR_CONFIG_JOURNAL', advice: expect.stringContaining('journalPasswordFile') });
    expect(error.message).not.toContain('Secret');
  });

  it('does not belong in the configuration file', async () => {
    const path = at('shop.json');
    writeFileSync(path, JSON.stringify({ journal: JOURNAL, journalPassword: PASSWORD }));
    const { code, message } = await refusal(readGatewayConfig({ config: path }, ENV));
    expect(code).toBe('ERR_CONFIG_JOURNAL');
    expect(message).toContain('journalPasswordFile');
    expect(message).not.toContain(PASSWORD);
  });

  it('is in no error about a database that cannot be reached', async () => {
    const config = configWith({}, 'postgres://till@127.0.0.1:1/tenderline');
    const { journal } = await readGatewayConfig({ config }, { ...ENV, TENDERLINE_JOURNAL_PASSWORD: PASSWORD });
    const error = await refusal(typeof journal === 'string' ? Promise.reject(new Error('a path')) : journal.open());
    expect(error).toMatchObject({ code: 'ERR_CONFIG_JOURNAL' });
    expect(`${error.message} ${error.stack}`).not.toContain(PASSWORD);
  });
});

describe('the package pg', () => {
  it('is asked for where a journal needs it, with how to install it', async () => {
    vi.doMock('pg', () => {
      throw new Error('not there');
    });
    onTestFinished(() => {
      vi.doUnmock('pg');
    });
    const { journal } = await readGatewayConfig({ config: configWith({}) }, ENV);
    const error = await refusal(typeof journal === 'string' ? Promise.reject(new Error('a path')) : journal.open());
    expect(error).toMatchObject({ code: 'ERR_CONFIG_POSTGRES', path: 'the package pg', advice: 'npm install pg' });
  });
});

describe('what works with files alone', () => {
  it('says of a journal in a database who works with it', () => {
    const error = refusalOf(() => journalPath({ journal: JOURNAL }), ConfigError);
    expect(error).toMatchObject({
      code: 'ERR_CONFIG_JOURNAL',
      advice: expect.stringContaining('more-than-one-machine'),
    });
  });

  it('in the library is the path of a journal: the address of a database is refused, and not quoted', async () => {
    const error = await refusal(createTestEngine(approves, { journal: `postgres://till:${PASSWORD}@db.shop/x` }));
    expect(error).toMatchObject({ code: 'ERR_CONFIG_JOURNAL', advice: expect.stringContaining('tenderline/postgres') });
    expect(error.message).not.toContain(PASSWORD);
  });
});

/** The error of what must be refused. */
async function refusal(refused: Promise<unknown>): Promise<ConfigError> {
  try {
    await refused;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
