import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  createManagementClient,
  keyReader,
  levelsAbove,
  listTerminals,
  readLevelKeys,
  settingsPath,
  type Level,
  type ManagementClient,
} from '../../../management/index.ts';
import { startSimulator } from '../../../simulator/index.ts';
import {
  API_KEY,
  COMPANY,
  MERCHANT,
  SEES_KEYS,
  startManagementApi,
  STORE,
  type ManagementApi,
} from '../../support/management-api.ts';
import { SHARED_KEY } from '../../support/terminal/sealed-terminal.ts';

const TERMINAL = 'V400m-324688179';
const KEY = { identifier: 'lane-key', passphrase: 'Lane7_Blue!Kettle', version: 3 };
const ME = '/me';

let api: ManagementApi;
let client: ManagementClient;
const waits: number[] = [];
const waiting = {
  wait: (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  },
  random: () => 0.5,
};
const clientFor = (baseUrl: string, apiKey = API_KEY) =>
  createManagementClient({ environment: 'test', apiKey, baseUrl, waiting });

beforeEach(async () => {
  waits.length = 0;
  api = await startManagementApi([{ id: TERMINAL, store: 'ST0001' }]);
  client = clientFor(api.url);
});
afterEach(async () => {
  await client.close();
  await api.close();
});

describe('the client of the Management API', () => {
  it('sends its key in the one header that is documented, and no idempotency key', async () => {
    expect(await client.get(ME)).toMatchObject({ username: 'ws_1@Company.Acme' });
    expect(api.requests).toEqual([
      { method: 'GET', path: ME, apiKey: API_KEY, idempotencyKey: undefined, body: undefined },
    ]);
  });

  it.each([
    [401, 'ERR_MANAGEMENT_KEY', 'refused'],
    [403, 'ERR_MANAGEMENT_ROLE', 'refused'],
    [422, 'ERR_MANAGEMENT_REFUSED', 'refused'],
    [302, 'ERR_MANAGEMENT_ANSWER', 'unknown'],
    [503, 'ERR_MANAGEMENT_SERVER', 'unknown'],
  ])('says of HTTP %i what it means, with the code and the request id for Support', async (status, code, fault) => {
    api.next('GET', { kind: 'status', status, headers: { location: 'http://127.0.0.1:1/elsewhere' } });
    const details = { fault, status, errorCode: `00_${status}`, requestId: 'QWERTY1234567890' };
    await expect(client.get(ME)).rejects.toMatchObject({ code, details });
    expect(api.requests).toHaveLength(1);
  });

  it('waits as long as Retry-After says, and reads again', async () => {
    api.next('GET', { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    await client.get(ME);
    expect(waits).toEqual([7000]);
  });

  it('waits a minute and a little more without Retry-After, also for the form that comes as HTTP 500', async () => {
    const detail = 'Too many requests, try later';
    api.next(
      'GET',
      { kind: 'status', status: 500, body: { errorCode: '00_500', detail } },
      { kind: 'status', status: 429 },
    );
    await client.get(ME);
    expect(waits).toEqual([62_500, 62_500]);
  });

  it('gives up after the third refusal, and at once when the pause would be long', async () => {
    api.next('GET', ...Array.from({ length: 3 }, () => ({ kind: 'status', status: 429 }) as const));
    await expect(client.get(ME)).rejects.toMatchObject({ code: 'ERR_MANAGEMENT_RATE' });
    expect(api.requests).toHaveLength(3);
    api.next('GET', { kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    await expect(client.get(ME)).rejects.toMatchObject({ code: 'ERR_MANAGEMENT_RATE' });
    expect(api.requests).toHaveLength(4);
  });

  it('sends a PATCH once, whatever is answered', async () => {
    api.next('PATCH', { kind: 'status', status: 429, headers: { 'retry-after': '0' } });
    const patch = client.patch(settingsPath({ kind: 'store', id: 'ST0001' }), { nexo: { encryptionKey: KEY } });
    await expect(patch).rejects.toMatchObject({ details: { fault: 'rateLimited' } });
    expect(api.requests).toHaveLength(1);
  });

  it('quotes neither a passphrase nor the API key that the platform repeats', async () => {
    const passphrase = 'Refuse_This1!';
    const path = settingsPath({ kind: 'store', id: 'ST0001' });
    const refused = client.patch(path, { nexo: { encryptionKey: { ...KEY, passphrase } } });
    const error: unknown = await refused.catch((reason: unknown) => reason);
    expect(String(error)).toContain('nexo.encryptionKey.passphrase: is not accepted');
    expect(String(error)).not.toContain(passphrase);
    api.next('GET', { kind: 'status', status: 401, body: { detail: `no such key ${API_KEY}` } });
    const unknown: unknown = await client.get(ME).catch((reason: unknown) => reason);
    expect(String(unknown)).toContain('no such key [removed]');
  });

  it('says that nothing was sent, when there is no connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    const port = typeof address === 'object' ? address?.port : 0;
    const nowhere = clientFor(`http://127.0.0.1:${port}/v3`);
    const expected = { code: 'ERR_MANAGEMENT_UNREACHABLE', details: { fault: 'notSent' } };
    await expect(nowhere.get(ME)).rejects.toMatchObject(expected);
    await nowhere.close();
  });

  it('sends nothing to a machine whose certificate no public authority vouches for, such as a terminal', async () => {
    await using simulator = await startSimulator({ terminals: [{ poiid: TERMINAL, sharedKeys: [SHARED_KEY] }] });
    const { host, port, events } = simulator.terminal(TERMINAL);
    const seen: unknown[] = [];
    events.on('request', (request) => seen.push(request));
    const terminal = clientFor(`https://${host}:${port}/v3`);
    const expected = { code: 'ERR_MANAGEMENT_UNREACHABLE', details: { fault: 'notSent' } };
    await expect(terminal.get(ME)).rejects.toMatchObject(expected);
    expect(seen).toEqual([]);
    await terminal.close();
  });

  it.each(['http://management-test.adyen.com/v3', 'https://user:pw@example.com/v3', 'ftp://127.0.0.1/', 'nonsense'])(
    'refuses to send the key to %s',
    (url) => {
      expect(() => clientFor(url)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_MANAGEMENT_URL' }));
    },
  );

  it.each(['', 'short', 'with a space inside', 'line\nbreak-in-it'])(
    'refuses %j as a key, without quoting it',
    (key) => {
      expect(() => clientFor(api.url, key)).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG_API_KEY', found: 'something else' }),
      );
    },
  );
});

describe('the levels of the Management API', () => {
  it.each<[Level, string]>([
    [{ kind: 'company', id: 'Acme' }, '/companies/Acme/terminalSettings'],
    [{ kind: 'merchant', id: 'Acme NL' }, '/merchants/Acme%20NL/terminalSettings'],
    [{ kind: 'store', id: 'ST1' }, '/stores/ST1/terminalSettings'],
    [
      { kind: 'storeReference', merchant: 'AcmeNL', reference: 'a/b' },
      '/merchants/AcmeNL/stores/a%2Fb/terminalSettings',
    ],
    [{ kind: 'terminal', id: TERMINAL }, `/terminals/${TERMINAL}/terminalSettings`],
  ])('have the path that is documented: %o', (level, path) => {
    expect(settingsPath(level)).toBe(path);
  });

  it('are found from the company down to a terminal, each with where its key comes from', async () => {
    api.own.set(COMPANY, { encryptionKey: { ...KEY, identifier: 'company-key' } });
    api.own.set(STORE, { encryptionKey: KEY });
    const levels = await levelsAbove(client, { kind: 'terminal', id: TERMINAL });
    const keys = await readLevelKeys(keyReader(client), levels);
    expect(keys.map(({ level, key, origin }) => [level.kind, key?.identifier, origin])).toEqual([
      ['company', 'company-key', 'own'],
      ['merchant', 'company-key', 'asAbove'],
      ['store', 'lane-key', 'own'],
      ['terminal', 'lane-key', 'asAbove'],
    ]);
  });

  it('say that it is not known where a key comes from, while the passphrases cannot be seen', async () => {
    api.own.set(MERCHANT, { encryptionKey: KEY });
    api.roles = SEES_KEYS.filter((role) => !role.includes('Advanced'));
    const keys = await readLevelKeys(keyReader(client), await levelsAbove(client, { kind: 'store', id: 'ST0001' }));
    expect(keys.map(({ origin }) => origin)).toEqual(['none', 'own', 'unknown']);
  });
});

describe('the list of terminals', () => {
  const POIIDS = Array.from({ length: 7 }, (_, index) => `S1F2-00015821360501${index}`);

  it('is read page by page, as the links lead, each terminal once', async () => {
    api.terminals = POIIDS.map((id) => ({ id, store: 'ST0002' }));
    api.pageSize = 3;
    const { terminals, total } = await listTerminals(client, { store: 'ST0002' });
    expect(terminals.map(({ id }) => id)).toEqual(POIIDS);
    expect(total).toBe(7);
    expect(api.requests).toHaveLength(3);
  });

  it('is not followed to another host, which would get the API key', async () => {
    const body = {
      itemsTotal: 2,
      pagesTotal: 2,
      data: [],
      _links: { next: { href: 'http://127.0.0.1:1/v3/terminals' } },
    };
    api.next('GET', { kind: 'status', status: 200, body });
    await expect(listTerminals(client)).rejects.toMatchObject({ code: 'ERR_MANAGEMENT_ANSWER' });
  });

  it('ends after as many pages as the platform names, although it links to a next one', async () => {
    const body = {
      itemsTotal: 0,
      pagesTotal: 2,
      data: [],
      _links: { next: { href: `${api.url}/terminals?pageNumber=2` } },
    };
    api.next('GET', ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 200, body }) as const));
    await listTerminals(client);
    expect(api.requests).toHaveLength(2);
  });

  it('has the addresses of a terminal that has some, and none of one whose branches are missing', async () => {
    const connectivity = { wifi: { ipAddress: '192.0.2.31' }, ethernet: { ipAddress: '192.0.2.32' }, cellular: {} };
    api.terminals = [
      { id: TERMINAL, store: 'ST0001', connectivity },
      { id: 'S1F2-000158213605011', store: 'ST0001' },
    ];
    const { terminals } = await listTerminals(client);
    expect(terminals.map(({ addresses }) => addresses)).toEqual([
      [
        { kind: 'ethernet', ip: '192.0.2.32' },
        { kind: 'wifi', ip: '192.0.2.31' },
      ],
      [],
    ]);
  });
});
