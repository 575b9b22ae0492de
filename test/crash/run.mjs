// The kill test as a command: [--runs N] [--seed S] [--lanes L], or --cover, or --replay RUN [--runs N]; or `pair` [--seed S] [--size small]
// [--beside MAIN]: two servers with one database; MAIN is the dist/cli/main.js of another version, which the second one runs.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createPrng } from '../../dist/simulator/primitives/prng.js';
import { complaintsOf, coveringRuns, killRuns, openShop, summaryOf, tableOf } from './kill-test.mjs';
import { MAIN, pairRun, pairSummary } from './pair/pair-run.mjs';
import { drawnRun } from './points.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '4' },
    cover: { type: 'boolean', default: false },
    replay: { type: 'string' },
    size: { type: 'string', default: 'whole' },
    beside: { type: 'string' },
  },
});

function chosenRuns() {
  if (values.cover) return coveringRuns();
  const places = Array.from({ length: Number(values.runs) });
  if (values.replay !== undefined) return places.map(() => values.replay);
  console.log(`seed ${values.seed}; again: npm run test:crash -- --runs ${values.runs} --seed ${values.seed}`);
  const prng = createPrng(Number(values.seed));
  return places.map(() => drawnRun(() => prng.next()));
}

async function killOneTill() {
  const shop = await openShop();
  try {
    const results = await killRuns(shop, chosenRuns(), Number(values.lanes));
    console.log(`${tableOf(results)}\n`);
    for (const complaint of complaintsOf(results)) console.log(`VIOLATION ${complaint}`);
    for (const { run } of results.filter(({ violations }) => violations.length > 0)) {
      console.log(`replay: npm run test:crash -- --replay ${run} --runs 10`);
    }
    console.log(summaryOf(results));
    process.exitCode = complaintsOf(results).length > 0 ? 1 : 0;
  } finally {
    await shop.close();
  }
}

async function killPair() {
  const { size, beside } = values;
  const seed = Number(values.seed);
  console.log(`seed ${seed}; again: npm run test:crash -- pair --seed ${seed} --size ${size}`);
  const result = await pairRun({ seed, size, ...(beside && { mains: [MAIN, resolve(beside)] }) });
  if (result === undefined) return console.log('skipped: there is no PostgreSQL here (set TENDERLINE_POSTGRES_BIN)');
  console.log(`${result.table}\n`);
  for (const violation of result.violations) console.log(`VIOLATION ${violation}`);
  console.log(pairSummary(result));
  process.exitCode = result.violations.length > 0 ? 1 : 0;
}

await (positionals[0] === 'pair' ? killPair() : killOneTill());
