// What makes an engine that repeats its steps send a payment twice. Here each of them sends it once at most, and says what became of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCluster } from './support/cluster.mjs';

const places = { waits: { settings: { shopper: { does: 'neverPresents' } } } };
const REQUEST = { reference: 'ONCE', amount: { currency: 'EUR', value: 1000 } };

/** A payment whose shopper waits, and what the terminal saw of it in the end. */
async function withPayment(options, play) {
  const cluster = await openCluster({ places, ...options });
  try {
    const { poiid } = cluster.places.waits;
    const arrived = cluster.shop.seen(
      ({ type, MessageCategory }) => type === 'request' && MessageCategory === 'Payment',
    );
    const payment = cluster.till.pay({ ...REQUEST, poiid });
    /** Each execution of the step that sends, once it has its answer about the claim. */
    const executions = (count) => cluster.lines('claimed', ({ transaction }) => transaction === payment.id, count);
    await play({
      cluster,
      payment,
      arrived,
      executions,
      present: () => cluster.shop.act([poiid], { does: 'presentsCard' }),
    });
    const outcome = await payment.settled();
    return { outcome, types: (await payment.history()).map(({ type }) => type), ...(await cluster.report({ poiid })) };
  } finally {
    await cluster.close();
  }
}

test('the connection to the engine is cut while the shopper pays: the same worker goes on with the request that it has', async () => {
  const { outcome, payments, ledger } = await withPayment({}, async ({ cluster, arrived, executions, present }) => {
    await arrived;
    cluster.balancer.cut();
    await executions(2);
    await present();
  });
  assert.equal(payments.length, 1);
  assert.equal(ledger.length, 1);
  assert.equal(outcome.kind, 'approved');
});

test('the worker dies while the shopper pays: another one asks the terminal', async () => {
  const { outcome, payments, ledger, types } = await withPayment(
    { workers: 2 },
    async ({ arrived, executions, present }) => {
      await arrived;
      const [{ worker }] = await executions(1);
      await worker.process.end();
      await executions(2);
      await present();
    },
  );
  assert.equal(payments.length, 1);
  assert.equal(ledger.length, 1);
  assert.equal(outcome.kind, 'approved');
  assert.equal(outcome.recovered, true);
  assert.ok(types.includes('host.restarted'), types.join());
});

test('the message to send is delivered twice: the second execution finds that the first has the claim', async () => {
  const { outcome, payments, ledger } = await withPayment(
    {},
    async ({ cluster, payment, arrived, executions, present }) => {
      await arrived;
      await deliverAgain(cluster, payment);
      await executions(2);
      await present();
    },
  );
  assert.equal(payments.length, 1);
  assert.equal(ledger.length, 1);
  assert.equal(outcome.kind, 'approved');
});

test('the claim is stored, and the connection is cut before anything follows from it: sent once at most, and the truth is told', async () => {
  const { outcome, payments, ledger } = await withPayment(
    { holdAt: ['claimed'] },
    async ({ cluster, executions, present }) => {
      const [{ worker }] = await executions(1);
      cluster.balancer.cut();
      await executions(2);
      worker.process.tell('go on');
      await present();
    },
  );
  assert.ok(payments.length <= 1);
  assert.equal(ledger.length, payments.length);
  assert.equal(outcome.charged, payments.length === 1 ? 'yes' : 'no');
});

test('a worker is stopped between its claim and its request, and wakes when all is over: nothing of it is sent', async () => {
  const limits = { sendWithinMs: 3_000 };
  const { outcome, payments } = await withPayment(
    { workers: 2, holdAt: ['claimed'], limits },
    async ({ cluster, payment, executions }) => {
      const [{ worker: stopped }] = await executions(1);
      stopped.process.signal('SIGSTOP');
      // The server finds it silent, and has the step run by the other one.
      await executions(2);
      for (const other of cluster.workers) if (other !== stopped) other.process.tell('go on');
      await payment.settled();
      stopped.process.tell('go on');
      stopped.process.signal('SIGCONT');
    },
  );
  assert.equal(payments.length, 0);
  assert.equal(outcome.kind, 'notProcessed');
});

/** As an operator who restarts an invocation does, or an engine that lost the acknowledgement of a message. */
async function deliverAgain({ server }, payment) {
  const headers = { 'content-type': 'application/json' };
  const opened = await fetch(`${server.admin}/services/exchange`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ public: true }),
  });
  assert.equal(opened.ok, true, await opened.text());
  const message = { transaction: payment.id, ServiceID: payment.state.serviceId };
  const sent = await fetch(`${server.ingress}/exchange/transmit/send`, {
    method: 'POST',
    headers,
    body: JSON.stringify(message),
  });
  assert.equal(sent.ok, true, await sent.text());
}
