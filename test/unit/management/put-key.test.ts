import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  applyKey,
  createManagementClient,
  planKey,
  type KeyResult,
  type ManagementClient,
} from '../../../management/index.ts';
import { API_KEY, MERCHANT, startManagementApi, STORE, type ManagementApi } from '../../support/management-api.ts';

const OLD = { identifier: 'lane-key', passphrase: 'Lane7_Blue!Kettle', version: 3 };
const NEW = { identifier: 'lane-key', passphrase: 'Lane7_Green!Kettle', version: 4 };
const URLS = {
  displayUrls: {
    localUrls: [{ url: 'https://till.example:8443/display', username: 't', password: 's3cret', encrypted: true }],
  },
  notification: { category: 'SaleWakeUp', enabled: true, showButton: true, title: 'Pay at table', details: 'Table' },
};
const LEVEL = { kind: 'store', id: 'ST0001' } as const;

let api: ManagementApi;
let client: ManagementClient;
const waits: number[] = [];
const wait = (ms: number) => {
  waits.push(ms);
  return Promise.resolve();
};

beforeEach(async () => {
  waits.length = 0;
  api = await startManagementApi();
  api.own.set(STORE, { encryptionKey: OLD, ...URLS });
  const waiting = { wait, random: () => 0.5 };
  client = createManagementClient({ environment: 'test', apiKey: API_KEY, baseUrl: api.url, waiting });
});
afterEach(async () => {
  await client.close();
  await api.close();
});

async function put(key = NEW): Promise<KeyResult> {
  return applyKey(client, await planKey(client, LEVEL, key), wait);
}
const patches = () => api.requests.filter(({ method }) => method === 'PATCH');

