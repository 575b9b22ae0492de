import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FLEET_ROOT_PINS, FLEET_ROOT_SHA1 } from '../../../certs/index.ts';
import { createFakeFleet } from '../../../simulator/index.ts';
import { run, runProcess, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';

/** Adyen's root for test, if it lies beside the working copy. */
const REAL_ROOT = fileURLToPath(new URL('../../../shared/certs/adyen-terminalfleet-test.pem', import.meta.url));

const certs = (home: string, ...args: string[]) => run(['certs', ...args], { env: { TENDERLINE_HOME: home } });

describe('certs', () => {
  it('reports for both environments which root is expected, where, and that it is not installed', async () => {
    const home = temporaryFolder();
    const { exitCode, events } = await certs(home, '--json');
    expect(exitCode).toBe(0);
    expect(events).toEqual(
      (['test', 'live'] as const).map((environment) => ({
        type: 'root',
        environment,
        pin: FLEET_ROOT_PINS[environment],
        pinSha1: FLEET_ROOT_SHA1[environment],
        path: join(home, `adyen-terminalfleet-${environment}.pem`),
        installed: false,
      })),
    );
    expect((await runProcess(['certs'], { env: { TENDERLINE_HOME: home } })).stdout).toContain(
      'tenderline certs install FILE',
    );
  });

  it('installs no root but a pinned one', async () => {
    const home = temporaryFolder();
    const wrong = join(home, 'wrong.pem');
    writeFileSync(wrong, (await createFakeFleet()).rootPem);
    const { exitCode, stderr } = await certs(home, 'install', wrong);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^tenderline: fleet root: expected .*\(ERR_CONFIG_ROOT\)\n$/);
    expect(stderr).toContain(FLEET_ROOT_PINS.test);
    expect(existsSync(join(home, 'adyen-terminalfleet-test.pem'))).toBe(false);
  });

  it('says which file it could not read', async () => {
    const { exitCode, stderr } = await certs(temporaryFolder(), 'install', 'none.pem');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('expected to read "none.pem", found ENOENT');
  });

  it('reports a file in place of the root that is another root', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'adyen-terminalfleet-test.pem'), (await createFakeFleet()).rootPem);
    const { exitCode, events } = await certs(home, '--json');
    expect(exitCode).toBe(2);
    expect(events[0]).toMatchObject({ installed: false, problem: expect.stringContaining('found another root') });
  });

  it('reports a download that failed', async () => {
    const url = 'http://127.0.0.1:1/root.pem';
    expect(await certs(temporaryFolder(), 'fetch', '--url', url, '--json')).toMatchObject(
      refusedWith('ERR_CONFIG_ROOT_DOWNLOAD'),
    );
  });

  it('show prints both fingerprints of both roots, as the documentation has them', async () => {
    const { stdout } = await certs(temporaryFolder(), 'show');
    for (const environment of ['test', 'live'] as const) {
      expect(stdout).toContain(`SHA-256 ${FLEET_ROOT_PINS[environment]}`);
      expect(stdout).toContain(`SHA-1   ${FLEET_ROOT_SHA1[environment]}`);
    }
  });

  it('export says that Tenderline has no root itself, when none is installed', async () => {
    const result = await certs(temporaryFolder(), 'export', '--out', 'root.pem', '--json');
    expect(result).toMatchObject(refusedWith('ERR_CONFIG_ROOT', expect.stringContaining('certs install FILE')));
  });

  it.skipIf(!existsSync(REAL_ROOT))(
    'export writes the root in PEM and DER, and replaces no file without --force',
    async () => {
      const home = temporaryFolder();
      await certs(home, 'install', REAL_ROOT);
      const raw = new X509Certificate(readFileSync(REAL_ROOT)).raw;
      for (const format of ['pem', 'der']) {
        const out = join(home, `root.${format === 'pem' ? 'crt' : 'cer'}`);
        const args = ['export', '--environment', 'test', '--format', format, '--out', out];
        expect(await certs(home, ...args, '--json')).toMatchObject({
          exitCode: 0,
          events: [{ type: 'exported', fingerprint: FLEET_ROOT_PINS.test, sha1: FLEET_ROOT_SHA1.test }],
        });
        expect(new X509Certificate(readFileSync(out)).raw).toEqual(raw);
        expect(readFileSync(out).equals(raw)).toBe(format === 'der');
        writeFileSync(out, 'mine');
        expect(await certs(home, ...args, '--json')).toMatchObject(refusedWith('ERR_CONFIG_ROOT'));
        expect(readFileSync(out, 'utf8')).toBe('mine');
        expect((await certs(home, ...args, '--force')).exitCode).toBe(0);
        expect(new X509Certificate(readFileSync(out)).raw).toEqual(raw);
      }
    },
  );

  it.skipIf(!existsSync(REAL_ROOT))('installs the root of Adyen for test, and lists it', async () => {
    const home = temporaryFolder();
    const { exitCode, events } = await certs(home, 'install', REAL_ROOT, '--json');
    expect(exitCode).toBe(0);
    expect(events).toMatchObject([{ type: 'installed', environment: 'test', fingerprint: FLEET_ROOT_PINS.test }]);
    expect(readFileSync(join(home, 'adyen-terminalfleet-test.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
    const installed = await certs(home, '--json');
    expect(installed.events[0]).toMatchObject({
      environment: 'test',
      installed: true,
      fingerprint: FLEET_ROOT_PINS.test,
    });
    expect(installed.events[1]).toMatchObject({ environment: 'live', installed: false });
  });
});
