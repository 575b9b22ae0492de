import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DOWNLOAD_URL, fleetRootStore } from '../../../adapters/fleet-root-store.ts';
import { FLEET_ROOT_PINS } from '../../../certs/index.ts';
import { derOf, leafOf, otherRoot, TEST_ROOT } from '../certs/fixtures.ts';

const FILE = 'adyen-terminalfleet-test.pem';
const other = await otherRoot();
const leaf = await leafOf(other);
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenderline-roots-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Serves one answer on loopback until the test is over; gives its URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return `http://127.0.0.1:${address.port}/${FILE}`;
}

describe('the folder', () => {
  test('is TENDERLINE_HOME when that is set', () => {
    vi.stubEnv('TENDERLINE_HOME', '/somewhere/roots');
    vi.stubEnv('XDG_DATA_HOME', '/elsewhere');
    expect(fleetRootStore().pathOf('test')).toBe(`/somewhere/roots/${FILE}`);
    vi.stubEnv('TENDERLINE_HOME', 'roots');
    expect(fleetRootStore().pathOf('test')).toBe(join(resolve('roots'), FILE));
  });

  test('is in the XDG data home otherwise', () => {
    vi.stubEnv('TENDERLINE_HOME', '');
    vi.stubEnv('XDG_DATA_HOME', '/data');
    expect(fleetRootStore().pathOf('live')).toBe('/data/tenderline/adyen-terminalfleet-live.pem');
  });

  test.each([undefined, '', 'relative'])('is in the home of the user with XDG_DATA_HOME %j', (value) => {
    vi.stubEnv('TENDERLINE_HOME', undefined);
    vi.stubEnv('XDG_DATA_HOME', value);
    expect(fleetRootStore().pathOf('test')).toBe(join(homedir(), '.local', 'share', 'tenderline', FILE));
  });

  test('is the one that was given', () => {
    vi.stubEnv('TENDERLINE_HOME', '/somewhere');
    expect(fleetRootStore(folder).pathOf('test')).toBe(join(folder, FILE));
  });
});

describe('reading', () => {
  test('returns undefined where there is no file, or no folder', async () => {
    expect(await fleetRootStore(folder).read('test')).toBeUndefined();
    expect(await fleetRootStore(join(folder, 'none', 'such')).read('live')).toBeUndefined();
  });

  test.each([
    ['damaged', 'half a certifi', 'no certificate'],
    ['empty', '', 'no certificate'],
    ['replaced by another root', other.certPem, 'another root'],
    ['replaced by a leaf', leaf.certPem, 'not a root'],
  ])('refuses a file that is %s, and names it', async (_, content, found) => {
    const store = fleetRootStore(folder);
    await writeFile(store.pathOf('test'), content);
    await expect(store.read('test')).rejects.toMatchObject({
      code: 'ERR_CONFIG_ROOT',
      message: expect.stringContaining(FLEET_ROOT_PINS.test),
    });
    await expect(store.read('test')).rejects.toThrow(store.pathOf('test'));
    await expect(store.read('test')).rejects.toThrow(found);
  });

  test('fails when the file cannot be read', async () => {
    const store = fleetRootStore(join(folder, 'a', '\u0000'));
    await expect(store.read('test')).rejects.toMatchObject({
      code: 'ERR_CONFIG_ROOT',
      path: store.pathOf('test'),
      found: 'ERR_INVALID_ARG_VALUE',
      cause: { message: expect.stringContaining('null bytes') as unknown },
    });
  });
});

