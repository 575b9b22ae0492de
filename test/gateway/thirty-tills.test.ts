import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPrng } from '../../simulator/primitives/prng.ts';
import type { SimulatedTerminal } from '../../simulator/index.ts';
import { SEED } from '../support/seed.ts';
import { openStore, startProgram, type Program, type Store } from './fixture/store.ts';

const TILLS = 30;
const PAYMENTS_EACH = 2;
const TILLS_KILLED = 20;
const GATEWAYS_KILLED = 4;
/** A payment has three moments at which something is killed: the terminal has the request, has the money, has answered. */
const MOMENTS = TILLS * PAYMENTS_EACH * 3;

/** The rules of the machine as they are, only faster: the order of things is what is tested, not their length. */
const LIMITS = {
  firstCheckDelayMs: 50,
  statusIntervalMs: 200,
  fastChecksMax: 1_000,
  notFoundGapMs: 500,
  notFoundAgeMinMs: 1_000,
  lingerMaxMs: 1_000,
  // A busy machine is silent for long, and no terminal is restarted here.
  terminalRestartMinMs: 600_000,
};

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The interpreter itself: a launcher in front of it would be started thirty times too. */
const python = ['python3', 'python']
  .map((name) => spawnSync(name, ['-c', 'import http.client, sys; print(sys.executable)'], { encoding: 'utf8' }))
  .find(({ status }) => status === 0)
  ?.stdout.trim();
if (python === undefined) console.log('skipped: thirty tills, because there is no Python');

interface Told {
  readonly id: string;
  readonly number: number;
  readonly lost: number;
  readonly outcome: {
    readonly charged: 'yes' | 'no' | 'unknown';
    readonly amounts: { readonly authorized?: { readonly value: number } };
  };
}

let store: Store;
const killed = { tills: 0, gateways: 0 };
let isOver = false;

beforeAll(async () => {
  if (python === undefined) return undefined;
  store = await openStore({ terminals: TILLS, limits: LIMITS });
  return () => {
    isOver = true;
    return store.close();
  };
});

/** One till, from its first start until it was told everything, however often it is killed. */
async function runTill(poiid: string, onStarted: (till: Program) => void): Promise<void> {
  const folder = join(store.folder, poiid);
  mkdirSync(folder);
  const token = readFileSync(store.tokenFile, 'utf8').trim();
  for (let life = 0; ; life += 1) {
    const seed = `${SEED}/${poiid}/${life}`;
    const task = { url: store.url, token, folder, poiid, payments: PAYMENTS_EACH, seed, loseOneIn: 3 };
    const till = startProgram(python ?? '', [fileOf('till.py'), JSON.stringify(task)], folder, {
      PYTHONPATH: fileOf('../../examples/clients/python'),
      PYTHONDONTWRITEBYTECODE: '1',
    });
    onStarted(till);
    const { code, signal, stderr } = await till.ended;
    if (signal === 'SIGKILL' && !isOver) continue;
    if (code !== 0) throw new Error(`the till of ${poiid} ended with ${code}: ${stderr}`);
    return;
  }
}

/** Kills tills and the gateway at moments that the seed chooses. */
function killAtRandom() {
  const prng = createPrng(SEED);
  const draw = (count: number) => new Set(Array.from({ length: count }, () => Math.floor(prng.next() * MOMENTS * 0.8)));
  const [ofTills, ofGateways] = [draw(TILLS_KILLED), draw(GATEWAYS_KILLED)];
  const tills = new Map<string, Program>();
  let moment = 0;
  let restarting: Promise<unknown> = Promise.resolve();
  const strike = (poiid: string) => {
    if (isOver) return;
    if (ofTills.has(moment) && tills.get(poiid)?.process.kill('SIGKILL') === true) killed.tills += 1;
    if (ofGateways.has(moment)) {
      killed.gateways += 1;
      restarting = restarting.then(() => store.restart());
    }
    moment += 1;
  };
  for (const { poiid, events } of store.simulator.terminals) {
    events.on('request', ({ MessageCategory }) => MessageCategory === 'Payment' && strike(poiid));
    events.on('answered', ({ MessageCategory }) => MessageCategory === 'Payment' && strike(poiid));
    events.on('charged', () => strike(poiid));
  }
  return { tills, restarted: () => restarting };
}

function toldOf(poiid: string): Told[] {
  const path = join(store.folder, poiid, 'told.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Told);
}

/** What a till was told of its terminal, and what the terminal has really taken. */
function storyOf({ poiid, ledger, received }: SimulatedTerminal) {
  const told = toldOf(poiid);
  const sent = received
    .filter(({ MessageCategory }) => MessageCategory === 'Payment')
    .map(({ ServiceID }) => ServiceID);
  return {
    poiid,
    toldOnceEach: told.map(({ number }) => number).toSorted((a, b) => a - b),
    sentTwice: sent.length - new Set(sent).size,
    unknown: told.filter(({ outcome }) => outcome.charged === 'unknown').length,
    told: told
      .filter(({ outcome }) => outcome.charged === 'yes')
      .map(({ number, outcome }) => `${poiid}-${number}: ${outcome.amounts.authorized?.value}`)
      .toSorted(),
    taken: ledger.entries.map(({ reference, amount }) => `${reference}: ${amount.value}`).toSorted(),
  };
}

describe.skipIf(python === undefined)('thirty tills in Python on one gateway', () => {
  it('are told what the ledgers have, whatever is killed and whichever answers are lost', async () => {
    console.log(`thirty tills: seed ${SEED}`);
    const { tills, restarted } = killAtRandom();
    const { terminals } = store.simulator;
    await Promise.all(terminals.map(({ poiid }) => runTill(poiid, (till) => tills.set(poiid, till))));
    isOver = true;
    await restarted();

    const stories = terminals.map(storyOf);
    const toldOnceEach = Array.from({ length: PAYMENTS_EACH }, (_, number) => number);
    expect(stories).toEqual(
      stories.map((story) => ({ ...story, toldOnceEach, sentTwice: 0, unknown: 0, told: story.taken })),
    );
    const taken = stories.flatMap((story) => story.taken);
    const double = taken.length - new Set(taken).size;
    const lost = terminals.flatMap(({ poiid }) => toldOf(poiid)).reduce((sum, told) => sum + told.lost, 0);
    console.log(
      `thirty tills: ${TILLS * PAYMENTS_EACH} payments, ${taken.length} charged, ${double} double, 0 lost; ` +
        `${killed.tills} tills and ${killed.gateways} gateways killed, ${lost} HTTP answers lost`,
    );
    expect(double).toBe(0);
    expect(killed.tills).toBeGreaterThan(0);
    expect(killed.gateways).toBeGreaterThan(0);
    expect(lost).toBeGreaterThan(0);
  });
});
