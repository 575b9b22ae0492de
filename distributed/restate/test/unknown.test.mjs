// What becomes of a payment whose answer does not come the straight way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCluster } from './support/cluster.mjs';

const waits = { settings: { shopper: { does: 'neverPresents' } } };
const places = {
  losesAnswer: { script: [{ kind: 'dropAfterRead', category: 'Payment' }] },
  losesRequest: { script: [{ kind: 'loseRequest', category: 'Payment' }] },
  waits,
  isShared: waits,
};
let cluster;
before(async () => {
  cluster = await openCluster({ places });
});
after(() => cluster?.close());

const pay = ({ poiid }, reference, more) =>
  cluster.till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 }, ...more });

async function untilAwaited(payment) {
  for await (const { state } of payment) if (state === 'awaiting') return;
}

test('an answer that is lost is asked for, and the payment is approved and was sent once', async () => {
  const payment = pay(cluster.places.losesAnswer, 'LOST');
  const outcome = await payment.settled();
  assert.equal(outcome.kind, 'approved');
  assert.equal(outcome.recovered, true);
  const { payments, ledger } = await cluster.report(cluster.places.losesAnswer);
  assert.equal(payments.length, 1);
  assert.equal(ledger.length, 1);
});

test('a request that never arrived is not processed, once the terminal has said so twice', async () => {
  const payment = pay(cluster.places.losesRequest, 'NEVER');
  const outcome = await payment.settled();
  assert.equal(outcome.kind, 'notProcessed');
  const types = (await payment.history()).map(({ type }) => type);
  assert.ok(types.filter((type) => type === 'poi.notFound').length >= 2, types.join());
  assert.equal((await cluster.report(cluster.places.losesRequest)).ledger.length, 0);
});

test('a payment that the till aborts is cancelled at the terminal', async () => {
  const payment = pay(cluster.places.waits, 'ABORTED');
  await untilAwaited(payment);
  await payment.abort();
  const outcome = await payment.settled();
  assert.equal(outcome.charged, 'no');
  assert.equal(outcome.abortRequested, true);
});

test('one at a time uses a terminal: another waits for it, or is refused', async () => {
  const { isShared } = cluster.places;
  const first = pay(isShared, 'FIRST');
  await untilAwaited(first);
  const second = pay(isShared, 'WAITS', { queue: true });
  const refused = await pay(isShared, 'REFUSED').settled();
  assert.equal(refused.kind, 'notProcessed');
  assert.equal(refused.failure.code, 'ERR_TERMINAL_OCCUPIED');
  assert.equal((await second.outcome(0)).kind, 'unresolved');
  const { running } = await cluster.till.terminal(isShared.poiid).state();
  assert.equal(running, first.id);
  await cluster.shop.act([isShared.poiid], { does: 'presentsCard' });
  assert.equal((await first.settled()).kind, 'approved');
  await untilAwaited(second);
  await cluster.shop.act([isShared.poiid], { does: 'presentsCard' });
  assert.equal((await second.settled()).charged, 'yes');
});
