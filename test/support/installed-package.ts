import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of a user who has installed the packed package, for the tests of one file. */
export function installedPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-package-'));
  const installed = join(folder, 'node_modules', 'tenderline');

  beforeAll(() => {
    const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    });
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, packed.trim()), '--strip-components=1', '-C', installed]);
    // Its dependencies are those of this checkout: only what the package brings is under test.
    symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  return {
    folder,
    installed,
    /** Runs a script in that folder, with plain Node.js. */
    run: (script: string): string => node(['--input-type=module', '-e', script]),
    node,
  };

  function node(args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 120_000 }).trim();
  }
}
