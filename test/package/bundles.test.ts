import { build, type BuildOptions } from 'esbuild';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSqliteDriver } from '../../adapters/journal/sqlite-driver.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { installedPackage, root } from '../support/installed-package.ts';
import { POIID } from '../support/test-engine.ts';

const hasSqlite = await loadSqliteDriver().then(
  () => true,
  () => {
    console.log('skipped: tills in a bundle, because there is no SQLite');
    return false;
  },
);
const KEY = { keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' };

/** A till that pays, and then reads in its journal what became of it. */
const TILL = `
  import { createEngine, openJournalReader } from 'tenderline';
  async function main() {
    const { poiid, host, port, root, journal, key, inspect } = JSON.parse(process.argv[2]);
    const terminals = [{ poiid, host, port }];
    const engine = await createEngine({
      saleId: 'TILL-01', environment: 'test', terminals, sharedKeys: [key], rootCertificate: root, journal, inspect,
    });
    await engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1', id: 'basket-1' }).settled();
    await engine.close();
    const reader = await openJournalReader(journal);
    console.log((await reader.get('basket-1')).state.outcome.kind);
    await reader.close();
  }
  main().catch((error) => console.log(error.code + ' ' + error.message));
`;

describe.skipIf(!hasSqlite)('a till in a bundle', () => {
  const { folder, installed } = installedPackage();
  let journals = 0;
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [KEY] }], timeScale: 0.01 });
    // Native, so that it stays outside of every bundle.
    symlinkSync(join(root, 'node_modules/better-sqlite3'), join(folder, 'node_modules/better-sqlite3'));
    writeFileSync(join(folder, 'till.js'), TILL);
  });
  afterAll(() => simulator.close());

  /** Bundles the till as docs/bundling.md shows. @returns the folder of the bundle */
  async function bundle(name: string, format: 'esm' | 'cjs', more: BuildOptions = {}): Promise<string> {
    const outdir = join(folder, name);
    await build({
      entryPoints: {
        till: join(folder, 'till.js'),
        'tenderline-journal-worker': 'tenderline/journal-worker',
      },
      absWorkingDir: folder,
      outdir,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      external: ['better-sqlite3'],
      logLevel: 'error',
      ...more,
      ...(format === 'esm' && {
        banner: {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        },
      }),
    });
    writeFileSync(join(outdir, 'package.json'), JSON.stringify({ type: format === 'esm' ? 'module' : 'commonjs' }));
    return outdir;
  }

  /** What the till prints: the outcome that it finds in its journal, or why it did not start. */
  async function pay(till: string, more: object = {}): Promise<string> {
    const { host, port } = simulator.terminal(POIID);
    const journal = join(folder, `${(journals += 1)}.db`);
    const settings = { poiid: POIID, host, port, root: simulator.fleet.rootPem, journal, key: KEY, ...more };
    const { stdout } = await promisify(execFile)(process.execPath, [till, JSON.stringify(settings)], { cwd: folder });
    return stdout.trim();
  }

  it.each(['esm', 'cjs'] as const)(
    'pays and keeps its journal, in format %s, wherever the bundle is moved',
    async (format) => {
      const built = await bundle(`built-${format}`, format);
      const moved = join(folder, `moved-${format}`);
      cpSync(built, moved, { recursive: true });
      rmSync(built, { recursive: true });
      expect(await pay(join(moved, 'till.js'))).toBe('approved');
      // The files of the page stay behind: that is said, with what to do.
      expect(await pay(join(moved, 'till.js'), { inspect: { port: 0 } })).toMatch(
        /^ERR_CONFIG_INSPECT inspect: expected the files of the page.*leave tenderline out of the bundle/,
      );
    },
  );

  it('finds the file of the thread above the folder for what is loaded on demand, whichever script runs', async () => {
    const built = await bundle('split', 'esm', { splitting: true, chunkNames: 'assets/[name]-[hash]' });
    const script = join(folder, 'starts.mjs');
    writeFileSync(script, `await import(${JSON.stringify(pathToFileURL(join(built, 'till.js')).href)})`);
    expect(await pay(script)).toBe('approved');
    rmSync(join(built, 'tenderline-journal-worker.js'));
    expect(await pay(script)).toMatch(/^ERR_CONFIG_JOURNAL_WORKER/);
  });

  it('finds the file of the thread that Electron unpacks beside its archive', async () => {
    const archive = await bundle('app.asar', 'cjs');
    mkdirSync(join(folder, 'app.asar.unpacked'));
    for (const file of ['tenderline-journal-worker.js', 'package.json']) {
      cpSync(join(archive, file), join(folder, 'app.asar.unpacked', file));
    }
    rmSync(join(archive, 'tenderline-journal-worker.js'));
    expect(await pay(join(archive, 'till.js'))).toBe('approved');
  });

  it.each(['esm', 'cjs'] as const)('without the file of the thread says what to do, in format %s', async (format) => {
    const built = await bundle(`bare-${format}`, format);
    rmSync(join(built, 'tenderline-journal-worker.js'));
    const said = await pay(join(built, 'till.js'));
    expect(said).toMatch(/^ERR_CONFIG_JOURNAL_WORKER journal: expected the file of its thread beside the bundle/);
    expect(said).toContain(`found none in ${built}`);
    expect(said).toContain("bundle 'tenderline/journal-worker' as an entry of its own");
  });

  it('with a file of the thread that does not run says why, and what to do', async () => {
    const built = await bundle('broken', 'esm');
    // As a bundler leaves it that copies the file as it is, without what it imports.
    cpSync(join(installed, 'dist/adapters/journal/sqlite-worker.js'), join(built, 'tenderline-journal-worker.js'));
    expect(await pay(join(built, 'till.js'))).toMatch(
      /^ERR_CONFIG_JOURNAL_WORKER .*ERR_MODULE_NOT_FOUND.*as an entry of its own/,
    );
  });
});
