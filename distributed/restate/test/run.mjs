// The tests of this package, on a Node.js that it supports. Ends with `N passed, N failed`.
//
//   node distributed/restate/test/run.mjs                    every test, the kill test with few payments
//   node distributed/restate/test/run.mjs --kills            the kill test alone, in its full size
//   node distributed/restate/test/run.mjs --node 22.23.3     on that Node.js, of those of the matrix. Default: the newest
//   node distributed/restate/test/run.mjs --after FILE       adds what the run counted whose output is in that file
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeBinary, NODE_VERSIONS } from '../../../test/matrix/node-binaries.mjs';
import { closingLine, countsIn, NO_TESTS, sumOf } from '../../../test/support/counts.mjs';
import { install } from './install.mjs';

const { values, positionals } = parseArgs({
  options: { kills: { type: 'boolean', default: false }, after: { type: 'string' }, node: { type: 'string' } },
  allowPositionals: true,
});
const folder = fileURLToPath(new URL('..', import.meta.url));

const before = values.after === undefined ? NO_TESTS : countsIn(readFileSync(values.after, 'utf8'));
const found = await run().catch((error) => {
  console.log(`skipped: the tests of distributed/restate (${String(error.message).split('\n')[0]})`);
  return { ...NO_TESTS, skipped: 1 };
});
console.log(`\n${closingLine(sumOf(before, found))}`);
process.exitCode = found.failed > 0 ? 1 : 0;

/** @throws what the tests need is not to be had here */
async function run() {
  install();
  const { path: node } = await nodeBinary(values.node ?? NODE_VERSIONS.at(-1));
  const files = positionals.length > 0 ? positionals : filesOf(values.kills);
  const args = [
    '--test',
    '--test-force-exit',
    '--test-concurrency=1',
    '--test-reporter=tap',
    '--test-timeout=1200000',
    ...files,
  ];
  const env = { ...process.env, ...(values.kills && { TENDERLINE_KILLS: 'all' }) };
  const child = spawn(node, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    process.stdout.write(text);
  });
  await once(child, 'close');
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(printed)?.[1] ?? NaN);
  const counts = { passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') };
  // A run that does not come to its end has failed.
  return Number.isNaN(counts.passed + counts.failed) ? { ...NO_TESTS, failed: 1 } : counts;
}

function filesOf(killsAlone) {
  const all = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' });
  const files = all.filter((file) => file.endsWith('.test.mjs'));
  return files.filter((file) => !killsAlone || file === 'failures/kill.test.mjs').map((file) => `test/${file}`);
}