describe('setting a key on a level', () => {
  it('sends the whole nexo once, with nothing but the key changed, and reads it back', async () => {
    expect(await put()).toEqual({ kind: 'applied', answered: true, passphraseSeen: true });
    expect(patches()).toHaveLength(1);
    expect(patches()[0]?.body).toEqual({ nexo: { encryptionKey: NEW, ...URLS } });
    expect(patches()[0]).toMatchObject({ path: `${STORE}/terminalSettings`, apiKey: API_KEY });
    expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET']);
    expect(api.own.get(STORE)).toEqual({ encryptionKey: NEW, ...URLS });
  });

  it('keeps members of the key and of nexo that it does not know', async () => {
    api.own.set(STORE, { encryptionKey: { ...OLD, futureMember: 7 }, futureObject: { a: 1 }, ...URLS });
    expect(await put()).toMatchObject({ kind: 'applied' });
    expect(api.own.get(STORE)).toMatchObject({ encryptionKey: { ...NEW, futureMember: 7 }, futureObject: { a: 1 } });
  });

  it('reads back after a lost answer, and says that the key is set', async () => {
    api.next('PATCH', { kind: 'loseAnswer' });
    expect(await put()).toEqual({ kind: 'applied', answered: false, passphraseSeen: true });
    expect(patches()).toHaveLength(1);
  });

  it('reads back after a lost request, says that the old key is there, and sends nothing again', async () => {
    api.next('PATCH', { kind: 'loseRequest' });
    expect(await put()).toMatchObject({ kind: 'notApplied', error: { code: 'ERR_MANAGEMENT_LOST' } });
    expect(patches()).toHaveLength(1);
    // A request that was lost may arrive late: it is looked for three times.
    expect(waits).toEqual([2000, 2000]);
  });

  it.each([500, 503, 408, 429])('takes HTTP %i after a PATCH as an unknown, and reads back', async (status) => {
    api.next('PATCH', { kind: 'status', status });
    expect(await put()).toMatchObject({ kind: 'notApplied', error: { details: { status } } });
    expect(patches()).toHaveLength(1);
  });

  it('says that nobody knows, when neither the change nor the reading back is answered', async () => {
    api.next('PATCH', { kind: 'loseAnswer' });
    const plan = await planKey(client, LEVEL, NEW);
    // The reading before the change passes, those after it are lost.
    api.next(
      'GET',
      { kind: 'before', run: () => {} },
      ...Array.from({ length: 3 }, () => ({ kind: 'loseRequest' }) as const),
    );
    expect(await applyKey(client, plan, wait)).toMatchObject({
      kind: 'unknown',
      error: { code: 'ERR_MANAGEMENT_LOST' },
    });
  });

  it.each([
    [401, 'ERR_MANAGEMENT_KEY'],
    [403, 'ERR_MANAGEMENT_ROLE'],
    [422, 'ERR_MANAGEMENT_REFUSED'],
  ])('says of HTTP %i that nothing was changed', async (status, code) => {
    api.next('PATCH', { kind: 'status', status });
    expect(await put()).toMatchObject({ kind: 'refused', error: { code } });
    expect(api.own.get(STORE)).toEqual({ encryptionKey: OLD, ...URLS });
  });

  it('sends nothing over a change that came after the plan, and names what changed', async () => {
    const plan = await planKey(client, LEVEL, NEW);
    api.own.set(STORE, { encryptionKey: OLD, ...URLS, notification: { enabled: false, title: 'Other' } });
    expect(await applyKey(client, plan, wait)).toEqual({ kind: 'changedBefore', members: ['notification'] });
    api.own.set(STORE, { encryptionKey: { ...OLD, version: 9 }, ...URLS });
    expect(await applyKey(client, plan, wait)).toEqual({ kind: 'changedBefore', members: ['encryptionKey'] });
    expect(patches()).toEqual([]);
  });

  it('says that another key is there, when another change came right after', async () => {
    const other = { ...OLD, identifier: 'other-key', version: 1 };
    const plan = await planKey(client, LEVEL, NEW);
    api.next(
      'GET',
      { kind: 'before', run: () => {} },
      { kind: 'before', run: () => api.own.set(STORE, { encryptionKey: other, ...URLS }) },
    );
    expect(await applyKey(client, plan, wait)).toEqual({ kind: 'overwritten', found: other });
  });

  it('names the members that are not as they were sent', async () => {
    const plan = await planKey(client, LEVEL, NEW);
    api.next(
      'GET',
      { kind: 'before', run: () => {} },
      { kind: 'before', run: () => api.own.set(STORE, { encryptionKey: NEW }) },
    );
    const members = ['displayUrls', 'notification'];
    expect(await applyKey(client, plan, wait)).toEqual({ kind: 'appliedWithChanges', members });
  });

  it('refuses to send back URLs whose password the platform does not give', async () => {
    const [url] = URLS.displayUrls.localUrls;
    for (const password of [undefined, '', '****']) {
      api.own.set(STORE, { encryptionKey: OLD, displayUrls: { localUrls: [{ ...url, password }] } });
      await expect(put()).rejects.toMatchObject({
        code: 'ERR_MANAGEMENT_HIDDEN',
        message: expect.stringContaining('nexo.displayUrls.localUrls[0].password'),
      });
    }
    expect(patches()).toEqual([]);
  });

  it('compares identifier and version alone, where the credential may not see the passphrase any more', async () => {
    const plan = await planKey(client, LEVEL, NEW);
    api.next(
      'GET',
      { kind: 'before', run: () => {} },
      { kind: 'before', run: () => (api.roles = ['Terminal settings read']) },
    );
    expect(await applyKey(client, plan, wait)).toEqual({ kind: 'applied', answered: true, passphraseSeen: false });
  });

  it('takes 204 of a merchant account for done, when the reading back shows it', async () => {
    const plan = await planKey(client, { kind: 'merchant', id: 'AcmeNL' }, NEW);
    expect(plan.oldKey).toEqual({});
    expect(await applyKey(client, plan, wait)).toMatchObject({ kind: 'applied', answered: true });
    expect(api.nexo(MERCHANT)).toEqual({ encryptionKey: NEW });
  });

  it('gives equal settings one token, in any order of members, and different ones another', async () => {
    const { token } = await planKey(client, LEVEL, NEW);
    api.own.set(STORE, { ...URLS, encryptionKey: Object.fromEntries(Object.entries(OLD).toReversed()), eventUrls: {} });
    expect((await planKey(client, LEVEL, NEW)).token).toBe(token);
    api.own.set(STORE, { ...URLS, encryptionKey: { ...OLD, passphrase: 'Another_Passphrase1' } });
    expect((await planKey(client, LEVEL, NEW)).token).not.toBe(token);
  });
});
