import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kill, run, start, stop, temporaryFolder, type Running } from '../fixture/processes.ts';
import { refusedWith, requestsOf } from '../fixture/results.ts';
import { hasJournals, simulate, useSimulation } from '../fixture/simulation.ts';

const POIID = 'V400m-324688179';
const PAYMENT = { type: 'payment', poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'R' };

interface Serving extends Running {
  readonly url: string;
  readonly tokenFile: string;
  readonly call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** Starts `tenderline serve` on a port of the system. */
async function serve(config: string, ...args: readonly string[]): Promise<Serving> {
  const running = start(['serve', '--config', config, '--port', '0', '--json', ...args]);
  const line = JSON.parse(await running.line('stdout', '"type":"listening"')) as { url: string; tokenFile: string };
  const owner = readFileSync(line.tokenFile, 'utf8').trim();
  const call = async (method: string, path: string, body?: unknown, token = owner): Promise<Answer> => {
    const answer = await fetch(`${line.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  return { ...running, ...line, call };
}

/** A configuration of its own for a simulation, so that each test has a journal of its own. */
function configFor(config: string, members: object = {}): string {
  const folder = temporaryFolder();
  const { rootCertificate, passphraseFile, ...rest } = JSON.parse(readFileSync(config, 'utf8')) as Record<
    string,
    string
  >;
  const at = (name = '') => join(dirname(config), name);
  const own = { ...rest, rootCertificate: at(rootCertificate), passphraseFile: at(passphraseFile), ...members };
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(own));
  return join(folder, 'shop.json');
}

describe.runIf(hasJournals)('serve', () => {
  const shop = useSimulation('--speed', '50');

  it('prints one line with its address and the file of its token, and takes a payment', async () => {
    const config = configFor(shop().config);
    const gateway = await serve(config);
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(gateway.tokenFile).toBe(join(dirname(config), 'tenderline.journal.token'));
    if (process.platform !== 'win32') expect(statSync(gateway.tokenFile).mode & 0o777).toBe(0o600);

    const paid = await gateway.call('PUT', '/v1/transactions/basket-1?wait=30', PAYMENT);
    expect(paid).toMatchObject({
      status: 201,
      json: { state: 'settled', outcome: { kind: 'approved', charged: 'yes' } },
    });
    expect((await gateway.call('PUT', '/v1/transactions/basket-1?wait=30', PAYMENT)).status).toBe(200);
    expect((await gateway.call('PUT', '/v1/transactions/basket-1', { ...PAYMENT, reference: 'S' })).status).toBe(409);
    for (const path of ['/openapi.json', '/healthz', '/metrics', '/readyz']) {
      expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
    }
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/tenderline_journal_append_seconds_count [1-9]/);

    gateway.process.kill('SIGTERM');
    const { exitCode, events, stderr } = await gateway.ended;
    expect(exitCode).toBe(0);
    expect(events.map(({ type }) => type)).toEqual(['listening', 'draining', 'stopped']);
    expect(stderr).toBe('');
  });

  it('knows after a kill what it was asked before, and sends nothing twice', async () => {
    const config = configFor(shop().config);
    const first = await serve(config);
    await first.call('PUT', '/v1/transactions/basket-1?wait=30', PAYMENT);
    await first.call('PUT', '/v1/transactions/basket-2', PAYMENT);
    const stateOf = async () => (await first.call('GET', '/v1/transactions/basket-2')).json['state'];
    while (['queued', 'sending'].includes(String(await stateOf())));
    await kill(first);
    const second = await serve(config);
    const known = await second.call('PUT', '/v1/transactions/basket-1?wait=30', PAYMENT);
    expect(known).toMatchObject({ status: 200, json: { outcome: { kind: 'approved' } } });
    const resumed = await second.call('PUT', '/v1/transactions/basket-2?wait=60', PAYMENT);
    expect(resumed).toMatchObject({ status: 200, json: { state: 'settled' } });
    expect(readFileSync(second.tokenFile, 'utf8')).toBe(readFileSync(first.tokenFile, 'utf8'));
    second.process.kill('SIGTERM');
    await second.ended;
  });

  it('takes nothing new at its end, says so, and waits for what runs, whose caller gets the outcome', async () => {
    const slow = await simulate('--speed', '5');
    const gateway = await serve(configFor(slow.config));
    const paying = gateway.call('PUT', '/v1/transactions/basket-1?wait=60', PAYMENT);
    // What has not left yet would be withdrawn.
    const stateOf = async () => (await gateway.call('GET', '/v1/transactions/basket-1')).json['state'];
    while ((await stateOf()) !== 'awaiting');
    gateway.process.kill('SIGTERM');
    await gateway.line('stdout', '"type":"draining"');
    const draining = { status: 503, json: { code: 'ERR_GATEWAY_DRAINING' } };
    expect(await gateway.call('PUT', '/v1/transactions/basket-2', PAYMENT)).toMatchObject(draining);
    expect(await gateway.call('GET', '/readyz')).toMatchObject(draining);
    expect(await gateway.call('GET', '/healthz')).toMatchObject({ status: 200 });
    expect((await paying).json).toMatchObject({ id: 'basket-1', state: 'settled', outcome: { charged: 'yes' } });
    const { exitCode, events } = await gateway.ended;
    expect(exitCode).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'stopped', unresolved: 0 });
    expect(requestsOf(await stop(slow))).toBe(1);
  });

  it('keeps an override with name and reason, and prints who decided', async () => {
    const silent = await simulate(
      '--speed',
      '50',
      '--fault',
      '{"kind":"dropAfterRead"}',
      '--fault',
      '{"kind":"dropAfterRead"}',
    );
    const config = configFor(silent.config);
    const gateway = await serve(config, '--status-interval', '60', '--response-timeout', '1');
    await gateway.call('PUT', '/v1/transactions/basket-1', PAYMENT);
    const unresolved = async () => (await gateway.call('GET', '/v1/unresolved')).json['transactions'] as unknown[];
    while ((await unresolved()).length === 0);
    const decision = { by: 'Ada', reason: 'the receipt says approved', outcome: 'charged' };
    const closed = await gateway.call('POST', '/v1/transactions/basket-1/override', decision);
    expect(closed).toMatchObject({ status: 200, json: { state: 'settled', outcome: { by: 'Ada' } } });
    await gateway.line('stderr', 'override of basket-1 by Ada (token owner): done; the receipt says approved');
    expect(JSON.parse(await gateway.line('stdout', '"type":"audit"'))).toMatchObject({ by: 'Ada', result: 'done' });
    gateway.process.kill('SIGTERM');
    await gateway.ended;
    const shown = await run([
      'transactions',
      'show',
      'basket-1',
      '--config',
      config,
      '--journal',
      join(dirname(config), 'tenderline.journal'),
    ]);
    expect(shown.stdout).toContain('Ada');
  });

  it('takes tokens with scopes from the configuration, each in a file of its own', async () => {
    const tokens = [{ name: 'lane-1', scopes: ['read'], tokenFile: 'lane-1.token' }];
    const config = configFor(shop().config, { gateway: { tokens, tokenFile: 'owner.token', drainSeconds: 1 } });
    const gateway = await serve(config);
    expect(gateway.tokenFile).toBe(join(dirname(config), 'owner.token'));
    const reader = readFileSync(join(dirname(config), 'lane-1.token'), 'utf8').trim();
    expect((await gateway.call('GET', '/v1/terminals', undefined, reader)).status).toBe(200);
    expect((await gateway.call('PUT', '/v1/transactions/basket-1', PAYMENT, reader)).status).toBe(403);
    gateway.process.kill('SIGTERM');
    await gateway.ended;
  });

  it('takes the token of its owner from a variable, and then makes no file', async () => {
    const config = configFor(shop().config);
    const token = `owner-${'x'.repeat(40)}`;
    const running = start(['serve', '--config', config, '--port', '0', '--json'], {
      env: { TENDERLINE_GATEWAY_TOKEN: token },
    });
    const listening = JSON.parse(await running.line('stdout', '"type":"listening"')) as { url: string };
    expect(listening).not.toHaveProperty('tokenFile');
    const answer = await fetch(`${listening.url}/v1/terminals`, { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect(existsSync(join(dirname(config), 'tenderline.journal.token'))).toBe(false);
    running.process.kill('SIGTERM');
    await running.ended;
  });

  it.each([
    ['an address of the network without TLS', { host: '0.0.0.0' }, 'ERR_CONFIG_GATEWAY', 'tls'],
    ['a member that is misspelt', { prot: 1 }, 'ERR_CONFIG_UNKNOWN', 'did you mean port?'],
    ['a page that is neither on nor off', { visualizer: 'yes' }, 'ERR_CONFIG_FILE', 'true or false'],
    ['a port that is none', { port: '4460' }, 'ERR_CONFIG_FILE', 'a port from 0 to 65535'],
    [
      'a token in the place of its file',
      { tokens: [{ name: 'a', token: 'x', scopes: ['pay'] }] },
      'ERR_CONFIG_UNKNOWN',
      'tokenFile',
    ],
    [
      'a scope that is none',
      { tokens: [{ name: 'a', tokenFile: 'a.token', scopes: ['all'] }] },
      'ERR_CONFIG_GATEWAY',
      'operate',
    ],
    ['a certificate that is not there', { certificate: 'no.pem', key: 'no.pem' }, 'ERR_CONFIG_FILE', 'ENOENT'],
  ])('refuses %s', async (_, gateway, code, text) => {
    const result = await run(['serve', '--config', configFor(shop().config, { gateway }), '--json']);
    expect(result).toMatchObject(refusedWith(code, expect.stringContaining(text)));
  });

  it('refuses a port that is taken, and a port that is none', async () => {
    const config = configFor(shop().config);
    const first = await serve(config);
    const port = new URL(first.url).port;
    const second = configFor(shop().config);
    const refusals: [string, string, string, string][] = [
      [second, port, 'ERR_CONFIG_GATEWAY', 'EADDRINUSE'],
      [second, 'x', 'ERR_CONFIG_SETTING', '--port'],
      [config, '0', 'ERR_CONFIG_JOURNAL_IN_USE', ''],
    ];
    for (const [file, at, code, text] of refusals) {
      const result = await run(['serve', '--config', file, '--port', at, '--json']);
      expect(result).toMatchObject(refusedWith(code, expect.stringContaining(text)));
    }
    first.process.kill('SIGTERM');
    await first.ended;
  });
});
