import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pathOf = (file) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/**
 * What is started in place of a program: it runs the program's bundle with the code that V8 compiled before, as Node.js itself does from
 * version 22 on (`module.enableCompileCache`). The first run of a
 * command, the first word, that ends well leaves it behind.
 */
const STARTER = `
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { Script } = require('node:vm');
const file = __filename.replace(/\\.cjs$/, '.program.cjs');
const [, word = ''] = /^([a-z-]+)$/.exec(process.argv[2] ?? '') ?? [];
const cache = file + '.' + word + '.cache';
const script = new Script(wrap(readFileSync(file, 'latin1')), {
  filename: file,
  ...(existsSync(cache) && { cachedData: readFileSync(cache) }),
});
if (!existsSync(cache)) {
  process.once('exit', (code) => {
    if (code !== 0) return; // it has not run much
    // Whole or not at all: other processes start meanwhile.
    writeFileSync(cache + process.pid, script.createCachedData());
    renameSync(cache + process.pid, cache);
  });
}
script.runInThisContext()(exports, createRequire(file), module, file, __dirname);
`;

/**
 * Bundles programs as docs/bundling.md says, with the thread of the journal beside them, so that they start in a third of the time: the
 * tests start them hundreds of times.
 *
 * @param folder for the files
 * @param programs by name: the path of the script from the root of the repository, without `await` at its top level
 * @returns the paths of what is to be started, by name
 */
export async function bundlePrograms(folder, programs) {
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['better-sqlite3', 'pg'],
    // Of its modules only those that are used are left, and run at each start.
    alias: { rxjs: pathOf('node_modules/rxjs/dist/esm/index.js') },
    logLevel: 'error',
  };
  const names = Object.keys(programs);
  await build({
    ...common,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}.program`, pathOf(programs[name])])),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // What is loaded on demand and stays outside is required: a script of `node:vm` that imports warns of an experiment.
    supported: { 'dynamic-import': false },
    // What has `import.meta.url` looks beside `__filename` where that is empty.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  await build({
    ...common,
    entryPoints: { 'tenderline-journal-worker': pathOf('dist/adapters/journal/sqlite-worker.js') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  // Where the bundles find what is native and stays outside.
  symlinkSync(pathOf('node_modules'), join(folder, 'node_modules'), 'junction');
  return Object.fromEntries(
    names.map((name) => {
      // In a function, which the starter makes of it, no line for the shell can stand.
      const program = join(folder, `${name}.program.cjs`);
      writeFileSync(program, readFileSync(program, 'utf8').replace(/^#!.*/, ''));
      const starter = join(folder, `${name}.cjs`);
      writeFileSync(starter, STARTER);
      return [name, starter];
    }),
  );
}
