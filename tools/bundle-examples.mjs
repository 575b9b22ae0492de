// Bundles examples so that every supported Node.js runs them, in half of the time: types are taken out, and each is one file beside what
// they share. `npm run example` and the tests use it.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Not in the package: native, or of the project that the example is part of. */
const EXTERNAL = ['better-sqlite3', 'electron', 'express', '@nestjs/*', 'reflect-metadata', 'esbuild'];

/** The folders that have examples in TypeScript. */
export const EXAMPLE_FOLDERS = ['.', 'integrations', 'inside'];

/** @returns the examples, as paths from `folder` */
export function listExamples(folder) {
  return EXAMPLE_FOLDERS.flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map((file) => join(part, file)),
  ).toSorted();
}

/**
 * @param options.folder where the examples are, below a `node_modules` with Tenderline
 * @param options.files those to bundle, as paths from `folder`
 * @param options.outdir gets `<name>.mjs` for each, the page of the Express till, and the thread of the journal
 */
export async function bundleExamples({ folder, files, outdir }) {
  const entries = files.map((file) => [basename(file, '.ts'), join(folder, file)]);
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: { ...Object.fromEntries(entries), 'tenderline-journal-worker': 'tenderline/journal-worker' },
    absWorkingDir: folder,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: EXTERNAL,
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'error',
  });
  copyFileSync(join(folder, 'integrations/express-till.html'), join(outdir, 'express-till.html'));
}
