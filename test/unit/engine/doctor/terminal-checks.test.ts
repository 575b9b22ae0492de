import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { loadFleetRoot } from '../../../../certs/index.ts';
import { checkClock, checkProtection } from '../../../../engine/doctor/answer-checks.ts';
import { checkChain, checkDates } from '../../../../engine/doctor/certificate-checks.ts';
import { WARN_DAYS } from '../../../../engine/runtime/certificate-watch.ts';
import { checkTls } from '../../../../engine/doctor/link-checks.ts';
import { createEngine, type EngineOptions, type SharedKey } from '../../../../index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { fleet, POIID, terminal } from '../../../support/wire/doctor-shop.ts';
import { SHARED_KEY, sealedTerminal } from '../../../support/terminal/sealed-terminal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
const KEY = { keyIdentifier: 'lane-key', keyVersion: 3 };

const options: EngineOptions = {
  saleId: 'TILL-01',
  environment: 'test',
  terminals: [{ poiid: POIID, host: '127.0.0.1', port: 1 }],
  sharedKeys: [SHARED_KEY],
  rootCertificate: fleet.rootPem,
};

describe('engine.diagnose', () => {
  it('reports on a terminal step by step, while the engine goes on', async () => {
    const simulator = await terminal();
    const { host, port } = simulator.terminal(POIID);
    const engine = await createEngine({ ...options, terminals: [{ poiid: POIID, host, port }] });
    const { checks, ...report } = await engine.diagnose(POIID);
    expect(report).toMatchObject({ poiid: POIID, address: `${host}:${port}`, status: 'pass', diagnosis: { ok: true } });
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual(
      'name tcp tls chain identity dates protection diagnosis platform clock'.split(' ').map((name) => `${name} pass`),
    );
    expect(engine.terminal(POIID).state).toMatchObject({ waiting: [] });
    await engine.close();
    await simulator.close();
    await expect(engine.diagnose(POIID)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('leaves out the way to the terminal where the transport is that of the caller', async () => {
    const { transport } = await sealedTerminal((asked) =>
      asked.answer({ Response: { Result: 'Success' }, POIStatus: { GlobalStatus: 'OK' } }),
    );
    const engine = await createEngine({ ...options, rootCertificate: undefined, parts: { transport } });
    const { status, checks } = await engine.diagnose(POIID);
    expect(status).toBe('pass');
    expect(checks.filter((check) => check.status === 'pass').map(({ name }) => name)).toEqual([
      'protection',
      'diagnosis',
    ]);
    await expect(engine.diagnose('V400m-000000000')).rejects.toMatchObject({ code: 'ERR_INPUT_TERMINAL' });
    await engine.close();
  });

  it('warns that a terminal without protection can be imitated', async () => {
    const simulator = await terminal({ sharedKeys: [] });
    const { host, port } = simulator.terminal(POIID);
    const terminals = [{ poiid: POIID, host, port, protection: 'none' as const }];
    const engine = await createEngine({ ...options, sharedKeys: undefined, terminals });
    const { checks } = await engine.diagnose(POIID);
    expect(checks.find(({ name }) => name === 'protection')).toMatchObject({ status: 'warn' });
    await engine.close();
    await simulator.close();
  });
});

describe('with several keys engine.diagnose tries each', () => {
  const NEW = { ...SHARED_KEY, keyVersion: 4, passphrase: 'Newer9_Red!Teapot' };
  const THIRD = { ...SHARED_KEY, keyIdentifier: 'other-shop', passphrase: 'Third9_Red!Teapot' };

  async function diagnosed(onTerminal: readonly SharedKey[], configured: readonly SharedKey[]) {
    const simulator = await terminal({ sharedKeys: onTerminal });
    const { host, port } = simulator.terminal(POIID);
    const terminals = [{ poiid: POIID, host, port }];
    const engine = await createEngine({ ...options, sharedKeys: configured, terminals });
    const { checks } = await engine.diagnose(POIID);
    const { received } = simulator.terminal(POIID);
    await engine.close();
    await simulator.close();
    const statusOf = (name: string) => checks.find((check) => check.name === name);
    return { protection: statusOf('protection'), diagnosis: statusOf('diagnosis')?.status, received };
  }

  it('and warns that the terminal has an old one, which it names, and reads what it says about itself under that', async () => {
    const { protection, diagnosis } = await diagnosed([SHARED_KEY], [NEW, THIRD, SHARED_KEY]);
    expect(protection).toMatchObject({
      status: 'warn',
      reason: expect.stringMatching(
        /old key: it accepts the key "lane-key", version 3, .*wrong version: .*no version 4.*"other-shop", version 3 is not accepted/,
      ),
      remedy: expect.stringContaining('keep the old key'),
    });
    expect(diagnosis).toBe('pass');
  });

  it('and says which of them it accepts beside the first one', async () => {
    const { protection, received } = await diagnosed([NEW, SHARED_KEY], [NEW, SHARED_KEY, THIRD]);
    expect(protection).toMatchObject({
      status: 'pass',
      reason: expect.stringMatching(
        /opens what the key "lane-key", version 4 seals.*version 3 is accepted, .* is not accepted/,
      ),
    });
    expect(new Set(received.map(({ ServiceID }) => ServiceID)).size).toBe(received.length);
    expect(received.every(({ MessageCategory }) => MessageCategory === 'Diagnosis')).toBe(true);
  });

  it('and fails with what is wrong with the first one when it accepts none', async () => {
    const { protection, diagnosis } = await diagnosed([SHARED_KEY], [NEW, THIRD]);
    expect(protection).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/^wrong version: .*no other key is accepted either: the key "other-shop"/),
    });
    expect(diagnosis).toBe('skip');
    expect(JSON.stringify(protection)).not.toContain('Teapot');
  });
});

