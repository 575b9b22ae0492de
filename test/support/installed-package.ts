import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the package as npm packs it. */
    readonly tarball: string;
  }
}

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the tests read of `package.json`. */
export interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Every package that npm installs with this one, by name. */
export const declaredPackages = Object.keys({
  ...manifest.dependencies,
  ...manifest.peerDependencies,
  ...manifest.optionalDependencies,
});

/** The folder of a user who has installed the packed package, for the tests of one file. */
export function installedPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-package-'));
  const installed = join(folder, 'node_modules', 'tenderline');

  beforeAll(() => {
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', inject('tarball'), '--strip-components=1', '-C', installed]);
    // Its dependencies are those of this checkout, and only those that it declares: an import of any other fails.
    for (const name of declaredPackages) {
      const link = join(installed, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link, 'junction');
    }
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
    // What it complains of is in the message of the error: where a failure is expected, the log has no stack of it.
    return execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      stdio: 'pipe',
    }).trim();
  }
}
