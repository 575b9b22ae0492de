import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  API_KEY,
  COMPANY,
  MERCHANT,
  SEES_KEYS,
  startManagementApi,
  STORE,
  type ManagementApi,
} from '../../support/management-api.ts';
import { printedSoFar, run, runProcess, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';

const POIIDS = ['V400m-324688179', 'V400m-324688180'] as const;
const PLATFORM_PASSPHRASE = 'Lane7_Blue!Kettle';
const TILL_PASSPHRASE = 'Lane7_Green!Kettle';
const OLD = { identifier: 'lane-key', passphrase: PLATFORM_PASSPHRASE, version: 3 };
const URL_PASSWORD = 'url-s3cret-word';
const URLS = {
  eventUrls: { eventLocalUrls: [{ url: 'https://till.example:8443/e', username: 't', password: URL_PASSWORD }] },
};

let api: ManagementApi;
let folder: string;

beforeEach(async () => {
  api = await startManagementApi(
    POIIDS.map((id, index) => ({
      id,
      store: 'ST0001',
      connectivity: { ethernet: { ipAddress: `192.0.2.${31 + index}` } },
    })),
  );
  api.own.set(COMPANY, { encryptionKey: { ...OLD, identifier: 'company-key' } });
  api.own.set(STORE, { encryptionKey: OLD, ...URLS });
  folder = temporaryFolder();
});
afterEach(() => api.close());

/** A till whose key has another version and passphrase than the platform's, unless said otherwise. */
function config(members: object = {}): string {
  writeFileSync(join(folder, 'passphrase.txt'), `${TILL_PASSPHRASE}\n`);
  const path = join(folder, 'shop.json');
  const key = { keyIdentifier: 'lane-key', keyVersion: 4, passphraseFile: 'passphrase.txt' };
  const terminals = POIIDS.map((poiid, index) => ({ poiid, host: `192.0.2.${31 + index}`, name: `lane-${index + 1}` }));
  writeFileSync(path, JSON.stringify({ ...key, terminals, ...members }));
  return path;
}

const env = (more: object = {}) => ({ TENDERLINE_API_KEY: API_KEY, TENDERLINE_MANAGEMENT_URL: api.url, ...more });
const platform = (args: readonly string[], members: object = {}) =>
  run([...args, '--config', config(members), '--json'], { env: env() });
const methods = () => api.requests.map(({ method }) => method);

describe('keys put', () => {
  it('without --yes says what would change, prints no passphrase, and sends nothing', async () => {
    const { exitCode, events } = await platform(['keys', 'put', '--store', 'ST0001']);
    expect(exitCode).toBe(1);
    expect(events[0]).toEqual({
      type: 'plan',
      environment: 'test',
      level: 'store',
      id: 'ST0001',
      keyIdentifier: { from: 'lane-key', to: 'lane-key' },
      keyVersion: { from: 3, to: 4 },
      passphrase: 'changes',
      kept: ['eventUrls'],
      token: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(events.at(-1)).toEqual({ type: 'result', result: 'planned', token: events[0]?.['token'] });
    expect(methods()).toEqual(['GET']);
  });

  it('with --yes sets the key once, keeps everything else, and says that it was read back', async () => {
    const { exitCode, events } = await platform(['keys', 'put', '--store', 'ST0001', '--yes']);
    expect(events.at(-1)).toMatchObject({ type: 'result', result: 'applied', answered: true });
    expect(exitCode).toBe(0);
    const encryptionKey = { identifier: 'lane-key', version: 4, passphrase: TILL_PASSPHRASE };
    expect(api.own.get(STORE)).toEqual({ encryptionKey, ...URLS });
    expect(methods().filter((method) => method === 'PATCH')).toHaveLength(1);
  });

  it('says the same to a person, in a process of its own, with a key from a file that others can read', async () => {
    const keyFile = join(folder, 'api-key.txt');
    writeFileSync(keyFile, `${API_KEY}\n`);
    chmodSync(keyFile, 0o644);
    const args = ['keys', 'put', '--terminal', 'lane-1', '--yes', '--config', config(), '--api-key-file', keyFile];
    const { exitCode, stdout, stderr } = await runProcess(args, { env: { TENDERLINE_MANAGEMENT_URL: api.url } });
    expect(stdout).toContain(`terminal ${POIIDS[0]} (test)`);
    expect(stdout).toMatch(/version +3 -> 4\n {2}passphrase +changes/);
    expect(stdout).toContain('Done, and read back.');
    if (process.platform !== 'win32') expect(stderr).toContain('chmod 600');
    expect(exitCode).toBe(0);
    expect(api.own.get(`/terminals/${POIIDS[0]}`)).toMatchObject({ encryptionKey: { version: 4 } });
  });

  it('has nothing to do where the key is there already', async () => {
    api.own.set(STORE, { encryptionKey: { identifier: 'lane-key', version: 4, passphrase: TILL_PASSPHRASE } });
    const { exitCode, events } = await platform(['keys', 'put', '--store', 'ST0001', '--yes']);
    expect(events.at(-1)).toEqual({ type: 'result', result: 'unchanged' });
    expect(exitCode).toBe(0);
    expect(methods()).toEqual(['GET']);
  });

  it('refuses another passphrase under the identifier and version that are in use', async () => {
    const args = ['keys', 'put', '--store', 'ST0001', '--yes', '--key-version', '3'];
    const { exitCode, events } = await platform(args);
    expect(exitCode).toBe(2);
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_KEY_VERSION' });
    expect(methods()).toEqual(['GET']);
  });

  it('sends nothing when the settings changed since its token was printed', async () => {
    const planned = await platform(['keys', 'put', '--store', 'ST0001']);
    const token = String(planned.events[0]?.['token']);
    api.own.set(STORE, { encryptionKey: OLD });
    const args = ['keys', 'put', '--store', 'ST0001', '--yes', '--if-unchanged', token];
    const { exitCode, events } = await platform(args);
    expect(events.at(-1)).toMatchObject({ type: 'result', result: 'changedBefore' });
    expect(exitCode).toBe(1);
    expect(methods()).toEqual(['GET', 'GET']);
    const fresh = String(events[0]?.['token']);
    expect((await platform([...args.slice(0, -1), fresh])).exitCode).toBe(0);
  });

  it('reads back after a lost answer, and tells the truth', async () => {
    api.next('PATCH', { kind: 'loseAnswer' });
    const { exitCode, events } = await platform(['keys', 'put', '--store', 'ST0001', '--yes']);
    expect(events.at(-1)).toMatchObject({ type: 'result', result: 'applied', answered: false });
    expect(exitCode).toBe(0);
  });

  it('says why the platform refused, with what Support asks for', async () => {
    api.next('PATCH', { kind: 'status', status: 422 });
    const refused = await platform(['keys', 'put', '--store', 'ST0001', '--yes']);
    expect(refused.events.at(-1)).toMatchObject({ result: 'refused', status: 422, requestId: 'QWERTY1234567890' });
    expect(refused.exitCode).toBe(1);
  });

  it.each([
    [[], 'ERR_INPUT_LEVEL'],
    [['--store', 'ST0001', '--company', 'Acme'], 'ERR_INPUT_LEVEL'],
    [['--store-reference', 'shop-0001'], 'ERR_INPUT_LEVEL'],
    [['--store', '..'], 'ERR_INPUT_LEVEL'],
    [['--merchant', '../companies/Acme'], 'ERR_INPUT_LEVEL'],
  ])('is refused with the level %j, before anything is sent', async (level, code) => {
    expect(await platform(['keys', 'put', ...level, '--yes'])).toMatchObject(refusedWith(code));
    expect(api.requests).toEqual([]);
  });

  it('finds a store by the reference of its merchant too', async () => {
    const args = ['keys', 'put', '--merchant', 'AcmeNL', '--store-reference', 'shop-0001', '--yes'];
    expect((await platform(args)).exitCode).toBe(0);
    expect(api.own.get(STORE)).toMatchObject({ encryptionKey: { version: 4 }, ...URLS });
  });

  it('takes no passphrase that breaks the rule of today, even one that the till takes', async () => {
    const result = await run(['keys', 'put', '--store', 'ST0001', '--yes', '--config', config(), '--json'], {
      env: env({ TENDERLINE_PASSPHRASE: 'weak-one', TENDERLINE_ALLOW_LEGACY_PASSPHRASE: 'true' }),
    });
    // A file that the configuration names loses against the variable.
    expect(result).toMatchObject(refusedWith('ERR_CONFIG_PASSPHRASE'));
    expect(methods()).not.toContain('PATCH');
  });

  it('sets the key of a terminal that has its own', async () => {
    writeFileSync(join(folder, 'own.txt'), 'Own_Lane2!Teapot');
    const sharedKeys = [{ keyIdentifier: 'lane-2', keyVersion: 7, passphraseFile: 'own.txt' }];
    const terminals = [{ poiid: POIIDS[1], host: '192.0.2.32', name: 'lane-2', sharedKeys }];
    const { exitCode } = await platform(['keys', 'put', '--terminal', 'lane-2', '--yes'], { terminals });
    expect(exitCode).toBe(0);
    const encryptionKey = { identifier: 'lane-2', version: 7, passphrase: 'Own_Lane2!Teapot' };
    expect(api.own.get(`/terminals/${POIIDS[1]}`)).toMatchObject({ encryptionKey });
  });
});

describe('keys get', () => {
  it('says which key a terminal gets, from which level, and that it is not that of this till', async () => {
    const { exitCode, events } = await platform(['keys', 'get', '--terminal', 'lane-1']);
    expect(exitCode).toBe(0);
    const key = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'set' };
    expect(events[0]).toEqual({
      type: 'key',
      environment: 'test',
      level: 'terminal',
      id: POIIDS[0],
      origin: 'asAbove',
      ...key,
      till: 'different',
    });
    expect(events.slice(1).map(({ level, origin }) => [level, origin])).toEqual([
      ['company', 'own'],
      ['merchant', 'asAbove'],
      ['store', 'own'],
    ]);
  });

  it('writes the passphrase to a file of this user alone, and replaces none', async () => {
    const out = join(folder, 'from-platform.txt');
    const { exitCode } = await platform(['keys', 'get', '--store', 'ST0001', '--out', out]);
    expect(exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(`${PLATFORM_PASSPHRASE}\n`);
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    const again = await platform(['keys', 'get', '--store', 'ST0001', '--out', out]);
    expect(again.events.at(-1)).toMatchObject({ code: 'ERR_CONFIG_PASSPHRASE' });
    expect(again.exitCode).toBe(2);
  });

  it('still reads the key without the role for the list of terminals', async () => {
    api.roles = SEES_KEYS.filter((role) => !role.includes('actions'));
    const { exitCode, events } = await platform(['keys', 'get', '--store', 'ST0001']);
    expect(exitCode).toBe(0);
    expect(events).toMatchObject([{ type: 'key', level: 'store', keyIdentifier: 'lane-key', origin: 'unknown' }]);
  });

  it.each([
    [401, 'ERR_MANAGEMENT_KEY', 1],
    [422, 'ERR_MANAGEMENT_REFUSED', 1],
    [503, 'ERR_MANAGEMENT_SERVER', 3],
  ])('reports HTTP %i as %s, and ends with %i', async (status, code, exitCode) => {
    api.next('GET', { kind: 'status', status });
    expect(await platform(['keys', 'get', '--company', 'Acme'])).toMatchObject({
      exitCode,
      events: [{ type: 'error', code, status, errorCode: `00_${status}`, requestId: 'QWERTY1234567890' }],
    });
  });

  it('says how to give an API key, which the configuration file does not take', async () => {
    const none = await run(['keys', 'get', '--company', 'Acme', '--json']);
    expect(none).toMatchObject(refusedWith('ERR_CONFIG_API_KEY', expect.stringContaining('TENDERLINE_API_KEY')));
    const inFile = await platform(['keys', 'get'], { apiKey: API_KEY });
    expect(inFile).toMatchObject(refusedWith('ERR_CONFIG_UNKNOWN'));
    const missing = ['keys', 'get', '--company', 'Acme', '--api-key-file', API_KEY, '--json'];
    expect(await run(missing)).toMatchObject(refusedWith('ERR_CONFIG_API_KEY'));
  });
});

describe('keys status', () => {
  it('says of each terminal whether this till seals with the key that the platform gives it', async () => {
    const encryptionKey = { identifier: 'lane-key', version: 4, passphrase: TILL_PASSPHRASE };
    api.own.set(`/terminals/${POIIDS[1]}`, { encryptionKey });
    const { exitCode, events } = await platform(['keys', 'status']);
    const rows = events.filter(({ type }) => type === 'terminal').map(({ poiid, status }) => [poiid, status]);
    expect(rows).toEqual([
      [POIIDS[0], 'different'],
      [POIIDS[1], 'active'],
    ]);
    expect(events[0]).toMatchObject({ type: 'credential', username: 'ws_1@Company.Acme', roles: SEES_KEYS });
    expect(events.at(-1)).toEqual({ type: 'summary', status: 'fail' });
    expect(exitCode).toBe(1);
    // Company, merchant and store are read once for both.
    expect(api.requests.filter(({ path }) => path.startsWith(MERCHANT))).toHaveLength(1);
    api.own.set(STORE, { encryptionKey });
    expect((await platform(['keys', 'status'])).exitCode).toBe(0);
  });

  it.each([
    [{ identifier: 'lane-key', version: 4, passphrase: 'Another_One1!' }, 'otherPassphrase'],
    [{ identifier: 'lane-key', version: 4 }, 'sameName'],
    [{}, 'none'],
  ])('tells %j of the platform from the key of this till: %s', async (encryptionKey, status) => {
    api.own.clear();
    api.own.set(STORE, { encryptionKey });
    const { events } = await platform(['keys', 'status']);
    expect(events.find(({ type }) => type === 'terminal')).toMatchObject({ status });
  });
});

describe('terminals list', () => {
  it('lists those of the configuration, without the Management API', async () => {
    const { events } = await platform(['terminals', 'list']);
    expect(events).toEqual(
      POIIDS.map((poiid, index) => ({
        type: 'terminal',
        poiid,
        name: `lane-${index + 1}`,
        host: `192.0.2.${31 + index}`,
      })),
    );
    expect(api.requests).toEqual([]);
    expect(await platform(['terminals', 'list', '--store', 'ST0001'])).toMatchObject(
      refusedWith('ERR_INPUT_MANAGEMENT'),
    );
  });

  it('with --management compares the addresses of the platform with the configuration', async () => {
    const terminals = [
      { poiid: POIIDS[0], host: '192.0.2.31' },
      { poiid: 'P400Plus-1', host: 'lane.example' },
      { poiid: POIIDS[1], host: '192.0.2.99' },
    ];
    api.terminals.push({ id: 'S1F2-000158213605011', store: 'ST0001', status: 'inventory' });
    const { exitCode, events } = await platform(['terminals', 'list', '--management'], { terminals });
    const rows = events.filter(({ type }) => type === 'terminal').map(({ poiid, configured }) => [poiid, configured]);
    expect(rows).toEqual([
      [POIIDS[0], 'same'],
      [POIIDS[1], 'otherAddress'],
      ['S1F2-000158213605011', 'missing'],
    ]);
    expect(events.at(-1)).toEqual({ type: 'summary', terminals: 3, total: 3 });
    expect(exitCode).toBe(0);
  });

  it('with --entries prints what a configuration takes as it stands', async () => {
    const args = ['terminals', 'list', '--management', '--entries', '--store', 'ST0001'];
    const { stdout } = await run(args, { env: env() });
    expect(JSON.parse(stdout)).toEqual({
      terminals: POIIDS.map((poiid, index) => ({ poiid, host: `192.0.2.${31 + index}` })),
    });
  });

  it('prints nothing of the platform that a screen would obey', async () => {
    api.terminals = [{ id: 'V400m-1\u001b[2J', store: 'ST0001' }];
    const { stdout } = await run(['terminals', 'list', '--management'], { env: env() });
    expect(stdout).toContain('V400m-1 [2J');
  });
});

describe('what these commands print', () => {
  it('has no API key, passphrase or password in it, in all of the tests above', () => {
    const printed = printedSoFar().join('');
    expect(printed.length).toBeGreaterThan(1000);
    for (const secret of [API_KEY, PLATFORM_PASSPHRASE, TILL_PASSPHRASE, URL_PASSWORD, 'weak-one', 'Another_One1!']) {
      expect(printed).not.toContain(secret);
    }
  });
});
