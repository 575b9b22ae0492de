// Three servers on one machine: the one that leads is killed, and then stopped, while tills pay. Payments go on, and each is judged as in the kill test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCluster } from '../support/cluster.mjs';
import { judge } from '../support/judge.mjs';
import { openLanes } from '../support/lanes.mjs';
import { until } from '../support/until.mjs';

const LANES = 6;

test('three servers: payments go on when the one that leads is killed, comes back, is stopped, and wakes', async () => {
  const settings = { cardAfterMs: 150, hostAfterMs: 100 };
  const places = Object.fromEntries(Array.from({ length: LANES }, (_, lane) => [lane, { settings }]));
  const cluster = await openCluster({ workers: 2, servers: 3, places, limits: { sendWithinMs: 5_000 } });
  try {
    const lanes = openLanes(cluster);
    await lanes.round();
    const events = [];
    const happens = async (name, what) => {
      events.push({ name, atMs: performance.now() });
      await what();
      await lanes.round();
    };
    const chooseLeader = async () => {
      const { server, leads } = await cluster.server.leader();
      assert.ok(leads > 0, 'a server that leads');
      return { server, name: `${server.name}, which led ${leads} of the partitions` };
    };

    const first = await chooseLeader();
    await happens(`${first.name}, killed`, () => first.server.kill());
    await happens(`${first.server.name}, started again`, () => first.server.start());
    const second = await chooseLeader();
    await happens(`${second.name}, stopped`, () => second.server.process.signal('SIGSTOP'));
    await happens(`${second.server.name}, woken`, () => second.server.process.signal('SIGCONT'));
    await lanes.end();

    for (const line of figuresOf(events, lanes.payments)) console.log(`# ${line}`);
    const { violations, kinds } = await judge(cluster, lanes.payments);
    console.log(`# the payments ended: ${JSON.stringify(kinds)}`);
    assert.deepEqual(violations, []);
    await until('a snapshot in the object store', () => cluster.server.objectStore.paths().length > 0);
  } finally {
    await cluster.close();
  }
});

/** Of each event: how long no payment was settled, and when the first one was that began after it. Whole milliseconds; nothing is asserted of them. */
function figuresOf(events, payments) {
  const settlements = payments.map(({ settledAtMs }) => settledAtMs).toSorted((a, b) => a - b);
  return events.map(({ name, atMs }, index) => {
    const untilMs = events[index + 1]?.atMs ?? Infinity;
    const silences = settlements
      .map((ms, n) => (ms > atMs && ms <= untilMs ? ms - (settlements[n - 1] ?? ms) : 0))
      .map(Math.round);
    const begun = payments.filter(({ beganAtMs }) => beganAtMs >= atMs);
    const recovery = Math.min(...begun.map(({ settledAtMs }) => settledAtMs)) - atMs;
    return `${name}: longest silence ${Math.max(...silences)} ms, a payment begun after it settled after ${Math.round(recovery)} ms`;
  });
}
