import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedPackage, root } from '../support/installed-package.ts';

const { folder } = installedPackage();

/** What the compiler says of the project of a user, with this option or without. */
function compile(exactOptionalPropertyTypes: boolean): string {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes,
    // The types of xstate do not compile with that option. Without it, ours are checked to the last line.
    skipLibCheck: exactOptionalPropertyTypes,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['public-door.ts', 'commonjs.cts'] }),
  );
  try {
    return execFileSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '--singleThreaded', '-p', '.'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

describe('the public types of the packed package', () => {
  beforeAll(() => {
    for (const file of ['public-door.ts', 'commonjs.cts']) cpSync(join(root, 'test/types', file), join(folder, file));
    symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  });

  it.each([true, false])(
    'take undefined for what may be left out, and refuse what could never be sent, with exactOptionalPropertyTypes %j',
    (exact) => {
      expect(compile(exact)).toBe('');
    },
  );
});
