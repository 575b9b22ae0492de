// Runs an example: `npm run example -- 04`, or a part of another name. Node.js from 22.18 runs the file by itself as well.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleExamples, listExamples } from './bundle-examples.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'examples');
const [wanted = '01'] = process.argv.slice(2);
const file = listExamples(folder).find((name) => basename(name).includes(wanted));
if (file === undefined) {
  console.error(`no example has ${wanted} in its name; there are:\n${listExamples(folder).join('\n')}`);
  process.exitCode = 2;
} else {
  const outdir = mkdtempSync(join(tmpdir(), 'tenderline-example-'));
  symlinkSync(join(root, 'node_modules'), join(outdir, 'node_modules'), 'junction'); // for what stays outside of the bundle
  await bundleExamples({ folder, files: [file], outdir });
  const child = spawn(process.execPath, [join(outdir, `${basename(file, '.ts')}.mjs`)], { stdio: 'inherit' });
  child.on('exit', (code) => {
    rmSync(outdir, { recursive: true });
    process.exitCode = code ?? 1;
  });
}
