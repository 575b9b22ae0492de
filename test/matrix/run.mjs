// The tests on each Node.js that the package supports, with each SQLite that it has there. Ends with `N passed, N failed`.
//
//   npm run test:matrix                       every test, on each Node.js with each driver
//   npm run test:matrix -- --quick            the journal, a payment and a recovery on each other Node.js with its own SQLite
//   npm run test:matrix -- --after FILE       adds what the run counted whose output is in that file
//   npm run test:matrix -- --only 22          one Node.js
//   npm run test:matrix -- test/unit/certs    these tests alone
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { parseArgs } from 'node:util';
import { closingLine, countsIn, NO_TESTS, sumOf } from '../support/counts.mjs';
import { withBetterSqlite3 } from './better-sqlite3.mjs';
import { NODE_VERSIONS, nodeBinary } from './node-binaries.mjs';

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    after: { type: 'string' },
  },
  allowPositionals: true,
});

/** What differs between versions of Node.js: its SQLite, its threads, its TLS and how a process of it ends. */
const QUICK = [
  'test/compliance/journal',
  'test/unit/adapters/journal/sqlite-driver',
  'test/crash/owner',
  'test/package/bundles',
];
const tests = positionals.length === 0 && values.quick ? QUICK : positionals;

let total = values.after === undefined ? NO_TESTS : countsIn(readFileSync(values.after, 'utf8'));
const table = [];
for (const row of rows()) {
  const startedAtMs = performance.now();
  console.log(`\n--- Node.js ${row.version}, ${row.driver}`);
  const counts = await resultOf(row);
  total = sumOf(total, counts);
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  table.push(`Node.js ${row.version.padEnd(9)} ${row.driver.padEnd(16)} ${closingLine(counts)} (${seconds} s)`);
}
console.log(`\n${table.join('\n')}\n\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Each Node.js with each driver; quickly, only what `npm test` on the running one does not have. */
function rows() {
  const majorOf = (version) => version.split('.')[0];
  return NODE_VERSIONS.filter((version) => version.startsWith(values.only))
    .filter((version) => !values.quick || majorOf(version) !== majorOf(process.versions.node))
    .flatMap((version) => {
      const drivers = majorOf(version) === '20' ? ['better-sqlite3'] : ['node:sqlite', 'better-sqlite3'];
      return drivers.map((driver) => ({ version, driver }));
    })
    .filter(({ driver }) => !values.quick || driver === 'node:sqlite');
}

/** What vitest counted. What cannot be fetched or built is one skipped test, and said. */
async function resultOf({ version, driver }) {
  let node;
  let native = {};
  try {
    node = await nodeBinary(version);
    if (driver === 'better-sqlite3') native = await withBetterSqlite3(node, version);
  } catch (error) {
    console.log(`skipped: Node.js ${version} with ${driver}, not to be had (${String(error.message).split('\n')[0]})`);
    return { ...NO_TESTS, skipped: 1 };
  }
  // Without its own SQLite, Node.js takes the package, as on a Node.js that has none.
  const hiding = driver === 'better-sqlite3' && !version.startsWith('20.') ? '--no-experimental-sqlite' : '';
  const options = [process.env['NODE_OPTIONS'], native.NODE_OPTIONS, hiding].filter(Boolean).join(' ');
  return await vitest(node.path, {
    ...process.env,
    ...native,
    NODE_OPTIONS: options,
    PATH: `${dirname(node.path)}${delimiter}${process.env['PATH']}`,
    // The tests fail where this one is not what a journal takes.
    TENDERLINE_TEST_DRIVER: driver,
  });
}

async function vitest(node, env) {
  const child = spawn(node, ['node_modules/vitest/vitest.mjs', 'run', ...tests], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    process.stdout.write(text);
  });
  await once(child, 'close');
  return countsIn(printed);
}
