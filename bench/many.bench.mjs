// Many terminals paying at once from one process, and a restart with many payments open.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { load } from './lib/dist.mjs';
import { collectGarbage, peakOfMemory } from './lib/memory.mjs';
import { approvalOf } from './lib/nexo.mjs';
import { openPayments } from './lib/stored-payments.mjs';
import { order, pay, poiidOf, startTerminals } from './lib/terminals.mjs';

export const title = 'Many at once';
export const notMeasured = 'that many real sockets to real machines: here both ends are on one machine.';

const KIB = 1024;
/** For as long each payment is in flight, while its memory is looked at. */
const HOLD_MS = 3000;

export async function run(report, { quick }) {
  const most = quick ? 200 : 1000;
  const { createEngine } = await load('index.js');
  const terminals = await startTerminals();
  try {
    report.table('So many terminals pay at the same moment, journal in memory', {});
    for (const count of [1, 10, 100, most]) await burst(report, createEngine, terminals, count);
    await burstAfterRestart(report, createEngine, terminals, most);
  } finally {
    await terminals.close();
  }
  await memoryOverTls(report, createEngine, quick ? 100 : 1000);
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

async function memoryOverTls(report, createEngine, count) {
  const terminals = await startTerminals({ holdMs: HOLD_MS });
  const engine = await createEngine(terminals.engineOptions(count));
  await pay(engine, 0);
  collectGarbage();
  const peak = peakOfMemory();
  await Promise.all(Array.from({ length: count }, (_, index) => pay(engine, index)));
  const { rss } = peak.stop();
  report.table(`Memory of a payment in flight, ${count} of them, with their TLS sockets`, {});
  report.figure('resident memory of the process, for each', 'KiB', rss / count / KIB, {
    goal: { atMost: 60, of: 'value' },
  });
  await engine.close();
  await terminals.close();
}

async function memoryInProcess(report, createEngine, counts) {
  report.table('Memory of a payment in flight, on a transport in memory', {});
  const each = [];
  for (const count of counts) {
    const { engine, answerAll } = await engineInMemory(createEngine, count);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const payments = Array.from({ length: count }, (_, index) => engine.pay(order(index)));
    await Promise.all(payments.map(reachesTerminal));
    collectGarbage();
    each.push((process.memoryUsage().heapUsed - before) / count / KIB);
    report.figure(`${count} in flight: heap for each`, 'KiB', each.at(-1), {
      goal: count === 10_000 ? { atMost: 12, of: 'value' } : undefined,
    });
    answerAll();
    await Promise.all(payments.map((payment) => payment.settled()));
    await engine.close();
  }
  report.figure('growth from the fewest to the most, for each', 'times', each.at(-1) / each[0], {
    goal: { atMost: 1.2, of: 'value' },
  });
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

async function engineInMemory(createEngine, count) {
  const { memoryTransport } = await load('adapters/index.js');
  let answerAll;
  const answered = new Promise((resolve) => (answerAll = resolve));
  const transport = () =>
    memoryTransport(async (body) => {
      const message = JSON.parse(Buffer.from(body).toString()).SaleToPOIRequest;
      await answered;
      const SaleToPOIResponse = approvalOf(message);
      return { kind: 'answered', status: 200, body: new TextEncoder().encode(JSON.stringify({ SaleToPOIResponse })) };
    });
  const engine = await createEngine({
    saleId: 'BENCH',
    environment: 'test',
    terminals: Array.from({ length: count }, (_, index) => ({
      poiid: poiidOf(index),
      host: '192.0.2.1',
      protection: 'none',
    })),
    parts: { transport },
  });
  return { engine, answerAll };
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
