import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FLEET_ROOT_PINS } from '../../certs/index.ts';
import { createFakeFleet } from '../../simulator/index.ts';
import { run, runProcess, temporaryFolder } from './fixture/processes.ts';
import { refusedWith } from './fixture/results.ts';

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
