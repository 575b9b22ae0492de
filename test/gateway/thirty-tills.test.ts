import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrng } from '../../simulator/primitives/prng.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { SEED } from '../support/seed.ts';

const TILLS = 30;
const PAYMENTS_EACH = 3;
/** One in so many moments at which a terminal reports something. */
const TILL_KILLED = 5;
const GATEWAY_KILLED = 25;

const SHARED_KEY = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' };
const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import http.client']).status === 0);
if (python === undefined) console.log('thirty tills are skipped: there is no Python on this machine');

interface Told {
  readonly id: string;
  readonly number: number;
  readonly lost: number;
  readonly outcome: { readonly kind: string; readonly charged: string; readonly amounts: object };
}

let folder: string;
let simulator: Simulator;
let url: string;
let tokenFile: string;
let gateway: ChildProcess;
const alive = new Set<ChildProcess>();
const killed = { tills: 0, gateways: 0 };
let isOver = false;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenderline-tills-'));
  const terminals = Array.from({ length: TILLS }, (_, lane) => ({
    poiid: `V400m-${String(324_688_100 + lane)}`,
    sharedKeys: [SHARED_KEY],
  }));
  simulator = await startSimulator({ terminals, seed: SEED, timeScale: 0.05 });
  writeFileSync(join(folder, 'root.pem'), simulator.fleet.rootPem);
  writeFileSync(
    join(folder, 'tenderline.config.json'),
    JSON.stringify({
      saleId: 'STORE-1',
      environment: 'test',
      rootCertificate: 'root.pem',
      journal: 'store.db',
      keyIdentifier: SHARED_KEY.keyIdentifier,
      keyVersion: SHARED_KEY.keyVersion,
      terminals: simulator.terminals.map(({ poiid, host, port }) => ({ poiid, host, port })),
    }),
  );
  gateway = await startGateway(0);
});

afterAll(async () => {
  isOver = true;
  for (const child of alive) child.kill('SIGKILL');
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a gateway, on the port that the first one got from the system. */
async function startGateway(port: number): Promise<ChildProcess> {
  const args = ['serve', '--config', 'tenderline.config.json', '--port', String(port), '--json'];
  const env = { PATH: process.env['PATH'], HOME: folder, TENDERLINE_PASSPHRASE: SHARED_KEY.passphrase };
  const child = start(process.execPath, [fileOf('../../dist/cli/main.js'), ...args], env);
  let complaint = '';
  child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).once('line', resolve);
    child.once('exit', () => reject(new Error(`the gateway did not start: ${complaint}`)));
  });
  ({ url, tokenFile } = JSON.parse(line) as { url: string; tokenFile: string });
  child.removeAllListeners('exit');
  return child;
}

function start(command: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return child;
}

/** One till, from its first start until it was told everything, however often it is killed. */
async function runTill(poiid: string, lane: number, kill: { till?: ChildProcess | undefined }): Promise<void> {
  const own = join(folder, poiid);
  mkdirSync(own);
  const token = readFileSync(tokenFile, 'utf8').trim();
  for (let life = 0; ; life += 1) {
    const task = {
      url,
      token,
      folder: own,
      poiid,
      payments: PAYMENTS_EACH,
      seed: `${SEED}/${lane}/${life}`,
      loseOneIn: 3,
    };
    const env = { PATH: process.env['PATH'], PYTHONPATH: fileOf('../../examples/clients/python') };
    const child = start(python ?? 'python3', [fileOf('till.py'), JSON.stringify(task)], env);
    kill.till = child;
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
    child.stdout?.resume();
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
      child.once('close', (ended, by) => resolve({ code: ended, signal: by })),
    );
    kill.till = undefined;
    if (signal === 'SIGKILL' && !isOver) continue;
    if (code !== 0) throw new Error(`the till of ${poiid} ended with ${code}: ${complaint}`);
    return;
  }
}

function toldOf(poiid: string): Told[] {
  const path = join(folder, poiid, 'told.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Told);
}

describe.skipIf(python === undefined)('thirty tills in Python on one gateway', () => {
  it('are told what the ledgers have, whatever is killed and whichever answers are lost', async () => {
    console.log(`thirty tills: seed ${SEED}`);
    const prng = createPrng(SEED);
    let restarting: Promise<unknown> = Promise.resolve();
    const tills = simulator.terminals.map(({ poiid, events }, lane) => {
      const kill: { till?: ChildProcess } = {};
      const moment = () => {
        if (isOver) return;
        if (prng.next() < 1 / TILL_KILLED && kill.till?.kill('SIGKILL') === true) killed.tills += 1;
        if (prng.next() < 1 / GATEWAY_KILLED) restarting = restarting.then(restartGateway);
      };
      events.on('request', moment).on('charged', moment).on('answered', moment);
      return runTill(poiid, lane, kill);
    });
    await Promise.all(tills);
    isOver = true;
    await restarting;

    const stories = simulator.terminals.map(({ poiid, ledger, received }) => {
      const told = toldOf(poiid);
      const payments = received.filter(({ MessageCategory }) => MessageCategory === 'Payment');
      return {
        poiid,
        toldOnceEach: told.map(({ number }) => number).toSorted((a, b) => a - b),
        chargedTwice: payments.length - new Set(payments.map(({ ServiceID }) => ServiceID)).size,
        unknown: told.filter(({ outcome }) => outcome.charged === 'unknown').length,
        told: told.filter(({ outcome }) => outcome.charged === 'yes').length,
        taken: ledger.entries.length,
      };
    });
    for (const { poiid, taken } of stories) {
      expect(stories.find((story) => story.poiid === poiid)).toEqual({
        poiid,
        toldOnceEach: Array.from({ length: PAYMENTS_EACH }, (_, number) => number),
        chargedTwice: 0,
        unknown: 0,
        told: taken,
        taken,
      });
    }
    const lost = simulator.terminals.flatMap(({ poiid }) => toldOf(poiid)).reduce((sum, told) => sum + told.lost, 0);
    console.log(`thirty tills: ${killed.tills} tills and ${killed.gateways} gateways killed, ${lost} answers lost`);
    expect(killed.tills).toBeGreaterThan(0);
    expect(killed.gateways).toBeGreaterThan(0);
    expect(lost).toBeGreaterThan(0);
  });
});

async function restartGateway(): Promise<void> {
  if (isOver) return;
  const ended = new Promise((resolve) => gateway.once('close', resolve));
  if (!gateway.kill('SIGKILL')) return;
  killed.gateways += 1;
  await ended;
  gateway = await startGateway(Number(new URL(url).port));
}
