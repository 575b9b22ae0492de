// Runs a program of this package on a Node.js that it supports, which is fetched where an older one runs.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeBinary, NODE_VERSIONS } from '../../../test/matrix/node-binaries.mjs';
import { install } from './install.mjs';

/** @param program its `import.meta.url`: where this Node.js is too old, it is started again, and `main` is not called */
export async function onNewNode(program, main) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 22) {
    const { path } = await nodeBinary(NODE_VERSIONS.at(-1));
    process.exitCode = spawnSync(path, [fileURLToPath(program)], { stdio: 'inherit' }).status ?? 1;
    return;
  }
  install();
  await main();
}