describe('the check of the chain', () => {
  it('names a public authority: that is no terminal', () => {
    const [pem = ''] = rootCertificates;
    expect(checkChain([new X509Certificate(pem)], fleetRoot)).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('a public authority'),
    });
  });

  it('fails when nothing was presented', () => {
    expect(checkChain([], fleetRoot)).toMatchObject({ status: 'fail' });
  });

  it('names the other environment by its root', async () => {
    const live = await import('../../../support/wire/doctor-shop.ts').then(({ foreignCertificate }) =>
      foreignCertificate(`${POIID}.live.terminal.adyen.com`, 'Adyen Live Terminal Fleet Root'),
    );
    expect(checkChain([new X509Certificate(live.certPem)], fleetRoot)).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('wrong environment: the terminal is a live terminal'),
    });
  });
});

describe('the check of the dates', () => {
  it.each([
    [WARN_DAYS + 1, 'pass'],
    [WARN_DAYS, 'pass'],
    [WARN_DAYS - 1, 'warn'],
    [0, 'fail'],
  ])('%s days before the end: %s', async (days, status) => {
    const { chainPem } = await fleet.issue({ poiid: POIID });
    const leaf = new X509Certificate(chainPem);
    const nowMs = Date.parse(leaf.validTo) - days * DAY_MS;
    expect(checkDates([leaf], fleetRoot, nowMs).status).toBe(status);
  });
});

describe('the check of the key', () => {
  it.each([
    ['Nexo Service: crypto error (1)', /could not read/],
    ['Nexo Service: crypto error (2)', /wrong version: .*no version 3/],
    ['Nexo Service: crypto error (3)', /identifier, version or passphrase/],
    ['Nexo Service: crypto error (7)', /7, which is not documented/],
    ['Nexo Service: crypto error (9)', /wrong passphrase/],
    ['crypto error', /without a number/],
  ])('reads %s', (said, reason) => {
    const found = checkProtection({ kind: 'noAnswer', failure: failure('ERR_REJECTED_CRYPTO', said) }, KEY);
    expect(found).toMatchObject({ status: 'fail', reason: expect.stringMatching(reason) });
  });

  it('proves nothing about a key when there was no answer', () => {
    const found = checkProtection({ kind: 'noAnswer', failure: failure('ERR_LINK_TIMEOUT') }, KEY);
    expect(found.status).toBe('skip');
  });
});

describe('the check of the clock', () => {
  const now = Date.parse('2026-05-04T10:00:00Z');
  it.each([
    [undefined, 'skip', /does not tell/],
    [now - 300_000, 'pass', /differ by 300 s/],
    [now - 301_000, 'warn', /301 s ahead of/],
    [now + 301_000, 'warn', /301 s behind/],
  ])('of a terminal that says %s: %s', (peerMs, status, reason) => {
    expect(checkClock(peerMs, now)).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });
});

describe('the check of TLS', () => {
  it.each([
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no TLS version from 1\.2/],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', /no TLS version from 1\.2/],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /no cipher/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /without TLS/],
    ['ETIMEDOUT', /says nothing/],
    ['ECONNRESET', /closed during/],
    ['ERR_SSL_SOMETHING_ELSE', /ERR_SSL_SOMETHING_ELSE/],
  ])('explains %s', (code, reason) => {
    expect(checkTls({ ok: false, code, message: '' }, 8443)).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(reason),
    });
  });
});
