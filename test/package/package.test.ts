import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../version.ts';
import { installedPackage, root } from '../support/installed-package.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
};
const { installed, run } = installedPackage();

describe('the packed package', () => {
  it('has the version that is reported to terminals', () => {
    expect(VERSION).toBe(manifest.version);
  });

  it('holds the build, the readme and the licence, and no source, test or secret', () => {
    expect(
      readdirSync(installed)
        .filter((name) => name !== 'node_modules')
        .toSorted(),
    ).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  // The others are files, to be read or to be run as a thread.
  const doors = Object.entries(manifest.exports).filter(([, target]) => typeof target !== 'string');

  it('has a file for the thread of the journal, which is refused as a module of the till', () => {
    const worker = `import('tenderline/journal-worker').catch((error) => console.log(error.code))`;
    expect(run(worker)).toBe('ERR_INVARIANT');
  });

  it.each(doors.map(([door]) => door.replace('.', 'tenderline')))('can be imported and required: %s', (door) => {
    expect(Number(run(`console.log(Object.keys(await import('${door}')).length)`))).toBeGreaterThan(0);
    const required = `import { createRequire } from 'node:module';
      console.log(Object.keys(createRequire(process.cwd() + '/x.js')('${door}')).length)`;
    expect(Number(run(required))).toBeGreaterThan(0);
  });

  it.each(doors)('has types behind %s', (_, target) => {
    const types = typeof target === 'string' ? target : target.types;
    expect(readFileSync(join(installed, types), 'utf8')).toMatch(/export/);
  });

  it('exports no module but its entry points', () => {
    expect(() => run(`await import('tenderline/dist/engine/create-engine.js')`)).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });

  it('brings a command line that runs', () => {
    const output = execFileSync(process.execPath, [join(installed, 'dist/cli/main.js'), '--version'], {
      encoding: 'utf8',
    });
    expect(output.trim()).toBe(manifest.version);
  });

  it('pays at its own simulator, as a user would write it', () => {
    const output = run(`
      import { createEngine } from 'tenderline';
      import { startSimulator } from 'tenderline/simulator';
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
    `);
    expect(output).toBe('approved 1099');
  });
});
