import { describe, expect, it, onTestFinished } from 'vitest';
import type * as Door from '../../gateway/index.ts';
import type * as Page from '../../gateway/visualizer/start-visualizer.ts';
import type * as Library from '../../index.ts';
import { CONTENT_POLICY } from '../../visualizer/export/page-html.ts';
import { newFolder } from '../support/end-of-file.ts';
import { payment, send, TOKENS } from '../support/gateway/test-gateway.ts';
import { root } from '../support/installed-package.ts';
import { sealedTerminal } from '../support/terminal/sealed-terminal.ts';
import { approves } from '../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, TEST_OPTIONS } from '../support/test-engine.ts';

// Of the build, which has the files of the page.
const { createGateway } = (await import(`${root}/dist/gateway/index.js`)) as typeof Door;
const { startVisualizer } = (await import(`${root}/dist/gateway/visualizer/start-visualizer.js`)) as typeof Page;
const { createEngine } = (await import(`${root}/dist/index.js`)) as typeof Library;

async function openGateway(options: Partial<Door.GatewayOptions> = {}) {
  const audit: Door.AuditLine[] = [];
  const world = await createTestEngine();
  const tokens = [{ name: 'office', token: TOKENS.office, scopes: ['read', 'pay', 'operate'] as const }];
  const gateway = await createGateway(world.engine, {
    listen: { port: 0 },
    tokens,
    audit: (line) => audit.push(line),
    ...options,
  });
  onTestFinished(() => gateway.close());
  return { ...world, gateway, audit };
}

async function inspectedEngine(inspect: { readonly port: number }) {
  const terminal = await sealedTerminal(approves);
  const { transport, keyRing } = terminal;
  const engine = await createEngine({ ...TEST_OPTIONS, inspect, parts: { transport, keyRing } });
  onTestFinished(() => engine.close());
  return { engine, inspectUrl: engine.inspectUrl };
}

/** A gateway with the page, and a browser that opened it. */
async function withBrowser() {
  const world = await openGateway({ visualizer: true });
  const { url, visualizerUrl = '' } = world.gateway;
  const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    send(url, method, path, { token: null, headers, ...(body !== undefined && { body }) });
  const opened = await ask('GET', visualizerUrl.slice(url.length));
  const [cookie = ''] = [opened.headers['set-cookie'] ?? ''].flat();
  return { ...world, url, visualizerUrl, ask, opened, cookie, session: { Cookie: cookie.split(';')[0] ?? '' } };
}

