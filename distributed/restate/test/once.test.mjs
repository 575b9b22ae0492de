// What makes an engine that repeats its steps send a payment twice. Here each of them sends it once at most, and says what became of it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCluster } from './support/cluster.mjs';
import { isWorkerUp } from './support/until.mjs';

const waits = { settings: { shopper: { does: 'neverPresents' } } };
// Machines that are slow take long between two steps: the payment is not refused for that.
const limits = { sendWithinMs: 120_000, lingerMaxMs: 20_000 };
const REQUEST = { reference: 'ONCE', amount: { currency: 'EUR', value: 1000 } };

/** A payment whose shopper waits, and what the terminal saw of it in the end. */
async function withPayment(cluster, { poiid }, play) {
  const isOurs = (line) => line.poiid === poiid && line.type === 'request' && line.MessageCategory === 'Payment';
  const seen = cluster.shop.seen(isOurs);
  const payment = cluster.till.pay({ ...REQUEST, poiid });
  const tooSoon = payment.settled().then((outcome) => assert.fail(`it ended too soon: ${JSON.stringify(outcome)}`));
  tooSoon.catch(() => {});
  const lines = (count) => cluster.lines('claimed', ({ transaction }) => transaction === payment.id, count);
  await play({
    payment,
    /** Its request is at the terminal. */
    arrived: () => Promise.race([seen, tooSoon]),
    /** The executions of the step that sends, each once it has its answer about the claim. */
    executions: (count) => Promise.race([lines(count), tooSoon]),
    present: () => cluster.shop.act([poiid], { does: 'presentsCard' }),
  });
  const outcome = await payment.settled();
  return { outcome, types: (await payment.history()).map(({ type }) => type), ...(await cluster.report({ poiid })) };
}

function assertApprovedOnce({ outcome, payments, ledger }) {
  assert.equal(payments.length, 1);
  assert.equal(ledger.length, 1);
  assert.equal(outcome.kind, 'approved');
}

describe('two workers', () => {
  let cluster;
  before(async () => {
    cluster = await openCluster({ workers: 2, places: { isCut: waits, dies: waits, isTwice: waits }, limits });
  });
  after(() => cluster?.close());

  test('the connection to the engine is cut while the shopper pays: the request that is under way is the only one', async () => {
    const seen = await withPayment(cluster, cluster.places.isCut, async ({ arrived, executions, present }) => {
      await arrived();
      cluster.balancer.cut();
      await executions(2);
      await present();
    });
    assertApprovedOnce(seen);
  });

  test('the message to send is delivered twice: the second execution finds that the first has the claim', async () => {
    const seen = await withPayment(
      cluster,
      cluster.places.isTwice,
      async ({ payment, arrived, executions, present }) => {
        await arrived();
        await deliverAgain(cluster, payment);
        await executions(2);
        await present();
      },
    );
    assertApprovedOnce(seen);
  });

  test('the worker dies while the shopper pays: another one asks the terminal', async () => {
    const seen = await withPayment(cluster, cluster.places.dies, async ({ arrived, executions, present }) => {
      await arrived();
      const [{ worker }] = await executions(1);
      await worker.process.end();
      await executions(2);
      await present();
    });
    assertApprovedOnce(seen);
    assert.equal(seen.outcome.recovered, true);
    assert.ok(seen.types.includes('host.restarted'), seen.types.join());
  });
});

describe('two workers that wait between the claim and the request', () => {
  let cluster;
  before(async () => {
    const quick = { sendWithinMs: 10_000, lingerMaxMs: 300 };
    const places = { isCut: waits, isStopped: waits };
    cluster = await openCluster({ workers: 2, places, limits: quick, holdAt: ['claimed'] });
  });
  after(() => cluster?.close());

  test('the claim is stored, and the connection is cut before anything follows from it: sent once at most, and the truth is told', async () => {
    const { isCut } = cluster.places;
    const { outcome, payments, ledger } = await withPayment(
      cluster,
      isCut,
      async ({ payment, executions, present }) => {
        await executions(1);
        cluster.balancer.cut();
        await executions(2);
        for (const { process } of cluster.workers) process.tell('go on');
        // It may arrive at any time.
        while ((await payment.outcome(500)).kind === 'unresolved') await present();
      },
    );
    assert.ok(payments.length <= 1);
    assert.equal(ledger.length, payments.length);
    assert.equal(outcome.charged, payments.length === 1 ? 'yes' : 'no');
  });

  test('a worker is stopped between its claim and its request, and wakes when all is over: nothing of it is sent', async () => {
    const { isStopped } = cluster.places;
    const { outcome, payments } = await withPayment(cluster, isStopped, async ({ payment, executions }) => {
      const [{ worker: stopped }] = await executions(1);
      stopped.process.signal('SIGSTOP');
      // The server finds it silent, and has the step run by the other one.
      await executions(2);
      for (const other of cluster.workers) if (other !== stopped) other.process.tell('go on');
      await payment.settled();
      stopped.process.tell('go on');
      stopped.process.signal('SIGCONT');
      // Each answer is a turn of what it does: it has had its time to send.
      for (let turn = 0; turn < 50; turn += 1) await isWorkerUp(stopped.port);
    });
    assert.equal(payments.length, 0);
    assert.equal(outcome.kind, 'notProcessed');
  });
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
