import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { probeDisk, type DiskProbe } from '../../../../adapters/probe/probe-disk.ts';
import { checkJournal } from '../../../../engine/doctor/journal-checks.ts';
import { checkListener } from '../../../../engine/doctor/listener-check.ts';
import { checkWayOut } from '../../../../engine/doctor/way-out-check.ts';
import { opened } from '../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal } from '../../../compliance/sqlite.ts';
import { foreignCertificate } from '../../../support/wire/doctor-shop.ts';
import { tlsServer } from '../../../support/wire/tls-server.ts';

const MIB = 1024 * 1024;
const none = join(tmpdir(), 'no-such-folder', 'till.db');
/** Nothing stands there, in a folder that exists. */
const fresh = join(tmpdir(), 'no-such-till.db');
const disk = (over: Partial<DiskProbe> = {}) => ({ exists: false, freeBytes: 5000 * MIB, writeMs: 2, ...over });

describe('the check of a journal', () => {
  it.each([
    ['ENOSPC', /the disk is full/],
    ['EDQUOT', /quota/],
    ['EROFS', /read-only/],
    ['EACCES', /may not write/],
    ['ENOENT', /folder does not exist/],
    ['EIO', /the disk failed/],
  ])('fails with the true cause when the disk says %s', async (code, reason) => {
    const refuses = () => Promise.reject(Object.assign(new Error('secret'), { code }));
    const { journal, unknowns } = await checkJournal(none, refuses);
    expect(journal).toMatchObject({ status: 'fail', reason: expect.stringMatching(reason) });
    expect(journal.reason).not.toContain('secret');
    expect(unknowns).toMatchObject({ status: 'skip' });
  });

  it.each([
    [{ freeBytes: MIB - 1 }, 'fail', /full/],
    [{ freeBytes: 199 * MIB }, 'warn', /almost full/],
    [{ writeMs: 251 }, 'warn', /slow/],
    [{ writeMs: 250, freeBytes: 200 * MIB }, 'pass', /can be created/],
    [{ ownerPid: 4711 }, 'pass', /process 4711/],
  ] as const)('finds of a disk with %j: %s', async (over, status, reason) => {
    const { journal } = await checkJournal(fresh, () => Promise.resolve(disk(over)));
    expect(journal).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });

  it('is skipped without a journal', async () => {
    const { journal, unknowns } = await checkJournal(undefined, probeDisk);
    expect([journal.status, unknowns.status]).toEqual(['skip', 'skip']);
  });
});

describe.skipIf(driver === undefined)('the check of a journal whose file is not what it was', () => {
  async function filled(): Promise<string> {
    const path = join(newFolder(), 'till.db');
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    await journal.close();
    return path;
  }

  it('fails when the file is gone and its tip is not, as the engine would', async () => {
    const path = await filled();
    rmSync(path);
    const { journal, unknowns } = await checkJournal(path, probeDisk);
    expect(journal).toMatchObject({ status: 'fail', reason: expect.stringMatching(/expected 1 records.*found 0/) });
    expect(unknowns).toMatchObject({ status: 'skip', reason: expect.stringContaining('journal failed') });
    expect(existsSync(path)).toBe(false);
  });

  it('fails when its -wal stands there alone', async () => {
    const path = join(newFolder(), 'till.db');
    writeFileSync(`${path}-wal`, 'x');
    const { journal } = await checkJournal(path, probeDisk);
    expect(journal).toMatchObject({ status: 'fail', remedy: 'put the two back together' });
    expect(journal.reason).toContain('-wal');
  });

  it('passes an empty file, in which the engine begins a journal', async () => {
    const path = join(newFolder(), 'till.db');
    writeFileSync(path, '');
    const { journal } = await checkJournal(path, probeDisk);
    expect(journal).toMatchObject({ status: 'pass', reason: expect.stringContaining('can be created') });
  });
});

