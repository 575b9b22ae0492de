import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { runNode } from './process.mjs';

const SEEDS = 300;
const WORLD_TIMEOUT_MS = 180_000;
const TESTS_TIMEOUT_MS = 600_000;
const TSC = 'node_modules/typescript/bin/tsc';
const VITEST = 'node_modules/vitest/vitest.mjs';
/** What the world has its own of, so that it cannot see a bug in it: sockets, certificates, the file of the journal, the clock. */
const NOT_IN_THE_WORLD = /^(certs\/|adapters\/(journal\/|undici-transport|system-))/;
/** Everything about the engine. Not `tidy`: a diagram that differs from its machine is no proof of anything. */
const ALL_TESTS = [
  ...['adapters', 'certs', 'crypto', 'engine', 'machines', 'protocol'].map((part) => `test/unit/${part}/`),
  ...['property', 'model', 'world', 'compliance', 'simulation'].map((kind) => `test/${kind}/`),
];
/** Half a minute, and it looks for leaks only. */
const NOT_THESE = 'test/unit/engine/memory.test.ts';

/**
 * Looks who catches the bug in that copy: the hostile world, else a test, the nearest first.
 *
 * @param file where the bug is; without one, nothing is left out
 * @returns who caught it, in words, or `undefined`
 * @throws {Error} when the copy does not compile, or a run ends in a way that proves nothing
 */
export async function whoCatches(folder, file) {
  await build(folder);
  const isOutside = file !== undefined && NOT_IN_THE_WORLD.test(file);
  const inTheWorld = isOutside ? undefined : await theWorld(folder);
  if (inTheWorld !== undefined) return inTheWorld;
  for (const tests of [...nearest(file), ALL_TESTS]) {
    const inATest = await theTests(folder, tests);
    if (inATest !== undefined) return inATest;
  }
  return undefined;
}

/** The tests that are named after that file, then those of its folder and of the folders above. Vitest takes a piece of a path. */
function nearest(file) {
  if (file === undefined) return [];
  const folders = [];
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) folders.push([`test/unit/${folder}/`]);
  return [[`/${basename(file, '.ts')}.`], ...folders];
}

/**
 * Builds what a bug can be in. A name that is no longer used is what a bug leaves behind; any other complaint of the compiler makes it a
 * bad mutant.
 */
async function build(folder) {
  const { code, output } = await runNode([TSC, '-p', 'test/mutants/tsconfig.build.json'], {
    cwd: folder,
    timeoutMs: WORLD_TIMEOUT_MS,
  });
  if (code !== 0) throw new Error(`it does not compile:\n${output}`);
}

async function theWorld(folder) {
  const { code, output } = await runNode(['test/mutants/world.mjs', String(SEEDS)], {
    cwd: folder,
    timeoutMs: WORLD_TIMEOUT_MS,
  });
  if (code === 0) return undefined;
  const found = /^(\w+), seed \d+$/m.exec(output);
  if (found === null) throw new Error(`the world ended with ${code}:\n${output}`);
  return `world: ${found[0]}`;
}

async function theTests(folder, tests) {
  const report = join(folder, 'tests.json');
  rmSync(report, { force: true });
  const { code, output } = await runNode(
    [
      VITEST,
      'run',
      '--bail=1',
      '--no-cache',
      '--passWithNoTests',
      `--exclude=${NOT_THESE}`,
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--reporter=dot',
      ...tests,
    ],
    { cwd: folder, timeoutMs: TESTS_TIMEOUT_MS },
  );
  if (code === 0) return undefined;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed !== undefined) return `${name.slice(folder.length + 1)} > ${failed.fullName}`;
  }
  // What would have ended the process of a till.
  const uncaught = /Unhandled Errors?[^]*?This error originated in "(.+?)" test file/.exec(output);
  if (uncaught !== null) return `${uncaught[1]}: an error that is not caught`;
  throw new Error(`the tests ended with ${code}, and none of them failed:\n${output}`);
}
