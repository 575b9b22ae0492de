import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { newFolder } from '../support/end-of-file.ts';
import { manifest } from '../support/installed-package.ts';

/** The first program of a user: one payment on the package's own simulator, by the words that load it. */
const till = (load: string) => `
  ${load}
  async function main() {
    const sharedKeys = [{ keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' }];
    const poiid = 'V400m-324688179';
    const simulator = await startSimulator({ terminals: [{ poiid, sharedKeys }], timeScale: 0.01 });
    const { host, port } = simulator.terminal(poiid);
    const engine = await createEngine({
      saleId: 'TILL-01', environment: 'test', terminals: [{ poiid, host, port }], sharedKeys, rootCertificate: simulator.fleet.rootPem,
    });
    const outcome = await engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' }).settled();
    console.log(outcome.kind, outcome.amounts.authorized.value);
    await engine.close();
    await simulator.close();
  }
  main().catch((error) => console.log(error));
`;

/** The package alone, unpacked. What slips into it by mistake is larger than the room that is left. */
const OWN_SIZE_MAX = 6_000_000;
/** With all that npm installs along, without the optional package. */
const ALL_SIZE_MAX = 40_000_000;

/** For a machine that is busy and a registry that is far. */
const INSTALL_MS_MAX = 180_000;

const home = newFolder('install');
const app = join(home, 'app');
let isInstalled = false;

/** Installs the tarball in an empty folder, as a user does. @returns whether there is a registry to do it from */
function install(): boolean {
  mkdirSync(app);
  // better-sqlite3 is optional, and would be built from source for a minute: test:matrix has the journal on both drivers.
  const flags = ['--omit=optional', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=0'];
  try {
    execFileSync('npm', ['install', ...flags, inject('tarball')], { cwd: app, stdio: 'pipe', timeout: INSTALL_MS_MAX });
    return true;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr);
    if (!/\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENOTCACHED|ENETUNREACH)\b/.test(said)) throw error;
    console.log(
      'skipped: the package in an empty folder, because there is no registry to install its dependencies from',
    );
    return false;
  }
}

function node(...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: app, encoding: 'utf8', timeout: 60_000 }).trim();
}

/** How long a process takes to load that door, in milliseconds. */
function loadMs(door: string): number {
  return Number(
    node(
      '-e',
      `const at = performance.now(); import('${door}').then(() => console.log(Math.round(performance.now() - at)))`,
    ),
  );
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

describe('the package, installed by npm in an empty folder', () => {
  beforeAll(() => {
    isInstalled = install();
    const imports = `import { createEngine } from 'tenderline'; import { startSimulator } from 'tenderline/simulator';`;
    const requires = `const { createEngine } = require('tenderline'); const { startSimulator } = require('tenderline/simulator');`;
    writeFileSync(join(app, 'till.mjs'), till(imports));
    writeFileSync(join(app, 'till.cjs'), till(requires));
  }, INSTALL_MS_MAX);

  beforeEach(({ skip }) => skip(!isInstalled, 'no registry to install its dependencies from'));

  it.each(['till.mjs', 'till.cjs'])('pays at its own simulator, as a user would write it: %s', (file) => {
    expect(node(file)).toBe('approved 1099');
  });

  it('brings a command line that runs', () => {
    expect(node(join('node_modules', 'tenderline', 'dist', 'cli', 'main.js'), '--version')).toBe(manifest.version);
    expect(readdirSync(join(app, 'node_modules', '.bin'))).toContain('tenderline');
  });

  it('brings the peer RxJS and its documentation along', () => {
    expect(readdirSync(join(app, 'node_modules'))).toContain('rxjs');
    expect(readdirSync(join(app, 'node_modules', 'tenderline', 'docs'))).toContain('api.md');
  });

  it('is small, and says how small, and how fast it starts', () => {
    const modules = join(app, 'node_modules');
    const [own, all] = [bytesIn(join(modules, 'tenderline')), bytesIn(modules)];
    const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
    const packages = Object.keys(lock.packages).length;
    const starts = ['tenderline', 'tenderline/gateway', 'tenderline/simulator'].map(
      (door) => `${door} ${loadMs(door)} ms`,
    );
    console.log(
      `installed: ${packages} packages, ${megabytes(all)}; tenderline itself ${megabytes(own)}. Loading takes: ${starts.join(', ')}`,
    );
    expect(own).toBeLessThan(OWN_SIZE_MAX);
    expect(all).toBeLessThan(ALL_SIZE_MAX);
  });
});