describe('a look at a disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-doctor-'));
  const mounted = mount(folder);
  if (!mounted) console.log('skipped: a full disk, because this user cannot mount any');
  afterAll(() => {
    if (mounted) execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('leaves nothing behind, and creates no journal', async () => {
    const found = await probeDisk(join(folder, 'till.db'));
    expect(found).toMatchObject({ exists: false, freeBytes: expect.any(Number), writeMs: expect.any(Number) });
    expect(found.ownerPid).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!mounted)('on a full disk makes the check of the journal fail with that', async () => {
    expect(() => writeFileSync(join(folder, 'filler'), new Uint8Array(2 * MIB))).toThrow('ENOSPC');
    const { journal } = await checkJournal(join(folder, 'till.db'), probeDisk);
    expect(journal).toMatchObject({ status: 'fail', reason: expect.stringContaining('the disk is full') });
    expect(existsSync(join(folder, 'till.db'))).toBe(false);
  });
});

function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the check of a listener', () => {
  const setup = { environment: 'test', terminalHosts: ['192.168.1.31'], ownerPid: undefined } as const;

  it('warns of one that only this machine can reach, when terminals are elsewhere', async () => {
    const options = { host: '127.0.0.1', port: 0 };
    expect(await checkListener({ ...setup, options })).toMatchObject({
      status: 'warn',
      reason: expect.stringContaining('no terminal in the network can reach'),
    });
    expect(await checkListener({ ...setup, options, terminalHosts: ['127.0.0.1'] })).toMatchObject({ status: 'pass' });
  });

  it('fails with what is wrong with its options', async () => {
    expect(await checkListener({ ...setup, options: { host: '0.0.0.0', port: 0 } })).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('credentials'),
    });
  });
});

describe('the way out', () => {
  const HOST = 'terminal-api-test.adyen.com';
  const toLoopback = (
    _: string,
    __: object,
    done: (error: null, found: { address: string; family: number }[]) => void,
  ) => done(null, [{ address: '127.0.0.1', family: 4 }]);
  const base = { hosts: [HOST], lookup: toLoopback as never, timeToLive: () => Promise.resolve(30), env: {} };

  async function through(commonName: string, authority: string, over: { readonly trusted?: boolean } = {}) {
    const certificate = await foreignCertificate(commonName, authority);
    const server = await tlsServer(certificate, (_, response) => response.end());
    const { trusted = false } = over;
    try {
      return await checkWayOut('test', {
        ...base,
        port: server.port,
        ...(trusted && { roots: [certificate.rootPem] }),
      });
    } finally {
      expect(server.bytesReceived()).toBe(0);
      await server.close();
    }
  }

  it('passes with a public authority, and says how long the address holds', async () => {
    const found = await through(HOST, 'A Public CA', { trusted: true });
    expect(found).toMatchObject({ status: 'pass', reason: expect.stringContaining('30 s') });
  });

  it('fails with an authority that is not public: an inspecting box', async () => {
    const found = await through(HOST, 'Shop Inspection CA');
    expect(found).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/inspecting box.*Shop Inspection CA/),
    });
  });

  it('fails with another name under a public authority: a captive portal', async () => {
    const found = await through('portal.example', 'A Public CA', { trusted: true });
    expect(found).toMatchObject({ status: 'fail', reason: expect.stringMatching(/another server.*portal\.example/) });
  });

  it('fails with a name that is not resolved, and with a port that is closed', async () => {
    const lookup = (_: string, __: object, done: (error: Error) => void) =>
      done(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    expect(await checkWayOut('test', { ...base, lookup: lookup as never })).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('ENOTFOUND'),
    });
    expect(await checkWayOut('test', { ...base, port: 1 })).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('port 1'),
    });
  });

  it('warns of a proxy variable', async () => {
    const certificate = await foreignCertificate(HOST, 'A Public CA');
    const server = await tlsServer(certificate, (_, response) => response.end());
    const found = await checkWayOut('test', {
      ...base,
      port: server.port,
      roots: [certificate.rootPem],
      env: { HTTPS_PROXY: 'http://user:secret@proxy.example' },
    });
    await server.close();
    expect(found).toMatchObject({ status: 'warn', reason: expect.stringContaining('HTTPS_PROXY') });
    expect(found.reason).not.toContain('secret');
  });
});
