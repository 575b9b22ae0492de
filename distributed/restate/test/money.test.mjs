// Payments and all else that moves money, through the ingress and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCluster } from './support/cluster.mjs';

let cluster;
let n = 0;
const request = (more = {}) => ({
  poiid: cluster.places.plain.poiid,
  reference: `ORDER-${(n += 1)}`,
  amount: { currency: 'EUR', value: 1000 },
  ...more,
});
before(async () => {
  cluster = await openCluster();
});
after(() => cluster?.close());

test('a payment is approved, its states come in order, and it is sent once', async () => {
  const payment = cluster.till.pay(request());
  const states = [];
  for await (const { state } of payment) states.push(state);
  const outcome = await payment.settled();
  assert.equal(outcome.kind, 'approved');
  assert.equal(outcome.charged, 'yes');
  assert.equal(states.at(-1), 'settled');
  const order = ['queued', 'sending', 'awaiting', 'settled'];
  assert.deepEqual(
    states,
    order.filter((name) => states.includes(name)),
  );
  const { payments } = await cluster.report(cluster.places.plain);
  assert.deepEqual(
    payments.map(({ ServiceID }) => ServiceID),
    [payment.state.serviceId],
  );
  const types = (await payment.history()).map(({ type }) => type);
  assert.deepEqual(types, ['intent.stored', 'attempt.claimed', 'link.written', 'poi.answered']);
});

test('a payment that is declined says so, and that nothing was charged', async () => {
  const outcome = await cluster.till.pay(request({ amount: { currency: 'EUR', value: 1124 } })).settled();
  assert.equal(outcome.kind, 'declined');
  assert.equal(outcome.charged, 'no');
});

test('the same id is the same transaction, and with another request it is refused', async () => {
  const first = request({ id: 'SAME' });
  const [one, again] = await Promise.all([cluster.till.pay(first).settled(), cluster.till.pay(first).settled()]);
  assert.deepEqual(one, again);
  const { payments, ledger } = await cluster.report(cluster.places.plain);
  const found = cluster.till.find('SAME');
  assert.deepEqual(await found.settled(), one);
  const { serviceId } = found.state;
  assert.equal(payments.filter(({ ServiceID }) => ServiceID === serviceId).length, 1);
  assert.equal(ledger.filter((entry) => entry.ServiceID === serviceId).length, 1);
  const other = cluster.till.pay({ ...first, reference: 'ANOTHER' });
  await assert.rejects(other.settled(), { code: 'ERR_INPUT_ID_REUSED' });
});

test('a mistake in a request is thrown as the engine throws it, and nothing is sent', async () => {
  const count = (await cluster.report(cluster.places.plain)).received.length;
  const wrong = cluster.till.pay(request({ amount: { currency: 'EUR', value: 0 } }));
  await assert.rejects(wrong.settled(), { code: 'ERR_INPUT_AMOUNT', path: 'amount.value' });
  await assert.rejects(cluster.till.pay(request({ poiid: 'V400m-999999999' })).settled(), {
    code: 'ERR_INPUT_TERMINAL',
  });
  assert.equal((await cluster.report(cluster.places.plain)).received.length, count);
});

test('a refund gives back a payment that it names by its transaction', async () => {
  const payment = cluster.till.pay(request());
  assert.equal((await payment.settled()).kind, 'approved');
  const { poiid, reference } = request();
  const refund = await cluster.till.refund({ poiid, reference, transaction: payment.id }).settled();
  assert.equal(refund.kind, 'accepted');
  const unknown = await cluster.till.refund({ poiid, reference, transaction: 'NONE' }).settled();
  assert.equal(unknown.kind, 'notProcessed');
  assert.equal(unknown.failure.code, 'ERR_ORIGINAL_UNKNOWN');
});

test('gift cards, acquisitions and refunds without their payment go the same way', async () => {
  const { poiid, reference, amount } = request();
  const items = [{ type: 'Activate', giftCard: { number: '6036280000000000001' } }];
  assert.equal((await cluster.till.storedValue({ poiid, reference, items }).settled()).kind, 'accepted');
  assert.equal((await cluster.till.unreferencedRefund({ poiid, reference, amount }).settled()).kind, 'accepted');
  assert.equal((await cluster.till.acquireCard({ poiid, reference, amount }).settled()).kind, 'accepted');
});
