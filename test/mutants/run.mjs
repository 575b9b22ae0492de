// Plants deliberate bugs in copies of the repository, one at a time, and looks what catches each: the hostile world, else a test.
//
//   npm run mutants                     all, and before them none: the copy as it is has to pass
//   npm run mutants -- --only NotFound  those whose name contains that, without the copy as it is
//   npm run mutants -- --new            those that docs/mutation-testing.md does not have yet, without the copy as it is
//   npm run mutants -- --lanes 1        one process at a time instead of two
//   npm run mutants -- --after 60       without the first 60, to go on with a run that was ended, and without the copy as it is
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { whatCatches } from './catch.mjs';
import { makeCopy } from './copy.mjs';
import { MUTANTS } from './mutants.mjs';
import { endAll } from './process.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    new: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '2' },
    after: { type: 'string', default: '0' },
  },
});
const table = readFileSync(new URL('../../docs/mutation-testing.md', import.meta.url), 'utf8');
const isChosen = ({ name }, index) =>
  name.includes(values.only) && index >= Number(values.after) && !(values.new && table.includes(`| ${name} `));
const chosen = MUTANTS.filter(isChosen);
const copies = Array.from({ length: Number(values.lanes) }, makeCopy);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endAll();
    for (const copy of copies) copy.remove();
    process.exit(130);
  });
}

try {
  if (chosen.length === MUTANTS.length) await control(copies[0]);
  const waiting = chosen.entries();
  const rows = [];
  const work = async (copy) => {
    for (const [place, mutant] of waiting) rows[place] = await check(copy, mutant);
  };
  await Promise.all(copies.map(work));
  printTable(rows);
  process.exitCode = printSummary(rows) ? 0 : 1;
} finally {
  endAll();
  for (const copy of copies) copy.remove();
}

/** Without a bug nothing may be caught: else every catch that follows would be worth nothing. */
async function control(copy) {
  const startedAtMs = performance.now();
  const caughtBy = await whatCatches(copy.folder);
  if (caughtBy !== undefined) throw new Error(`control: nothing is changed, and yet it fails in ${caughtBy}`);
  console.log(`control: nothing is changed, and everything passes (${secondsSince(startedAtMs)} s)\n`);
}

async function check(copy, mutant) {
  const { name } = mutant;
  const startedAtMs = performance.now();
  const row = await verdictOn(copy, mutant);
  const seconds = secondsSince(startedAtMs);
  console.log(`${row.verdict}: ${name}: ${row.words} (${seconds} s)`);
  return { ...row, name, seconds };
}

async function verdictOn(copy, mutant) {
  try {
    const { file, takeOut } = copy.plant(mutant);
    try {
      const caughtBy = await whatCatches(copy.folder, file);
      return caughtBy === undefined
        ? { verdict: 'survived', words: 'NOTHING' }
        : { verdict: 'caught', words: caughtBy };
    } finally {
      takeOut();
    }
  } catch (error) {
    return { verdict: 'invalid', words: `NOT TRIED: ${error.message}` };
  }
}

function printTable(rows) {
  console.log('\n| mutant | caught by | seconds |\n| --- | --- | --- |');
  for (const { name, words, seconds } of rows) {
    const cells = [name, words.split('\n')[0], seconds].map((cell) => cell.replaceAll('|', '\\|'));
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** @returns whether every mutant was caught */
function printSummary(rows) {
  const count = (wanted) => rows.filter(({ verdict }) => verdict === wanted).length;
  const [caught, survived, invalid] = ['caught', 'survived', 'invalid'].map(count);
  const note = invalid > 0 ? `, ${invalid} not tried` : '';
  console.log(`\n${rows.length} mutants, ${caught} caught, ${survived} survived${note}`);
  return rows.length > 0 && caught === rows.length;
}

function secondsSince(startedAtMs) {
  return ((performance.now() - startedAtMs) / 1000).toFixed(1);
}