describe('the page of a gateway', () => {
  it('is not there unless it is asked for', async () => {
    const { gateway } = await openGateway();
    expect(gateway.visualizerUrl).toBeUndefined();
    for (const path of ['/', '/page.js', '/api/overview']) {
      expect(await send(gateway.url, 'GET', path)).toMatchObject({ status: 404, json: { code: 'ERR_GATEWAY_ROUTE' } });
    }
    expect((await send(gateway.url, 'GET', '/v1/inspection')).status).toBe(200);
  });

  it('is opened by the address that is printed, once, with a cookie that no script reads', async () => {
    const { opened, cookie, ask, session, visualizerUrl, url } = await withBrowser();
    expect(opened).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(cookie).toMatch(/^tenderline-page-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
    const page = await ask('GET', '/', session);
    expect(page).toMatchObject({
      status: 200,
      headers: {
        'content-security-policy': CONTENT_POLICY,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(CONTENT_POLICY).toMatch(/^default-src 'none'; script-src 'self'/);
    for (const path of ['/page.js', '/page.css', '/api/overview', '/v1/inspection']) {
      expect([path, (await ask('GET', path, session)).status]).toEqual([path, 200]);
    }
    expect(await ask('GET', visualizerUrl.slice(url.length))).toMatchObject({ status: 401 });
  });

  it('is closed to whoever has no pass, a wrong one, or a wrong cookie', async () => {
    const { ask, session } = await withBrowser();
    const wrong = { Cookie: `${session.Cookie}x` };
    for (const [path, headers] of [
      ['/', {}],
      ['/?pass=wrong', {}],
      ['/', wrong],
      ['/page.js', {}],
      ['/page.js', wrong],
      ['/api/overview', {}],
      ['/api/export/basket-1', {}],
      ['/v1/inspection', wrong],
      ['/v1/inspection/changes', {}],
      ['/v1/inspection/changes', wrong],
    ] as const) {
      const { status, text } = await ask('GET', path, headers);
      expect([path, status]).toEqual([path, 401]);
      expect(text).not.toContain('heads');
    }
  });

  it('is refused under another host, to another origin, and to what another site caused', async () => {
    const { ask, session, url } = await withBrowser();
    const port = new URL(url).port;
    for (const path of ['/', '/v1/inspection', '/v1/inspection/changes', '/api/overview']) {
      const statuses = await Promise.all([
        ask('GET', path, { ...session, Host: 'evil.example' }),
        ask('GET', path, { ...session, Host: `127.0.0.1.evil.example:${port}` }),
        ask('GET', path, { ...session, Origin: 'https://evil.example' }),
        ask('GET', path, { ...session, Origin: 'null' }),
        ask('GET', path, { ...session, Origin: 'http://127.0.0.1:1' }),
        ask('GET', path, { ...session, Origin: `https://127.0.0.1:${port}` }),
        ask('GET', path, { ...session, 'Sec-Fetch-Site': 'cross-site' }),
        ask('GET', path, { ...session, 'Sec-Fetch-Site': 'same-site' }),
      ]);
      expect([path, ...statuses.map(({ status }) => status)]).toEqual([path, 421, 421, ...Array(6).fill(403)]);
    }
    expect((await ask('GET', '/', { ...session, Origin: url, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  it('only looks: its cookie starts, stops and decides nothing', async () => {
    const { ask, session, terminal, audit } = await withBrowser();
    const json = { ...session, 'Content-Type': 'application/json' };
    const decision = { by: 'Ada', reason: 'because', outcome: 'charged' };
    const answers = await Promise.all([
      ask('PUT', '/v1/transactions/basket-1', json, payment()),
      ask('POST', '/v1/transactions/basket-1/abort', json, {}),
      ask('POST', '/v1/transactions/basket-1/check', json, {}),
      ask('POST', '/v1/transactions/basket-1/override', json, decision),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ status: 403, json: { code: 'ERR_GATEWAY_SCOPE' } });
    expect([terminal.received, audit]).toEqual([[], []]);
  });

  it('exports a transaction as one file without a body, key or receipt', async () => {
    const { ask, session, url } = await withBrowser();
    await send(url, 'PUT', '/v1/transactions/basket-1?wait=9', { body: payment() });
    const file = await ask('GET', '/api/export/basket-1', session);
    expect(file).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename="transaction-basket-1.html"' },
    });
    const data = file.text.split('id="recording">')[1]?.split('</script>')[0] ?? '';
    expect(data).toContain('"steps"');
    for (const secret of ['SaleToPOI', 'PaymentReceipt', 'NexoBlob', TOKENS.office]) expect(data).not.toContain(secret);
    expect((await ask('GET', '/api/export/nothing', session)).status).toBe(404);
  });

  it('is refused on a socket file, which no browser opens, and with what is neither true nor false', async () => {
    const listen = { socketPath: `${newFolder('page')}/door` };
    for (const options of [{ listen, visualizer: true }, { visualizer: 'yes' as unknown as boolean }]) {
      await expect(openGateway(options)).rejects.toMatchObject({
        code: 'ERR_CONFIG_GATEWAY',
        path: 'visualizer',
      });
    }
  });
});

describe('the page of an engine with `inspect`', () => {
  it('has the routes that look, and none that could move money or needs a token', async () => {
    const { inspectUrl = '', engine } = await inspectedEngine({ port: 0 });
    const { origin } = new URL(inspectUrl);
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const opened = await fetch(inspectUrl, { redirect: 'manual' });
    const Cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const ask = (method: string, path: string) => send(origin, method, path, { token: null, headers: { Cookie } });
    expect((await ask('GET', '/v1/inspection')).json).toMatchObject({ source: 'live' });
    expect((await send(origin, 'GET', '/v1/inspection', { token: null })).status).toBe(401);
    for (const [method, path] of [
      ['PUT', '/v1/transactions/basket-1'],
      ['POST', '/v1/transactions/basket-1/override'],
      ['GET', '/v1/transactions'],
      ['GET', '/metrics'],
      ['POST', '/api/play/do'],
    ] as const) {
      expect([path, (await ask(method, path)).status]).toEqual([path, 404]);
    }
    const hosts = [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'same-site' }];
    const refused = await Promise.all(
      hosts.map((headers) => send(origin, 'GET', '/', { token: null, headers: { Cookie, ...headers } })),
    );
    expect(refused.map(({ status }) => status)).toEqual([421, 403, 403]);
    await engine.close();
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('has the messages of what happened before it was opened', async () => {
    const { inspectUrl = '', engine } = await inspectedEngine({ port: 0 });
    await engine.pay(order({ id: 'basket-1' })).settled();
    await new Promise((resolve) => setImmediate(resolve));
    const opened = await fetch(inspectUrl, { redirect: 'manual' });
    const Cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const { origin } = new URL(inspectUrl);
    const { json } = await send(origin, 'GET', '/v1/inspection/transactions/basket-1', {
      token: null,
      headers: { Cookie },
    });
    expect(json['wire']).toMatchObject([{ dir: 'out' }, { dir: 'in', ok: 'verified' }]);
  });

  it('is refused with a port that is taken', async () => {
    const { inspectUrl = '' } = await inspectedEngine({ port: 0 });
    const port = Number(new URL(inspectUrl).port);
    await expect(inspectedEngine({ port })).rejects.toMatchObject({
      code: 'ERR_CONFIG_INSPECT',
      message: expect.stringContaining('EADDRINUSE'),
    });
  });
});

describe('the page to play with', () => {
  it('takes what its own page sends, and nothing that another site does', async () => {
    const done: unknown[] = [];
    const state = { isRunning: true, screen: { kind: 'idle', line: 'Welcome' }, paper: [], ledger: [], faults: [] };
    const page = await startVisualizer(
      { overview: () => Promise.reject(new Error('not asked for')), transaction: () => Promise.resolve(undefined) },
      {
        play: {
          state: () => state as never,
          act: (action) => Promise.resolve(void done.push(action)),
          follow: () => () => {},
        },
      },
    );
    onTestFinished(() => page.close());
    const { origin } = new URL(page.url);
    const opened = await fetch(page.url, { redirect: 'manual' });
    const Cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const act = (headers: Readonly<Record<string, string>>, body: object = { do: 'start' }) =>
      send(origin, 'POST', '/api/play/do', { body, token: null, headers });
    const refused = [
      {},
      { Cookie, Origin: 'https://evil.example' },
      { Cookie, 'Sec-Fetch-Site': 'same-site' },
      { Cookie, Host: 'evil.example' },
      { Cookie, 'Content-Type': 'text/plain' },
    ];
    const statuses = await Promise.all(refused.map(async (headers) => (await act(headers)).status));
    expect([statuses, done]).toEqual([[401, 403, 403, 421, 415], []]);
    expect(await act({ Cookie, Origin: origin })).toMatchObject({ status: 200, json: { done: true } });
    const none = [{ do: 'nothing' }, { do: 'touch' }, { do: 'decide', outcome: 'yes' }, { do: 'restart' }];
    const answers = await Promise.all(none.map(async (body) => (await act({ Cookie, Origin: origin }, body)).status));
    expect(answers).toEqual([400, 400, 400, 400]);
    expect(done).toEqual([{ do: 'start' }]);
    const feed = await fetch(`${origin}/api/play/feed`, { headers: { cookie: Cookie } });
    const reader = feed.body?.getReader();
    let text = '';
    while (!text.includes('Welcome')) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(text).toContain('event: message\ndata: {"isRunning":true');
    await reader?.cancel();
  });
});
