// Who may say what to whom: the ingress and the workers are reached by anybody in their network.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { after, before, test } from 'node:test';
import { connectTill, registerWorker, startWorker } from '../index.ts';
import { signedHeaders } from '../till/signature.ts';
import { openCluster, OTHER, SECRET } from './support/cluster.mjs';

let cluster;
let payment;
before(async () => {
  cluster = await openCluster({
    places: { plain: {}, slow: { settings: { cardAfterMs: 1000 } } },
    moreOptions: (_, { plain }) => ({
      tills: [
        { name: 'TILL-01', secret: SECRET },
        { ...OTHER, terminals: [plain.poiid] },
      ],
    }),
  });
  const { poiid } = cluster.places.plain;
  payment = cluster.till.pay({ poiid, reference: 'MINE', amount: { currency: 'EUR', value: 1000 } });
  await payment.settled();
});
after(() => cluster?.close());

const post = (path, body) =>
  fetch(`${cluster.server.ingress}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const call = (handler, body, headers = {}) =>
  fetch(`${cluster.server.ingress}/till/${handler}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(10_000),
  });
const signed = (handler, body) => signedHeaders({ name: 'TILL-01', secret: SECRET }, handler, body);

test('an event that somebody forges at the ingress is refused, and so is every other message between the parts', async () => {
  const approved = {
    payload: { type: 'poi.answered', result: { kind: 'approved', charged: 'yes' }, recovered: false },
  };
  const history = await payment.history();
  const forged = Object.entries({
    [`transaction/${payment.id}/event`]: approved,
    [`transaction/${payment.id}/event/send`]: approved,
    [`transaction/${payment.id}/claim`]: { attempt: 'mine' },
    [`terminal/${cluster.places.plain.poiid}/tell`]: [],
    ['exchange/transmit']: { transaction: payment.id, ServiceID: payment.state.serviceId },
  });
  for (const [path, body] of forged) {
    const { status } = await post(path, body);
    assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
  }
  assert.deepEqual(await payment.history(), history);
});

test('a call to a worker that no server signed is refused', async () => {
  const [{ port }] = cluster.workers;
  const session = connect(`http://127.0.0.1:${port}`);
  const request = session.request({ ':method': 'POST', ':path': '/invoke/till/state' });
  request.end();
  const [{ ':status': status }] = await once(request, 'response');
  request.resume();
  session.close();
  assert.equal(status, 401);
});

test('a till that asks for the transaction of another till gets the answer that it would get for none', async () => {
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  try {
    const errors = [];
    for (const id of [payment.id, 'NONE']) {
      const found = other.find(id);
      const calls = [found.settled(), found.history(), found.abort(), found.checkStatus()];
      for (const { status, reason } of await Promise.allSettled(calls)) {
        errors.push(status === 'rejected' ? `${reason.status} ${reason.message}` : status);
      }
    }
    assert.deepEqual(new Set(errors), new Set(['404 this till has no such transaction']));
    const { poiid } = cluster.places.plain;
    const refund = other.refund({ poiid, reference: 'NOT-MINE', transaction: payment.id });
    assert.equal((await refund.settled()).failure.code, 'ERR_ORIGINAL_UNKNOWN');
    const taken = other.pay({ id: payment.id, poiid, reference: 'MINE', amount: { currency: 'EUR', value: 1000 } });
    await assert.rejects(taken.settled(), { code: 'ERR_INPUT_ID_REUSED' });
  } finally {
    other.close();
  }
});

test('a till with a wrong secret, a wrong name or no signature is refused', async () => {
  for (const options of [
    { name: 'TILL-01', secret: OTHER.secret },
    { name: 'TILL-99', secret: SECRET },
  ]) {
    const stranger = connectTill({ ingress: cluster.server.ingress, ...options });
    await assert.rejects(stranger.find(payment.id).settled(), { name: 'RefusedError', status: 401 });
    stranger.close();
  }
  assert.equal((await post('till/state', { transaction: payment.id })).status, 401);
});

