// The checks that run nothing of this package: format, lint and types. Two at a time, each on one core: the threads of the
// compiler would work out the same types once more each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHECKS = [
  ['prettier', '--check', '.'],
  // Not what has packages of its own, which may not be installed: each has a check of its own.
  ['oxlint', '--type-aware', '--ignore-pattern', 'distributed'],
  ['tsc', '--singleThreaded', '-p', 'tsconfig.json'],
  ['tsc', '--singleThreaded', '-p', 'test/browser/tsconfig.json'],
  ['tsc', '--singleThreaded', '-p', 'visualizer/page/tsconfig.json'],
];
const LANES = 2;

const root = fileURLToPath(new URL('..', import.meta.url));
const waiting = CHECKS.values();
const lane = async () => {
  for (const check of waiting) await run(check);
};
await Promise.all(Array.from({ length: LANES }, lane));

/** npm has put the programs into the path. What a check prints comes in one piece, and only when it found something. */
async function run([program, ...args]) {
  const shell = process.platform === 'win32'; // they are scripts there
  const child = spawn(program, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => printed.push(text));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  process.exitCode = 1;
  console.error(`${program} ${args.join(' ')}: failed\n${Buffer.concat(printed).toString()}`);
}
