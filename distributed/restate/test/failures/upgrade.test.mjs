// New code comes under a new URL while shoppers pay: what is under way stays with the old workers, what begins goes to the new ones.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { registerWorker } from '../../index.ts';
import { openCluster } from '../support/cluster.mjs';
import { until } from '../support/until.mjs';

const waits = { settings: { shopper: { does: 'neverPresents' } } };
let cluster;
before(async () => {
  cluster = await openCluster({ places: { plain: {}, waits, ofBefore: waits } });
});
after(() => cluster?.close());

const pay = ({ poiid }, reference) => cluster.till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 } });

test('a payment that the old workers have sent is answered to them, and goes on with the new code; the next one is sent by the new workers', async () => {
  const { plain, waits: place } = cluster.places;
  const [old] = cluster.workers;
  const underWay = pay(place, 'UNDER-WAY');
  for await (const { state } of underWay) if (state === 'awaiting') break;
  const worker = await cluster.startWorker();
  await registerWorker(cluster.server.admin, `http://127.0.0.1:${worker.port}`);
  const next = pay(plain, 'NEXT');
  assert.equal((await next.settled()).kind, 'approved');
  const senderOf = async ({ id }) =>
    (await cluster.lines('claimed', ({ transaction }) => transaction === id, 1))[0].worker;
  assert.equal(await senderOf(next), worker);
  await cluster.shop.act([place.poiid], { does: 'presentsCard' });
  assert.equal((await underWay.settled()).kind, 'approved');
  assert.equal(await senderOf(underWay), old);
  for (const [where, payment] of [
    [plain, next],
    [place, underWay],
  ]) {
    const { payments, ledger } = await cluster.report(where);
    assert.deepEqual(
      payments.map(({ ServiceID }) => ServiceID),
      [payment.state.serviceId],
    );
    assert.equal(ledger.length, 1);
  }
  // Nothing runs at the old URL any more: its workers may end.
  await until('the end of what ran at the old URL', async () => (await runningAt(cluster.balancer.url)) === 0);
  await old.process.end();
  assert.equal((await pay(plain, 'LAST').settled()).kind, 'approved');
});

test('a payment whose record the version before wrote goes on', async () => {
  const { ofBefore } = cluster.places;
  const payment = pay(ofBefore, 'OF-BEFORE');
  for await (const { state } of payment) if (state === 'awaiting') break;
  const rows = await query(
    `SELECT key, value_utf8 FROM state WHERE service_name = 'transaction' AND service_key = '${payment.id}'`,
  );
  const state = Object.fromEntries(rows.map(({ key, value_utf8: value }) => [key, JSON.parse(value)]));
  delete state.head.displayed;
  const bytes = Object.entries(state).map(([key, value]) => [key, [...Buffer.from(JSON.stringify(value))]]);
  const written = await fetch(`${cluster.server.admin}/services/transaction/state`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ object_key: payment.id, new_state: Object.fromEntries(bytes) }),
  });
  assert.equal(written.ok, true, await written.text());
  await cluster.shop.act([ofBefore.poiid], { does: 'presentsCard' });
  assert.equal((await payment.settled()).kind, 'approved');
});

/** As `restate deployments list` has it: the steps that are pinned to the code behind that URL. */
async function runningAt(url) {
  const [{ running }] = await query(
    'SELECT count(*) AS running FROM sys_invocation i JOIN sys_deployment d ON i.pinned_deployment_id = d.id ' +
      `WHERE i.status <> 'completed' AND d.endpoint LIKE '${url}%'`,
  );
  return running;
}

async function query(sql) {
  const response = await fetch(`${cluster.server.admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: sql }),
  });
  const { rows } = await response.json();
  return rows;
}
