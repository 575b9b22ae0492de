import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CHECKS } from '../../../index.ts';
import type { Simulator } from '../../../simulator/index.ts';
import { openSqliteJournal } from '../../compliance/sqlite.ts';
import { configFor, fleet, foreignCertificate, POIID, terminal } from '../../support/wire/doctor-shop.ts';
import { oddLeaf } from '../../support/wire/odd-leaf.ts';
import { SHARED_KEY } from '../../support/terminal/sealed-terminal.ts';
import { tlsServer } from '../../support/wire/tls-server.ts';
import { printedSoFar, run, stop, temporaryFolder, type Result } from '../fixture/processes.ts';
import { crashPayment, hasJournals, newJournal, sale, simulate } from '../fixture/simulation.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Ends it after the test. @returns its port */
function portOf(simulator: Simulator): number {
  closing.push(() => simulator.close());
  return simulator.terminal(POIID).port;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

const doctor = (config: string, ...args: string[]) => run(['doctor', '--config', config, '--json', ...args]);
const at = (port: number, members: object = {}, ...args: string[]) =>
  doctor(configFor(temporaryFolder(), port, members), ...args);

const checksOf = ({ events }: Result) => events.filter(({ type }) => type === 'check');
const checkOf = (result: Result, name: string) => checksOf(result).find((check) => check['name'] === name);

/** The first line that failed. */
const firstFailure = (result: Result) => checksOf(result).find(({ status }) => status === 'fail');

/** What a run comes to: its first failing line, the summary, and the exit code. */
const failureOf = (result: Result) => ({
  ...firstFailure(result),
  summary: result.events.at(-1),
  exitCode: result.exitCode,
});

/** A run whose first failing line is that one. */
const failsAt = (name: string, reason: RegExp) => ({
  name,
  reason: expect.stringMatching(reason),
  remedy: expect.stringMatching(/.{10}/),
  summary: { type: 'summary', status: 'fail' },
  exitCode: 1,
});

describe('doctor', () => {
  it('passes a good simulator, prints every step in the order of the table, and ends with a summary and 0', async () => {
    const result = await at(portOf(await terminal()));
    expect(checksOf(result).map(({ name }) => name)).toEqual(Object.keys(CHECKS));
    expect(checksOf(result).filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    for (const check of checksOf(result)) {
      expect(check).toMatchObject({ status: expect.stringMatching(/^(pass|skip)$/), reason: expect.any(String) });
      expect(check['remedy']).toBe('');
    }
    expect(result.events.at(-1)).toEqual({ type: 'summary', status: 'pass' });
    expect(result.exitCode).toBe(0);
  });

  it('says of a simulator that was stopped that the port refuses, and checks nothing that stands on that', async () => {
    const simulator = await terminal();
    const { port } = simulator.terminal(POIID);
    await simulator.close();
    const result = await at(port);
    expect(failureOf(result)).toMatchObject(failsAt('tcp', /refuses the connection/));
    expect(checkOf(result, 'diagnosis')).toMatchObject({ status: 'skip', reason: 'not checked, because tcp failed' });
    expect(checkOf(result, 'versions')).toMatchObject({ status: 'pass' });
  });

  it('says that a name cannot be resolved', async () => {
    expect(failureOf(await at(1, { host: 'no-such-terminal.invalid' }))).toMatchObject(
      failsAt('name', /no-such-terminal.invalid/),
    );
  });

  it.each([
    ['the root is that of another fleet', { fleetOfItsOwn: true }, 'chain', /wrong root certificate/],
    [
      'another terminal answers',
      { certificate: { poiid: 'S1F2-000158213300585' } },
      'identity',
      /another terminal answers: S1F2-000158213300585, not V400m/,
    ],
    ['the certificate has expired', { certificate: { poiid: POIID, validity: 'expired' } }, 'dates', /has expired/],
    [
      'the certificate is not valid yet',
      { certificate: { poiid: POIID, validity: 'notYetValid' } },
      'dates',
      /not valid before/,
    ],
    ['it is a live terminal', { certificate: { poiid: POIID, environment: 'live' } }, 'identity', /live terminal/],
    [
      'the intermediate is missing',
      { certificate: { poiid: POIID, withoutIntermediate: true } },
      'chain',
      /leaves out the certificate/,
    ],
    ['the certificate is self-signed', { certificate: { poiid: POIID, selfSigned: true } }, 'chain', /self-signed/],
    ['the terminal has no key', { sharedKeys: [] }, 'protection', /no key on the terminal.*NexoBlob unexpected/],
    [
      'the terminal has no key, and newer software',
      { sharedKeys: [], settings: { noKeyAnswer: 'wrapped' } },
      'protection',
      /no key on the terminal/,
    ],
    [
      'the passphrase is wrong',
      { sharedKeys: [{ ...SHARED_KEY, passphrase: 'Other9_Red!Teapot' }] },
      'protection',
      /wrong passphrase/,
    ],
    [
      'the version of the key is wrong',
      { sharedKeys: [{ ...SHARED_KEY, keyVersion: 4 }] },
      'protection',
      /wrong version: the terminal has no version 3/,
    ],
    [
      'the platform is not reached',
      { settings: { hostReachable: false } },
      'platform',
      /does not reach the payment platform/,
    ],
    [
      'the terminal is unreachable from the platform',
      { settings: { globalStatus: 'Unreachable' } },
      'diagnosis',
      /no connection to the platform/,
    ],
    ['the terminal is in maintenance', { settings: { globalStatus: 'Maintenance' } }, 'diagnosis', /Maintenance/],
  ] as const)('says in its first failing line that %s', async (_, how, name, reason) => {
    const { fleetOfItsOwn, ...over } = { fleetOfItsOwn: false, ...how };
    const { createFakeFleet } = await import('../../../simulator/index.ts');
    const simulator = await terminal({ ...over, ...(fleetOfItsOwn && { fleet: await createFakeFleet() }) });
    const result = await at(portOf(simulator));
    expect(failureOf(result)).toMatchObject(failsAt(name, reason));
    expect(simulator.terminal(POIID).ledger.entries).toEqual([]);
    const later = checksOf(result).slice(checksOf(result).findIndex((check) => check['name'] === name) + 1);
    expect(later.filter((check) => check['status'] === 'fail')).toEqual([]);
    // A certificate that is refused is sent nothing.
    if (['chain', 'identity', 'dates'].includes(name)) {
      expect(simulator.terminal(POIID).received).toEqual([]);
      expect(checkOf(result, 'protection')).toMatchObject({ status: 'skip', reason: expect.stringContaining(name) });
    }
  });

  it('tries each of several keys, and names the one that the terminal accepts', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'new.txt'), 'Newer9_Red!Teapot');
    const { keyIdentifier } = SHARED_KEY;
    const sharedKeys = [
      { keyIdentifier, keyVersion: 4, passphraseFile: 'new.txt' },
      { keyIdentifier, keyVersion: 3, passphraseFile: 'passphrase.txt' },
    ];
    const port = portOf(await terminal());
    const result = await doctor(
      configFor(folder, port, { terminals: [{ poiid: POIID, host: '127.0.0.1', port, sharedKeys }] }),
    );
    expect(checkOf(result, 'protection')).toMatchObject({
      status: 'warn',
      reason: expect.stringMatching(/accepts the key "lane-key", version 3, .*wrong version: .*no version 4/),
    });
    expect(checkOf(result, 'diagnosis')).toMatchObject({ status: 'pass' });
    expect(printedSoFar().join('')).not.toMatch(/Teapot|Kettle/);
  });

  it('warns of a certificate that ends within 60 days, and of what the terminal reports, and fails nothing', async () => {
    const certificate = await oddLeaf(fleet, { poiid: POIID });
    const settings = { printerStatus: 'NoPaper', batteryPercent: 9, unconfirmedPayments: 2 };
    const result = await at(portOf(await terminal({ certificate, settings })));
    expect(checkOf(result, 'dates')).toMatchObject({ status: 'warn', reason: expect.stringContaining('ends soon') });
    const reason = checkOf(result, 'diagnosis')?.['reason'];
    for (const words of ['out of paper', 'battery is low', 'taken offline']) expect(reason).toContain(words);
    expect(result.events.at(-1)).toEqual({ type: 'summary', status: 'warn' });
    expect(result.exitCode).toBe(0);
  });

  it('says of a plain HTTP server that it is not a terminal', async () => {
    const port = await listening(createHttpServer((_, response) => response.end('hello')));
    expect(failureOf(await at(port))).toMatchObject(failsAt('tls', /not a terminal.*without TLS/));
  });

  it('says of a terminal that speaks old versions of TLS only that it does', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const server = await tlsServer(await fleet.issue({ poiid: POIID }), (_, response) => response.end(), old);
    closing.push(() => server.close());
    expect(failureOf(await at(server.port))).toMatchObject(failsAt('tls', /no TLS version from 1\.2/));
  });

  it.each([
    ['a TLS server of something else', 'router.shop.example', /not a terminal.*router\.shop\.example/],
    ['an inspecting box', `${POIID}.test.terminal.adyen.com`, /inspecting box.*Shop Inspection CA/],
  ])('says of %s what it is, and sends it nothing', async (_, commonName, reason) => {
    const certificate = await foreignCertificate(commonName, 'Shop Inspection CA');
    const server = await tlsServer(certificate, (_request, response) => response.end());
    closing.push(() => server.close());
    expect(failureOf(await at(server.port))).toMatchObject(failsAt('chain', reason));
    expect(server.bytesReceived()).toBe(0);
  });

  it('says of a server with the certificate of the terminal that gives no answer of one', async () => {
    const server = await tlsServer(await fleet.issue({ poiid: POIID }), (_, response) => response.end('<html>'));
    closing.push(() => server.close());
    expect(failureOf(await at(server.port))).toMatchObject(
      failsAt('diagnosis', /no answer to a Diagnosis that can be used/),
    );
  });

  it('says that a listener port is taken', async () => {
    const taken = await listening(createTcpServer());
    const result = await at(portOf(await terminal()), {}, '--listen-port', String(taken));
    expect(failureOf(result)).toMatchObject(failsAt('listener', new RegExp(`port ${taken} is taken`)));
  });

  it('says of a configuration what is wrong with it, and that nothing else was checked', async () => {
    const result = await at(1, { keyVersion: 'three' });
    expect(failureOf(result)).toMatchObject(failsAt('configuration', /keyVersion/));
    expect(new Set(checksOf(result).map(({ name }) => name))).toEqual(new Set(Object.keys(CHECKS)));
    expect(checkOf(result, 'tcp')).toMatchObject({ status: 'skip' });
  });

  it('says that the fleet root is missing', async () => {
    const config = configFor(temporaryFolder(), 1, { rootCertificate: 'none.pem' });
    expect(failureOf(await doctor(config))).toMatchObject(failsAt('root', /readable file/));
  });

  it.skipIf(!hasJournals)('says of a journal that is sound so, and of a damaged one that it is damaged', async () => {
    const folder = temporaryFolder();
    const journal = join(folder, 'till.db');
    await (await openSqliteJournal(journal)).close();
    const config = configFor(folder, portOf(await terminal()), { journal });
    const sound = await doctor(config);
    expect(checkOf(sound, 'journal')).toMatchObject({
      status: 'pass',
      reason: expect.stringMatching(/sound.*MiB free/),
    });
    expect(checkOf(sound, 'unknowns')).toMatchObject({ status: 'pass' });
    const bytes = readFileSync(journal);
    writeFileSync(journal, bytes.fill(0xff, 100, 8000));
    expect(failureOf(await doctor(config))).toMatchObject(failsAt('journal', /damaged/));
    expect(readFileSync(journal)).toEqual(bytes);
  });

  it.skipIf(!hasJournals)('never sends who has a damaged journal to another path, which would forget it', async () => {
    const folder = temporaryFolder();
    const journal = join(folder, 'till.db');
    await (await openSqliteJournal(journal)).close();
    writeFileSync(journal, readFileSync(journal).fill(0xff, 0, 20));
    const config = configFor(folder, 1, { journal });
    const damaged = checkOf(await doctor(config), 'journal');
    expect(damaged).toMatchObject({ status: 'fail', reason: expect.stringMatching(/^the journal is damaged: /) });
    expect(damaged?.['remedy']).toMatch(/^keep the file/);
    rmSync(`${journal}-tip`);
    const unclear = checkOf(await doctor(config), 'journal');
    expect(unclear?.['reason']).toMatch(/^the journal is damaged, or it is another file: .*not SQLite$/);
    expect(unclear?.['remedy']).toMatch(
      /^if it was the journal, keep the file.*if it is another file, give another path$/,
    );
  });

  it.skipIf(!hasJournals)(
    'works beside the till that has the journal open, and takes possession of nothing',
    async () => {
      const folder = temporaryFolder();
      const journal = join(folder, 'till.db');
      const till = await openSqliteJournal(journal);
      closing.push(() => till.close());
      const taken = await listening(createTcpServer());
      const config = configFor(folder, portOf(await terminal()), { journal });
      const result = await doctor(config, '--listen-port', String(taken));
      expect(checkOf(result, 'journal')).toMatchObject({
        status: 'pass',
        reason: expect.stringContaining(`process ${process.pid}`),
      });
      expect(checkOf(result, 'listener')).toMatchObject({
        status: 'warn',
        reason: expect.stringContaining('probably the till'),
      });
    },
  );

  it.skipIf(!hasJournals)(
    'warns of a transaction that an earlier process left open, and changes nothing about it',
    async () => {
      const journal = newJournal();
      const shop = await simulate();
      await crashPayment(shop, ...sale('10.99'), '--journal', journal, '--id', 'basket-1');
      for (let time = 0; time < 2; time += 1) {
        const result = await run(['doctor', '--config', shop.config, '--journal', journal, '--json']);
        expect(checkOf(result, 'unknowns')).toMatchObject({
          status: 'warn',
          reason: expect.stringMatching(/1 transaction\(s\) are open.*basket-1 on V400m-324688179/),
        });
      }
      await stop(shop);
    },
  );

  it('looks with --all at every terminal, names each line by its POIID, and keeps their order', async () => {
    const other = 'V400m-324688180';
    const good = portOf(await terminal());
    const list = [other, POIID].map((poiid) => ({ poiid, host: '127.0.0.1', port: good }));
    const config = configFor(temporaryFolder(), good, { terminals: list });
    const result = await doctor(config, '--all');
    const identity = checksOf(result).filter(({ name }) => name === 'identity');
    expect(identity).toMatchObject([
      { poiid: other, status: 'fail' },
      { poiid: POIID, status: 'pass' },
    ]);
    expect(result.exitCode).toBe(1);
    expect(failureOf(await doctor(config))).toMatchObject(failsAt('configuration', /expected one of/));
    expect((await doctor(config, '--terminal', POIID)).exitCode).toBe(0);
  });

  it('writes a report of one page that has every step, no secret, and nothing that a peer could put into it', async () => {
    const folder = temporaryFolder();
    const certificate = await foreignCertificate('<script>alert(1)</script>', 'A & B CA');
    const server = await tlsServer(certificate, (_, response) => response.end());
    closing.push(() => server.close());
    const file = join(folder, 'report.html');
    await doctor(configFor(folder, server.port), '--html', file);
    const html = readFileSync(file, 'utf8');
    for (const name of Object.keys(CHECKS)) expect(html).toContain(`<td>${name}</td>`);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('A &amp; B');
    expect(html).not.toMatch(/<script|<link|src=|https?:\/\//);
    expect(html).not.toContain(SHARED_KEY.passphrase);
  });

  it('prints for people what was found, what to do and where, and no passphrase anywhere', async () => {
    const simulator = await terminal({ sharedKeys: [{ ...SHARED_KEY, keyVersion: 4 }] });
    const config = configFor(temporaryFolder(), portOf(simulator));
    const { stdout } = await run(['doctor', '--config', config]);
    expect(stdout).toMatch(/FAIL {2}protection +wrong version/);
    expect(stdout).toMatch(/-> compare the version on both sides.*Customer Area/);
    // The cause stands at the end too, where a long report leaves off.
    expect(stdout).toMatch(/Mend the first line that failed.*\nFAIL {2}protection +wrong version/);
    expect(printedSoFar().join('')).not.toContain(SHARED_KEY.passphrase);
  });
});
