import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path/posix';
import { runNode } from './process.mjs';

/** Most bugs that the world can see show on one of its first days; the others are looked for among more of them, after the nearer tests. */
const FIRST_DAYS = [1, 40];
const MORE_DAYS = [41, 300];
/** For what only shows where two engines share a database: more of the days are quick to look through than of the tests. */
const PAIR_DAYS = [1, 60];
const SHOWS_IN_A_PAIR = /^(engine\/(ownership|sending)\/|machines\/(claim|clock-reading|send-decision)\.)/;
const WORLD_TIMEOUT_MS = 600_000;
const TESTS_TIMEOUT_MS = 1_200_000;
const TSC = 'node_modules/typescript/bin/tsc';
const VITEST = 'node_modules/vitest/vitest.mjs';
/** What the world has its own of or none, so that it cannot see a bug in it: sockets, certificates, the file of the journal, the clock. */
const NOT_IN_THE_WORLD =
  /^(certs\/|cli\/|gateway\/|management\/|adapters\/(journal\/|postgres\/|undici-transport|connection\/|answer-head|content-coding|system-))/;
/** Everything about the engine. Not `tidy`: a diagram that differs from its machine is no proof of anything. */
const ALL_TESTS = [
  ...['adapters', 'certs', 'cli', 'crypto', 'engine', 'gateway', 'machines', 'management', 'protocol'].map(
    (part) => `test/unit/${part}/`,
  ),
  ...['property', 'model', 'world', 'compliance', 'simulation'].map((kind) => `test/${kind}/`),
];
/** Half a minute, and it looks for leaks only. */
const NOT_THESE = 'test/unit/engine/memory.test.ts';

/**
 * Looks what catches the bug in that copy: the hostile world or a test, in the order of the time that they take.
 *
 * @param file where the bug is; without one, everything is tried
 * @returns what caught it, in words, or `undefined`
 * @throws {Error} when the copy does not compile, or a run ends in a way that proves nothing
 */
export async function whatCatches(folder, file) {
  await build(folder);
  const isInTheWorld = file === undefined || !NOT_IN_THE_WORLD.test(file);
  const world = (days) => () => (isInTheWorld ? theWorld(folder, days) : undefined);
  const pair = () => (SHOWS_IN_A_PAIR.test(file ?? '') ? theWorld(folder, [...PAIR_DAYS, 'pair']) : undefined);
  const tests = (those) => () => theTests(folder, those);
  const nearest = file === undefined ? [] : [`/${basename(file, '.ts')}.`];
  const [innermost = [], ...outer] = foldersOf(file).map((part) => [`test/unit/${part}/`]);
  const steps = [
    // First, because a bug can keep the virtual time of the world from going on.
    ...nearest.map((name) => tests([name])),
    world(FIRST_DAYS),
    ...innermost.map((part) => tests([part])),
    pair,
    world(MORE_DAYS),
    ...outer.map(tests),
    // The commands as processes: only they see some bugs of the command line.
    ...(file?.startsWith('cli/') ? [tests(['test/cli/'])] : []),
    () => everything(folder),
  ];
  for (const step of steps) {
    const caughtBy = await step();
    if (caughtBy !== undefined) return caughtBy;
  }
  return undefined;
}

/** Its folder and those above it, the innermost first: `test/unit` mirrors them. */
function foldersOf(file) {
  const folders = [];
  for (let folder = dirname(file ?? ''); folder !== '.'; folder = dirname(folder)) folders.push(folder);
  return folders;
}

/**
 * Builds what a bug can be in, again only what the bug changes. A name that is no longer used is what a bug leaves behind; any other complaint of the compiler makes it a
 * bad mutant.
 */
async function build(folder) {
  const { code, output } = await runNode(
    [TSC, '-p', 'test/mutants/tsconfig.build.json', '--incremental', '--tsBuildInfoFile', 'mutants.tsbuildinfo'],
    {
      cwd: folder,
      timeoutMs: WORLD_TIMEOUT_MS,
    },
  );
  if (code !== 0) throw new Error(`it does not compile:\n${output}`);
}

async function theWorld(folder, which) {
  const { code, output } = await runNode(['test/mutants/world.mjs', ...which.map(String)], {
    cwd: folder,
    timeoutMs: WORLD_TIMEOUT_MS,
  });
  if (code === 0) return undefined;
  const found = /^(\w+), seed \d+$/m.exec(output);
  if (found === null) throw new Error(`the world ended with ${code}:\n${output}`);
  return `${which.includes('pair') ? 'pair world' : 'world'}: ${found[0]}`;
}

/**
 * All tests. Most of them have nothing to do with the bug, and one that fails by chance is no catch: it has to fail again by itself.
 */
async function everything(folder) {
  const passed = [];
  for (;;) {
    const caughtBy = await theTests(folder, ALL_TESTS, { without: passed });
    const [file] = caughtBy?.split(/[ :]/, 1) ?? [];
    const again = file && (await theTests(folder, [file]));
    if (again !== undefined || file === undefined) return again;
    passed.push(file);
  }
}

/** @param all goes on behind the first failure */
async function theTests(folder, tests, { all = false, without = [] } = {}) {
  const report = join(folder, 'tests.json');
  rmSync(report, { force: true });
  const { code, output } = await runNode(
    [
      VITEST,
      'run',
      ...(all ? [] : ['--bail=1']),
      '--no-cache',
      '--passWithNoTests',
      ...[NOT_THESE, ...without].map((file) => `--exclude=${file}`),
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
  // The file that failed can be missing in a report that another file's end cut off.
  if (!all) return theTests(folder, tests, { all: true, without });
  throw new Error(`the tests ended with ${code}, and none of them failed:\n${output}`);
}