test('a call that makes no sense is refused, and not repeated for ever: by who may call, and before that by who calls', async () => {
  const handlers = ['pay', 'state', 'events', 'items', 'next', 'act', 'terminal', 'orphans', 'dismissOrphan', 'device'];
  const { id } = payment;
  const { poiid } = cluster.places.plain;
  const senseless = [
    ...handlers.flatMap((handler) => ['null', '{}', '[]'].map((body) => [handler, body])),
    ['act', JSON.stringify({ transaction: id, act: null })],
    ['act', JSON.stringify({ transaction: id, act: { do: 'pay' } })],
    ['next', JSON.stringify({ transaction: id, since: 'now' })],
    ['state', JSON.stringify({ transaction: 1 })],
    // What becomes a key: one that is this long cuts the connections of the server to its workers.
    ['state', JSON.stringify({ transaction: 'x'.repeat(65_536) })],
    ['withdrawDevice', JSON.stringify({ id: 'x'.repeat(65_536) })],
    ['withdrawDevice', JSON.stringify({ id: 'another till/ONE' })],
    ['items', JSON.stringify({ filter: { fromMs: 'now' }, size: 10 })],
    ['items', JSON.stringify({ filter: {}, size: 1_000_000 })],
    ['device', JSON.stringify({ poiid, id: 'ONE', method: 'close', args: [], askedAtMs: Date.now() })],
    ['device', JSON.stringify({ poiid, id: 'ONE', method: 'display', args: {}, askedAtMs: Date.now() })],
  ];
  for (const [handler, body] of senseless) {
    assert.equal((await call(handler, body)).status, 401, `${handler} ${body}`);
    assert.equal((await call(handler, body, signed(handler, body))).status, 400, `${handler} ${body}`);
  }
});

test('a payment that was refused is not begun by a call that somebody repeats, but when its till asks again', async () => {
  const { till, places } = cluster;
  const { poiid } = places.slow;
  const request = { id: 'REFUSED', poiid, reference: 'REFUSED', amount: { currency: 'EUR', value: 1000 } };
  const running = till.pay({ poiid, reference: 'RUNS', amount: { currency: 'EUR', value: 1000 } });
  for await (const { state } of running) if (state === 'awaiting') break;
  const body = JSON.stringify({ request, askedAtMs: Date.now() });
  const pay = () => call('pay', body, signed('pay', body));
  await pay();
  const { failure } = await till.find('REFUSED').settled();
  assert.equal(failure.code, 'ERR_TERMINAL_OCCUPIED');
  await running.settled();
  assert.equal((await pay()).status, 200);
  assert.equal((await till.find('REFUSED').settled()).failure?.code, 'ERR_TERMINAL_OCCUPIED');
  assert.equal((await till.pay(request).settled()).kind, 'approved');
  assert.equal((await cluster.report(places.slow)).payments.length, 2);
});

test('a payment that waited too long on its way is refused, and so is one of a till whose clock is ahead: nobody knows how long', async () => {
  const { poiid } = cluster.places.plain;
  for (const [id, agoMs] of Object.entries({ LATE: 3_600_000, AHEAD: -3_600_000 })) {
    const request = { id, poiid, reference: id, amount: { currency: 'EUR', value: 1000 } };
    const body = JSON.stringify({ request, askedAtMs: Date.now() - agoMs });
    assert.equal((await call('pay', body, signed('pay', body))).status, 200);
    assert.equal((await cluster.till.find(id).settled()).failure?.code, 'ERR_SEND_TOO_LATE', id);
  }
});

test('a call that somebody recorded is worth nothing later', async () => {
  const anHourAgo = Date.now() - 3_600_000;
  const { poiid } = cluster.places.plain;
  const recorded = {
    act: { transaction: payment.id, act: { do: 'abort' } },
    device: { poiid, id: 'AGAIN', method: 'display', args: [{ lines: ['Hello'] }], askedAtMs: anHourAgo },
    dismissOrphan: { poiid, id: 'NONE' },
    items: { filter: {}, size: 10 },
    state: { transaction: payment.id },
  };
  for (const [handler, given] of Object.entries(recorded)) {
    const body = JSON.stringify(given);
    const headers = signedHeaders({ name: 'TILL-01', secret: SECRET }, handler, body, anHourAgo);
    assert.equal((await call(handler, body, headers)).status, 408, handler);
  }
});

