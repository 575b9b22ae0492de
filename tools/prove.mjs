// Plays days in hostile shops with the engine as the till, on all cores, and counts what must not happen.
//
//   npm run prove -- --seeds 10000            seeds 1 to 10000
//   npm run prove -- --seeds 500 --first 7001 seeds 7001 to 7500
//   npm run prove -- --seed 4711              one seed again, reported line by line
//   npm run prove -- --world pair --seeds 500 two hosts with clocks of their own, and one database
//   npm run prove -- --world pair --seed 4711 one of its seeds again, reported line by line
//   npm run prove -- --world small            one payment on two hosts: everything that can happen, in every order
//   npm run prove -- --world small --depth 12 the same, but no more than 12 steps deep
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { describeReport, proveTill, replaySeed, sumReports } from '../dist/testkit/index.js';
import { provePair, replayPair } from '../dist/testkit/pair-world/prove-pair.js';
import { explore } from '../dist/testkit/small-world/explore.js';
import { SMALL_WORLDS } from '../dist/testkit/small-world/small-worlds.js';
import { carelessTill } from '../dist/testkit/till/careless-till.js';

const SEEDS_AT_A_TIME = 100;
const FAILURES_MAX = 3;

/** Worlds whose days are drawn from seeds. */
const WORLDS = {
  shop: {
    prove: (options) => proveTill(carelessTill, options),
    replay: (...of) => replaySeed(of[0], carelessTill, of[1]),
  },
  pair: { prove: provePair, replay: replayPair },
};

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      first: { type: 'string', default: '1' },
      seed: { type: 'string' },
      world: { type: 'string', default: 'shop' },
      depth: { type: 'string', default: '99' },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  });
  process.exitCode = await play(values);
} else {
  parentPort.on('message', (portion) => void work(portion));
}

function play(values) {
  if (values.world === 'small') return exploreSmallWorlds(integer('depth', values.depth));
  if (Object.hasOwn(WORLDS, values.world)) return values.seed === undefined ? prove(values) : replay(values);
  console.error(`--world: expected shop, pair or small, found ${JSON.stringify(values.world)}`);
  return process.exit(2);
}

/** Prints of each small world how large it is, or a shortest way to a broken rule. */
function exploreSmallWorlds(depthMax) {
  let broken = 0;
  for (const { says, around, first } of SMALL_WORLDS) {
    const { states, depth, isWhole, counterexample } = explore(around, first, depthMax);
    console.log(`${says}: ${states} states, ${depth} steps deep${isWhole ? ', all there are' : ''}`);
    if (counterexample === undefined) continue;
    broken += 1;
    for (const line of counterexample) console.log(`  ${line}`);
  }
  console.log(`${SMALL_WORLDS.length} small worlds, violations: ${broken}`);
  return broken === 0 ? 0 : 1;
}

async function work({ world, ...portion }) {
  parentPort.postMessage(await WORLDS[world].prove({ ...portion, failuresMax: FAILURES_MAX }));
}

async function prove(values) {
  const [seeds, first, jobs] = ['seeds', 'first', 'jobs'].map((name) => integer(name, values[name]));
  console.log(`seeds ${first} to ${first + seeds - 1}, ${jobs} job(s)`);
  const startedAtMs = performance.now();
  const reports = [];
  let next = first;
  let failures = 0;
  const employ = (worker) =>
    new Promise((resolve, reject) => {
      const give = () => {
        const left = first + seeds - next;
        if (left <= 0 || failures >= FAILURES_MAX) return resolve(worker.terminate());
        worker.postMessage({ world: values.world, firstSeed: next, seeds: Math.min(SEEDS_AT_A_TIME, left) });
        next += SEEDS_AT_A_TIME;
      };
      worker.on('error', reject).on('message', (report) => {
        reports.push(report);
        failures += report.failures.length;
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: jobs }, () => employ(new Worker(new URL(import.meta.url)))));
  const report = sumReports(reports);
  const command = `npm run prove -- ${values.world === 'shop' ? '' : `--world ${values.world} `}`;
  for (const line of describeReport(report, (seed) => `${command}--seed ${seed}`)) console.log(line);
  const seconds = (performance.now() - startedAtMs) / 1000;
  console.log(`${seconds.toFixed(1)} s, ${Math.round(report.transactions / seconds)} transactions a second`);
  return report.failures.length === 0 ? 0 : 1;
}

async function replay(values) {
  const seed = integer('seed', values.seed);
  const { violations } = await WORLDS[values.world].replay(seed, (line) => console.log(line));
  for (const { rule, order, detail } of violations) console.log(`\nviolation: ${rule} ${order ?? ''} ${detail}`);
  console.log(`\nseed ${seed}, violations: ${violations.length}`);
  return violations.length === 0 ? 0 : 1;
}

function integer(name, text) {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  console.error(`--${name}: expected an integer from 1, found ${JSON.stringify(text)}`);
  return process.exit(2);
}
