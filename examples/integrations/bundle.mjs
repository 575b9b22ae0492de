/**
 * Bundles a till with esbuild, and the thread of its journal beside it: two files that need no `node_modules`, except for
 * `better-sqlite3` below Node.js 22.13. Other bundlers: docs/bundling.md.
 *
 *     node bundle.mjs till.js build
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [entry = 'till.js', outdir = 'build'] = process.argv.slice(2);

await build({
  entryPoints: { till: entry, 'tenderline-journal-worker': 'tenderline/journal-worker' },
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['better-sqlite3'],
  // Packages in CommonJS format call `require`, which an ES module does not have.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
mkdirSync(outdir, { recursive: true });
writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }\n');
