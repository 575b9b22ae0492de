// Workers and servers are killed at any moment, while tills pay. What came of each payment is judged as in the kill test of the embedded engine.
// With TENDERLINE_KILLS=all: 100 payments, 60 killed workers, 10 killed servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { violationsOf } from '../../../test/crash/verdict.mjs';
import { openCluster } from './support/cluster.mjs';

const LANES = 6;
const SIZE =
  process.env.TENDERLINE_KILLS === 'all'
    ? { payments: 100, workers: 60, servers: 10 }
    : { payments: 20, workers: 5, servers: 1 };

test(`${SIZE.payments} payments, ${SIZE.workers} killed workers and ${SIZE.servers} killed servers: each payment is sent once at most, settled, and told as it was`, async () => {
  const settings = { cardAfterMs: 150, hostAfterMs: 100 };
  const places = Object.fromEntries(Array.from({ length: LANES }, (_, lane) => [lane, { settings }]));
  const cluster = await openCluster({ workers: 2, places, limits: { sendWithinMs: 5_000 } });
  try {
    const left = { ...SIZE };
    const payments = [];
    const isOver = () => payments.length >= SIZE.payments && left.workers <= 0 && left.servers <= 0;
    const lane = async ({ poiid }) => {
      while (!isOver()) {
        const reference = `KILL-${payments.length}`;
        const payment = cluster.till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 } });
        payments.push({ payment, poiid });
        await payment.settled();
      }
    };
    const killWorkers = async () => {
      for (; left.workers > 0; left.workers -= 1) {
        await after(100 + Math.random() * 400);
        const workers = [...cluster.workers].filter(({ port }) => port !== undefined);
        await workers[Math.floor(Math.random() * workers.length)].process.end();
        await cluster.startWorker();
      }
    };
    const killServers = async () => {
      for (; left.servers > 0; left.servers -= 1) {
        await after(1_000 + Math.random() * 1_000);
        await cluster.server.kill();
        await cluster.server.start();
      }
    };
    await Promise.all([...Object.values(cluster.places).map(lane), killWorkers(), killServers()]);
    const violations = await judge(cluster, payments);
    assert.deepEqual(violations, []);
  } finally {
    await cluster.close();
  }
});

async function judge(cluster, payments) {
  const reports = new Map();
  for (const place of Object.values(cluster.places)) reports.set(place.poiid, await cluster.report(place));
  const kinds = {};
  const violations = [];
  for (const { payment, poiid } of payments) {
    const outcome = await payment.settled();
    const { serviceId } = payment.state;
    const again = await cluster.till.find(payment.id).settled();
    const ofThis = ({ ServiceID }) => ServiceID === serviceId;
    const { received, ledger } = reports.get(poiid);
    const story = {
      scenario: { kind: 'approved' },
      lives: [
        {
          lines: [
            { type: 'outcome', outcome, sameAgain: isDeepStrictEqual(outcome, again) },
            { type: 'done', unresolved: 0, orphans: payment.late.length },
          ],
          code: 0,
          complaint: '',
          isReadable: true,
        },
      ],
      report: { received: received.filter(ofThis), ledger: ledger.filter(ofThis), neighbour: null },
      records: [{ type: 'opened', input: { ServiceID: serviceId } }, { settles: true }],
    };
    kinds[outcome.kind] = (kinds[outcome.kind] ?? 0) + 1;
    violations.push(...violationsOf(story).map((violation) => `${payment.id}: ${violation}`));
  }
  const ours = new Set(payments.map(({ payment }) => payment.state.serviceId));
  for (const [poiid, { payments: received, ledger }] of reports) {
    const strays = received.filter(({ ServiceID }) => !ours.has(ServiceID));
    if (strays.length > 0) violations.push(`${poiid}: ${strays.length} payments that nobody asked for`);
    if (ledger.some(({ ServiceID }) => !ours.has(ServiceID)))
      violations.push(`${poiid}: a charge that nobody asked for`);
    const { work } = await cluster.till.terminal(poiid).state();
    if (work !== 'idle') violations.push(`${poiid}: it is ${work} when all is over`);
  }
  console.log(`# the payments ended: ${JSON.stringify(kinds)}`);
  return violations;
}