test('a request to a terminal that comes twice under one id is sent once', async () => {
  const { poiid } = cluster.places.plain;
  const displays = async () =>
    (await cluster.report(cluster.places.plain)).received.filter(
      ({ MessageCategory }) => MessageCategory === 'Display',
    );
  const body = JSON.stringify({
    poiid,
    id: 'TWICE',
    method: 'display',
    args: [{ lines: ['Hello'] }],
    askedAtMs: Date.now(),
  });
  const answers = [];
  for (let time = 0; time < 2; time += 1) {
    answers.push(await (await call('device', body, signed('device', body))).json());
  }
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    ['answered', 'noAnswer'],
  );
  assert.equal((await displays()).length, 1);
});

test('a worker that anybody could give orders to does not start', async () => {
  const options = { engine: {}, tills: [{ name: 'TILL-01', secret: SECRET }], identityKeys: 'none', host: '0.0.0.0' };
  await assert.rejects(startWorker(options), { code: 'ERR_CONFIG_WORKER', path: 'identityKeys' });
  await assert.rejects(startWorker({ ...options, tills: [{ name: 'TILL-01', secret: 'short' }] }), (error) => {
    assert.equal(error.path, 'tills[0].secret');
    assert.ok(!error.message.includes('short'));
    return true;
  });
});

test('a till whose clock is wrong is told so, and does not try for ever', async () => {
  const real = Date.now;
  Date.now = () => real() - 120_000;
  try {
    const { poiid } = cluster.places.plain;
    await assert.rejects(cluster.till.terminal(poiid).diagnose(), { name: 'RefusedError', status: 408 });
    await assert.rejects(cluster.till.find(payment.id).abort(), { name: 'RefusedError', status: 408 });
  } finally {
    Date.now = real;
  }
});

test('a till that may use some terminals sees and uses no others', async () => {
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  try {
    const { plain, slow } = cluster.places;
    const terminals = await other.terminals();
    assert.deepEqual(
      terminals.map(({ poiid }) => poiid),
      [plain.poiid],
    );
    const refused = { name: 'RefusedError', status: 404 };
    const at = other.terminal(slow.poiid);
    for (const ask of ['state', 'diagnose', 'orphans', 'notifications', 'dismissOrphan']) {
      await assert.rejects(at[ask](), refused, ask);
    }
    const amount = { currency: 'EUR', value: 1000 };
    await assert.rejects(other.pay({ poiid: slow.poiid, reference: 'NOT-HERE', amount }).settled(), {
      code: 'ERR_INPUT_TERMINAL',
    });
  } finally {
    other.close();
  }
});

test('a till does not stop, nor ask about, the payment of another till by a request that it writes itself', async () => {
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  try {
    const count = async () => (await cluster.report(cluster.places.plain)).received.length;
    const countBefore = await count();
    const MessageReference = { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: payment.state.serviceId };
    const at = other.terminal(cluster.places.plain.poiid);
    for (const [category, body] of [
      ['Abort', { AbortReason: 'MerchantAbort', MessageReference }],
      ['TransactionStatus', { MessageReference }],
    ]) {
      await assert.rejects(at.request(category, body), { code: 'ERR_INPUT_CATEGORY' });
    }
    assert.equal(await count(), countBefore);
  } finally {
    other.close();
  }
});

test('a worker is not registered through an admin API that others reach', async () => {
  const [{ port }] = cluster.workers;
  const url = `http://127.0.0.1:${port}`;
  for (const admin of ['http://192.0.2.1:9070', 'http://restate.chain.example:9070']) {
    await assert.rejects(registerWorker(admin, url), { code: 'ERR_CONFIG_WORKER', path: 'admin' });
  }
});

test('a listener needs a secret of its own, and a name that no till has', async () => {
  const options = { engine: {}, tills: [{ name: 'TILL-01', secret: SECRET }], identityKeys: 'none' };
  const listener = { ingress: cluster.server.ingress, host: '127.0.0.1', port: 0 };
  await assert.rejects(startWorker({ ...options, listener }), {
    code: 'ERR_CONFIG_WORKER',
    path: 'notificationSecret',
  });
  await assert.rejects(startWorker({ ...options, tills: [{ name: 'listener', secret: SECRET }] }), {
    code: 'ERR_CONFIG_WORKER',
    path: 'tills[0].name',
  });
});
