// While tills pay, workers and servers are killed at any moment, workers are stopped and woken, and connections are cut. What came of each payment
// is judged as in the kill test of the embedded engine. With TENDERLINE_KILLS=all in the full size; TENDERLINE_SEED repeats the choices of a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { createPrng, seedFor } from '../../../../dist/simulator/primitives/prng.js';
import { openCluster } from '../support/cluster.mjs';
import { judge } from '../support/judge.mjs';
import { openLanes } from '../support/lanes.mjs';

const LANES = 6;
const SIZE =
  process.env.TENDERLINE_KILLS === 'all'
    ? { payments: 100, killedWorkers: 60, killedServers: 10, cuts: 20, stops: 10 }
    : { payments: 20, killedWorkers: 5, killedServers: 1, cuts: 2, stops: 1 };
/** Of the choices alone: what they meet differs from run to run. */
const SEED = Number(process.env.TENDERLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));

const { payments: count, killedWorkers, killedServers, cuts, stops } = SIZE;
test(`${count} payments, ${killedWorkers} killed workers, ${killedServers} killed servers, ${cuts} cuts, ${stops} stopped workers: each payment is sent once at most, settled, and told as it was`, async () => {
  console.log(`# TENDERLINE_SEED=${SEED}`);
  const settings = { cardAfterMs: 150, hostAfterMs: 100 };
  const places = Object.fromEntries(Array.from({ length: LANES }, (_, lane) => [lane, { settings }]));
  const cluster = await openCluster({ workers: 2, places, limits: { sendWithinMs: 5_000 } });
  try {
    const lanes = openLanes(cluster);
    await Promise.all([lanes.settled(count), ...Object.values(FAULTS).map((fault) => fault(cluster))]);
    await lanes.end();
    const { violations, kinds } = await judge(cluster, lanes.payments);
    const steps = await cluster.lines('claimed', () => true, 1);
    const repeated = steps.length - new Set(steps.map(({ transaction }) => transaction)).size;
    console.log(`# ${lanes.payments.length} payments ended: ${JSON.stringify(kinds)}; ${repeated} steps were repeated`);
    assert.deepEqual(violations, []);
  } finally {
    await cluster.close();
  }
});

const FAULTS = {
  async killWorkers(cluster) {
    const random = randomOf('kill workers');
    for (let left = killedWorkers; left > 0; left -= 1) {
      await after(100 + random() * 400);
      const workers = [...cluster.workers].filter(({ port, isTaken }) => port !== undefined && !isTaken);
      const worker = workers[Math.floor(random() * workers.length)];
      worker.isTaken = true;
      await worker.process.end();
      await cluster.startWorker();
    }
  },

  async killServers({ server }) {
    const random = randomOf('kill servers');
    for (let left = killedServers; left > 0; left -= 1) {
      await after(1_000 + random() * 1_000);
      await server.kill();
      await server.start();
    }
  },

  /** Each while a request is at its terminal. */
  async cutConnections({ shop, balancer }) {
    const random = randomOf('cut');
    for (let left = cuts; left > 0; left -= 1) {
      await after(random() * 2_000);
      await shop.seen(({ type, MessageCategory }) => type === 'request' && MessageCategory === 'Payment');
      await after(random() * 100);
      balancer.cut();
    }
  },

  /** Each in its step that sends. It wakes when another one has that step, at once or when the payment is settled. */
  async stopWorkers(cluster) {
    const random = randomOf('stop');
    for (let left = stops; left > 0;) {
      const { worker, transaction } = await cluster.next('claimed', (line) => !line.worker.isTaken);
      worker.isTaken = true;
      worker.process.signal('SIGSTOP');
      const settled = cluster.till.find(transaction).settled();
      const isElsewhere = (line) => line.transaction === transaction && line.worker !== worker;
      const elsewhere = cluster.next('claimed', isElsewhere).then(() => true);
      // The step had ended before the signal came: another one will do.
      const isGivenAway = await Promise.race([elsewhere, settled.then(() => false)]);
      if (isGivenAway && random() < 0.5) await settled;
      worker.process.signal('SIGCONT');
      worker.isTaken = false;
      if (isGivenAway) left -= 1;
    }
  },
};

function randomOf(name) {
  const prng = createPrng(seedFor(SEED, name));
  return () => prng.next();
}