describe('installing', () => {
  test.each([
    ['another root', other.certPem],
    ['a leaf', leaf.certPem],
    ['text', 'hello'],
  ])('refuses %s and writes nothing', async (_, certificate) => {
    const store = fleetRootStore(folder);
    await expect(store.install(certificate, 'test')).rejects.toMatchObject({ code: 'ERR_CONFIG_ROOT' });
    await expect(store.install(certificate)).rejects.toMatchObject({ code: 'ERR_CONFIG_ROOT' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe.skipIf(TEST_ROOT === undefined)('the test root of Adyen', () => {
  const pem = TEST_ROOT ?? '';

  test('is found again after it was installed, in a folder that is made for it', async () => {
    const store = fleetRootStore(join(folder, 'new', 'one'));
    const installed = await store.install(pem, 'test');
    expect(installed).toMatchObject({ environment: 'test', pinned: true, fingerprint: FLEET_ROOT_PINS.test });
    expect(await store.read('test')).toEqual(installed);
    expect(await store.read('live')).toBeUndefined();
  });

  test('finds its environment by itself, in DER too', async () => {
    const store = fleetRootStore(folder);
    expect((await store.install(derOf(pem))).environment).toBe('test');
    expect(await readFile(store.pathOf('test'), 'utf8')).toBe((await store.read('test'))?.pem);
  });

  test('takes the place of a damaged file, and leaves nothing beside it', async () => {
    const store = fleetRootStore(folder);
    await writeFile(store.pathOf('test'), 'damaged');
    await Promise.all([store.install(pem), store.install(pem), store.install(pem)]);
    expect(await store.read('test')).toMatchObject({ pinned: true });
    expect(await readdir(folder)).toEqual([FILE]);
  });

  test('is not installed for live', async () => {
    await expect(fleetRootStore(folder).install(pem, 'live')).rejects.toThrow('the other environment');
    expect(await readdir(folder)).toEqual([]);
  });

  test('is refused for live from a file of that name', async () => {
    const store = fleetRootStore(folder);
    await writeFile(store.pathOf('live'), pem);
    await expect(store.read('live')).rejects.toThrow('the other environment');
  });

  test('keeps the older file when writing fails', async () => {
    const store = fleetRootStore(folder);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder should be');
    await expect(store.install(pem)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(folder, 'utf8')).toBe('a file where the folder should be');
  });

  test('is downloaded and installed', async () => {
    const asked: unknown[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(pem);
    });
    const store = fleetRootStore(folder);
    expect(await store.fetch('test', url)).toEqual(await store.read('test'));
    expect(asked).toEqual([`GET /${FILE}`]);
  });

  test('is not installed for live when that is what the server gives', async () => {
    const url = await serve((_, response) => response.end(pem));
    await expect(fleetRootStore(folder).fetch('live', url)).rejects.toThrow('the other environment');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('downloading', () => {
  test.each<[string, RequestListener, string, string]>([
    ['another root', (_, response) => response.end(other.certPem), 'ERR_CONFIG_ROOT', 'another root'],
    ['a page', (_, response) => response.end('<html>'), 'ERR_CONFIG_ROOT', 'no certificate'],
    ['nothing', (_, response) => response.end(), 'ERR_CONFIG_ROOT', 'no certificate'],
    ['an error', (_, response) => response.writeHead(404).end('?'), 'ERR_CONFIG_ROOT_DOWNLOAD', 'HTTP 404'],
    ['too much', (_, response) => response.end(Buffer.alloc(65_537)), 'ERR_CONFIG_ROOT_DOWNLOAD', 'more than 65536'],
    ['a broken connection', (_, response) => response.destroy(), 'ERR_CONFIG_ROOT_DOWNLOAD', 'http://127.0.0.1'],
  ])('refuses %s and writes nothing', async (_, listener, code, text) => {
    const url = await serve(listener);
    await expect(fleetRootStore(folder).fetch('test', url)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('ends by itself when more comes than a certificate can be', async () => {
    let closed = Promise.resolve<unknown>('not asked');
    const url = await serve((_, response) => {
      closed = once(response, 'close');
      const pour = () => {
        while (response.write(Buffer.alloc(16_384)));
      };
      response.on('drain', pour);
      pour();
    });
    await expect(fleetRootStore(folder).fetch('test', url)).rejects.toThrow('more than 65536 bytes');
    expect(await closed).toEqual([]);
  });

  test('has a deadline', async () => {
    const expired = new DOMException('the deadline is over', 'TimeoutError');
    const fetchImpl: typeof fetch = async (_, init) => {
      if (!(init?.signal instanceof AbortSignal)) throw new Error('no deadline');
      throw expired;
    };
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await expect(fleetRootStore(folder).fetch('test', undefined, fetchImpl)).rejects.toThrow('the deadline is over');
    expect(timeout).toHaveBeenCalledExactlyOnceWith(15_000);
  });

  test.each(['test', 'live'] as const)('uses the page of Adyen for %s by default', async (environment) => {
    const asked: unknown[] = [];
    const fetchImpl: typeof fetch = async (url) => {
      asked.push(url);
      return new Response(null, { status: 404 });
    };
    await expect(fleetRootStore(folder).fetch(environment, undefined, fetchImpl)).rejects.toThrow('HTTP 404');
    expect(asked).toEqual([DOWNLOAD_URL[environment]]);
    expect(asked[0]).toMatch(new RegExp(`^https://docs\\.adyen\\.com/.*/adyen-terminalfleet-${environment}\\.pem$`));
  });
});
