// Many terminals paying at once from one process, and a restart with many payments open.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { load } from './lib/dist.mjs';
import { collectGarbage } from './lib/memory.mjs';
import { approvalOf } from './lib/nexo.mjs';
import { openPayments } from './lib/stored-payments.mjs';
import { order, pay, poiidOf, startTerminals } from './lib/terminals.mjs';

export const title = 'Many at once';
export const notMeasured = 'that many real sockets to real machines: here both ends are on one machine.';

const KIB = 1024;
/** As many as the options of one engine take. */
const TERMINALS_MAX = 2000;
/** How often the fewest payments are made before memory is measured. */
const WARM_UP = 3;

export async function run(report, { quick }) {
  const most = quick ? 200 : 1000;
  const { createEngine } = await load('index.js');
  const terminals = await startTerminals();
  try {
    report.table('So many terminals pay at the same moment, journal in memory', {});
    for (const count of [1, 10, 100, most]) await burst(report, createEngine, terminals, count);
    await burstAfterRestart(report, createEngine, terminals, most);
    await recovery(report, terminals);
  } finally {
    await terminals.close();
  }
  await memoryOverTls(report, quick ? [100] : [100, 1000]);
  await memoryInProcess(report, createEngine, quick ? [100, 1000] : [100, 1000, 10_000]);
}

async function burst(report, createEngine, terminals, count) {
  const engine = await createEngine(terminals.engineOptions(count));
  await pay(engine, 0);
  const { ms, delay } = await watched(() =>
    Promise.all(Array.from({ length: count }, (_, index) => pay(engine, index))),
  );
  report.figure(`${count} terminals: payments`, 'a second', (count / ms) * 1000);
  addDelay(report, `${count} terminals`, delay, count >= 200);
  await engine.close();
}

/** Open payments of a journal, all of which are asked about as soon as the engine starts. */
async function burstAfterRestart(report, createEngine, terminals, count) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  try {
    const journal = join(folder, 'journal.db');
    await openPayments(journal, count, poiidOf);
    report.table(`A start with ${count} payments open, each asked about`, {});
    let engine;
    const { ms, delay } = await watched(async () => {
      engine = await createEngine({ ...terminals.engineOptions(count), journal });
      for (const { id } of engine.unresolved()) await engine.transaction(id).settled();
    });
    report.figure('until all are settled', 'ms', ms);
    addDelay(report, 'meanwhile', delay, true);
    await engine.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the start of a process until what was interrupted is settled, imports and all. */
async function recovery(report, terminals) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  try {
    const journal = join(folder, 'journal.db');
    await openPayments(journal, 200, poiidOf);
    const start = performance.now();
    const child = fork(new URL('processes/recover.mjs', import.meta.url), [journal, String(terminals.port)], {
      env: { ...process.env, ROOT_PEM: terminals.rootPem },
    });
    await once(child, 'message');
    report.table('A process that starts with 200 interrupted payments', {});
    report.figure('from its start until all are settled', 'ms', performance.now() - start);
    await once(child, 'exit');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each in a process of its own: what another benchmark has left to the process would not be counted. */
async function memoryOverTls(report, counts) {
  report.table(
    'Memory of a payment in flight, with its TLS sockets, at the most: the heap with what is not collected yet',
    {},
  );
  for (const count of counts) {
    const child = fork(new URL('processes/pay-and-hold.mjs', import.meta.url), [String(count)]);
    const [{ rss, heap }] = await once(child, 'message');
    await once(child, 'exit');
    report.figure(`${count} in flight: resident memory of the process, for each`, 'KiB', rss / count / KIB, {
      goal: count === counts.at(-1) ? { atMost: 60, of: 'value' } : undefined,
    });
    report.figure(`${count} in flight: heap, for each`, 'KiB', heap / count / KIB);
  }
}

async function memoryInProcess(report, createEngine, counts) {
  report.table('Memory of a payment in flight, on a transport in memory', {});
  // Code that is compiled for the first payments, and code of the start that is forgotten meanwhile, would be shared by the fewest.
  for (let round = 0; round < WARM_UP; round += 1) await heapInFlight(createEngine, counts[0]);
  const each = [];
  for (const count of counts) {
    each.push((await heapInFlight(createEngine, count)) / count / KIB);
    report.figure(`${count} in flight: heap for each`, 'KiB', each.at(-1), {
      goal: count === 10_000 ? { atMost: 12, of: 'value' } : undefined,
    });
  }
  report.figure('growth from the fewest to the most, for each', 'times', each.at(-1) / each[0], {
    goal: { atMost: 1.2, of: 'value' },
  });
}

/** @returns bytes that so many payments in flight keep on the heap, all together */
async function heapInFlight(createEngine, count) {
  const { engines, answerAll } = await enginesInMemory(createEngine, count);
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const payments = Array.from({ length: count }, (_, index) =>
    engines[Math.floor(index / TERMINALS_MAX)].pay(order(index)),
  );
  await Promise.all(payments.map(reachesTerminal));
  collectGarbage();
  const kept = process.memoryUsage().heapUsed - before;
  answerAll();
  await Promise.all(payments.map((payment) => payment.settled()));
  for (const engine of engines) await engine.close();
  return kept;
}

function reachesTerminal(payment) {
  return new Promise((resolve) => {
    const subscription = payment.state$.subscribe(({ state }) => {
      if (state !== 'awaiting') return;
      resolve();
      setImmediate(() => subscription.unsubscribe());
    });
  });
}

async function enginesInMemory(createEngine, count) {
  const { memoryTransport } = await load('adapters/index.js');
  let answerAll;
  const answered = new Promise((resolve) => (answerAll = resolve));
  const transport = () =>
    memoryTransport(async (body) => {
      await answered;
      // Read afterwards: what the terminal remembers is not the engine's.
      const message = JSON.parse(Buffer.from(body).toString()).SaleToPOIRequest;
      const SaleToPOIResponse = approvalOf(message);
      return { kind: 'answered', status: 200, body: new TextEncoder().encode(JSON.stringify({ SaleToPOIResponse })) };
    });
  const terminals = Array.from({ length: count }, (_, index) => ({
    poiid: poiidOf(index),
    host: '192.0.2.1',
    protection: 'none',
  }));
  const engines = [];
  for (let from = 0; from < count; from += TERMINALS_MAX) {
    const own = terminals.slice(from, from + TERMINALS_MAX);
    engines.push(await createEngine({ saleId: 'BENCH', environment: 'test', terminals: own, parts: { transport } }));
  }
  return { engines, answerAll };
}

/** How long it takes, and how long the event loop of this process was held up meanwhile. */
async function watched(call) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await call();
  const ms = performance.now() - start;
  delay.disable();
  return { ms, delay };
}

function addDelay(report, name, delay, isBurst) {
  const goal = (atMost) => (isBurst ? { atMost, of: 'value' } : undefined);
  report.figure(`${name}: event-loop delay, 99 %`, 'ms', delayMs(delay.percentile(99)), { goal: goal(20) });
  report.figure(`${name}: event-loop delay, the longest`, 'ms', delayMs(delay.max), { goal: goal(50) });
}

/** The monitor counts the millisecond for which it sleeps itself. */
function delayMs(ns) {
  return Math.max(0, ns / 1_000_000 - 1);
}
