// The HTTP API over a cluster: `tenderline serve --backend restate`, twice, on the same cluster.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectTill } from '../../index.ts';
import { call } from '../../till/call.ts';
import { openCluster, OTHER, SECRET } from '../support/cluster.mjs';
import { openDoor } from './door.mjs';

const waits = { settings: { shopper: { does: 'neverPresents' } } };
let cluster;
let first;
let second;
before(async () => {
  cluster = await openCluster({ places: { plain: {}, waits, followed: waits, busy: waits, asked: {} } });
  [first, second] = await Promise.all([openDoor(cluster, { name: 'first' }), openDoor(cluster, { name: 'second' })]);
});
after(async () => {
  await first?.close();
  await second?.close();
  await cluster?.close();
});

const payment = ({ poiid }, value = 1099) => ({
  type: 'payment',
  poiid,
  amount: { currency: 'EUR', value },
  reference: 'DOOR',
});
const isIn = (state) => (event) => event.type === 'transaction' && event.data.state === state;
const codeOf = ({ status, json }) => [status, json.code];

/** A payment whose request is at the terminal. */
async function begun(id, place) {
  const arrived = cluster.shop.seen(
    (line) => line.poiid === place.poiid && line.type === 'request' && line.MessageCategory === 'Payment',
  );
  const { status } = await first.put(`/v1/transactions/${id}`, payment(place));
  assert.equal(status, 201);
  await arrived;
}

test('a payment, the same one again, and the same one at another door: it is sent once', async () => {
  const { plain } = cluster.places;
  const path = '/v1/transactions/basket-1?wait=60';
  const paid = await first.put(path, payment(plain));
  assert.deepEqual([paid.status, paid.json.outcome.kind, paid.json.outcome.charged], [201, 'approved', 'yes']);
  for (const door of [first, second]) assert.deepEqual(await door.put(path, payment(plain)), { ...paid, status: 200 });
  const found = await second.get('/v1/transactions/basket-1');
  assert.deepEqual(found, { ...paid, status: 200 });
  const { payments, ledger } = await cluster.report(plain);
  assert.deepEqual([payments.length, ledger.length], [1, 1]);
});

test('the same request at both doors at once is one payment', async () => {
  const { plain } = cluster.places;
  const sent = (await cluster.report(plain)).payments.length;
  const path = '/v1/transactions/basket-both?wait=60';
  const answers = await Promise.all([first, second].map((door) => door.put(path, payment(plain))));
  assert.deepEqual(
    answers.map(({ json }) => json.outcome.kind),
    ['approved', 'approved'],
  );
  assert.equal((await cluster.report(plain)).payments.length, sent + 1);
});

test('a mistake that only the cluster finds is 400, another body 409, an id of another till as well', async () => {
  const { plain } = cluster.places;
  const unknown = await first.put('/v1/transactions/basket-2', payment({ poiid: 'V400m-000000001' }));
  assert.deepEqual([...codeOf(unknown), unknown.json.path], [400, 'ERR_INPUT_TERMINAL', 'poiid']);
  assert.deepEqual(codeOf(await first.get('/v1/transactions/basket-2')), [404, 'ERR_INPUT_TRANSACTION']);
  const other = await second.put('/v1/transactions/basket-1', payment(plain, 500));
  assert.deepEqual(codeOf(other), [409, 'ERR_INPUT_ID_REUSED']);

  const till = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  const { type: _, ...request } = payment(plain);
  await till.pay({ ...request, id: 'theirs' }).settled();
  till.close();
  assert.deepEqual(codeOf(await first.put('/v1/transactions/theirs', payment(plain))), [409, 'ERR_INPUT_ID_REUSED']);
  assert.deepEqual(codeOf(await first.get('/v1/transactions/theirs')), [404, 'ERR_INPUT_TRANSACTION']);
});

test('a payment that is aborted at the other door ends so at this one', async () => {
  await begun('basket-3', cluster.places.waits);
  const running = await second.get('/v1/transactions/basket-3');
  assert.ok(['sending', 'awaiting'].includes(running.json.state), running.json.state);
  const aborted = await second.post('/v1/transactions/basket-3/abort?wait=60');
  assert.deepEqual([aborted.status, aborted.json.outcome.charged], [200, 'no']);
  const here = await first.get('/v1/transactions/basket-3?wait=60');
  assert.deepEqual(here.json.outcome, aborted.json.outcome);
  const decision = { by: 'Ada', reason: 'tried', outcome: 'notCharged' };
  const override = await first.post('/v1/transactions/basket-3/override', decision);
  assert.deepEqual(codeOf(override), [409, 'ERR_INPUT_OVERRIDE']);
});

test('the lists are those of the cluster', async () => {
  const newest = await second.get('/v1/transactions?limit=1');
  assert.deepEqual(
    newest.json.transactions.map(({ id }) => id),
    ['basket-3'],
  );
  const older = await second.get(`/v1/transactions?limit=2&cursor=${encodeURIComponent(newest.json.cursor)}`);
  assert.deepEqual(
    older.json.transactions.map(({ id }) => id),
    ['basket-both', 'basket-1'],
  );
  assert.deepEqual((await first.get('/v1/unresolved')).json, { transactions: [] });
  assert.deepEqual((await first.get('/v1/orphans')).json, { orphans: [] });
  assert.deepEqual(codeOf(await first.post('/v1/orphans/none/dismiss', { by: 'Ada', reason: 'x' })), [
    404,
    'ERR_INPUT_ORPHAN',
  ]);
});

test('terminals are listed, looked at and asked', async () => {
  const { poiid } = cluster.places.asked;
  const { json } = await first.get('/v1/terminals');
  const all = Object.values(cluster.places).map((place) => place.poiid);
  assert.deepEqual(new Set(json.terminals.map((terminal) => terminal.poiid)), new Set(all));
  const one = await first.get(`/v1/terminals/${poiid}`);
  assert.deepEqual([one.json.work, one.json.waiting], ['idle', []]);
  assert.deepEqual(codeOf(await first.get('/v1/terminals/V400m-000000001')), [404, 'ERR_INPUT_TERMINAL']);
  const displayed = await second.post(`/v1/terminals/${poiid}/display`, { lines: ['Hello'] });
  assert.deepEqual([displayed.status, displayed.json.kind, displayed.json.ok], [200, 'answered', true]);
  const wrong = await second.post(`/v1/terminals/${poiid}/display`, { lines: [] });
  assert.equal(wrong.status, 400);
  const { json: diagnosis } = await first.post(`/v1/terminals/${poiid}/diagnose`);
  assert.equal(diagnosis.kind, 'answered', JSON.stringify(diagnosis));
});

test('events are of what passes through the door, and of what it finds at the terminals', async () => {
  const { followed } = cluster.places;
  const query = 'types=transaction,terminal&transaction=basket-4';
  const readers = await Promise.all([first, second].map((door) => door.events(query)));
  await begun('basket-4', followed);
  for (const reader of readers) await reader.until(isIn('awaiting'));
  await cluster.shop.act([followed.poiid], { does: 'presentsCard' });
  for (const reader of readers) {
    const { data } = await reader.until(isIn('settled'));
    assert.deepEqual([data.id, data.outcome.kind], ['basket-4', 'approved']);
    reader.close();
  }
});

test('what a cluster does not have is 501', async () => {
  const { poiid } = cluster.places.plain;
  const answers = [
    await first.get('/v1/inspection'),
    await first.get('/v1/inspection/changes'),
    await first.get('/v1/alerts'),
    await first.get('/v1/events?types=notification'),
    await first.post(`/v1/terminals/${poiid}/move`),
  ];
  assert.deepEqual(new Set(answers.map((answer) => codeOf(answer).join())), new Set(['501,ERR_GATEWAY_NOT_HERE']));
  assert.match((await first.get('/metrics')).text, /tenderline_unknown_outcomes 0/);
});

test('an id that was refused is free: it is not found, and begun again by who asks after the refusal, not by a call that was made before', async () => {
  const { busy } = cluster.places;
  await begun('busy-1', busy);
  const refused = await second.put('/v1/transactions/busy-2?wait=10', payment(busy));
  assert.deepEqual([refused.status, refused.json.outcome.failure.code], [201, 'ERR_TERMINAL_OCCUPIED']);
  for (const door of [first, second]) {
    assert.deepEqual(codeOf(await door.get('/v1/transactions/busy-2')), [404, 'ERR_INPUT_TRANSACTION']);
  }
  await cluster.shop.act([busy.poiid], { does: 'presentsCard' });
  assert.equal((await first.get('/v1/transactions/busy-1?wait=30')).json.outcome.kind, 'approved');
  // Another server of the cluster has held it until now. The clock of who made it is ahead.
  const { type: _, ...request } = payment(busy);
  const held = { request: { ...request, id: 'busy-2' }, askedAtMs: Date.now() + 4_000 };
  const till = { ingress: cluster.server.ingress, name: 'TILL-01', secret: SECRET };
  const view = await call(till, 'pay', held, new AbortController().signal, true);
  assert.deepEqual([view.state.state, view.isFree], ['settled', true]);
  assert.equal((await cluster.report(busy)).payments.length, 1);

  const again = await second.put('/v1/transactions/busy-2', payment(busy));
  assert.equal(again.status, 201);
  await first.get('/v1/transactions/busy-2?wait=1');
  await cluster.shop.act([busy.poiid], { does: 'presentsCard' });
  const found = await first.get('/v1/transactions/busy-2?wait=30');
  assert.equal(found.json.outcome.kind, 'approved');
});

test('an id of the wrong form is a mistake, and not a cluster that is away', async () => {
  const { plain } = cluster.places;
  const wrong = [400, 'ERR_INPUT_TRANSACTIONID'];
  assert.deepEqual(codeOf(await first.get('/v1/transactions/a%20b')), wrong);
  assert.deepEqual(codeOf(await first.put(`/v1/transactions/${'x'.repeat(65)}`, payment(plain))), wrong);
  assert.deepEqual(codeOf(await first.post('/v1/transactions/a%2Fb/abort')), wrong);
});

test('a payment that waits in the queue is no unknown one: a person cannot decide about it', async () => {
  const { busy } = cluster.places;
  await begun('queue-1', busy);
  const queued = await first.put('/v1/transactions/queue-2', { ...payment(busy), queue: true });
  assert.deepEqual([queued.status, queued.json.state], [201, 'queued']);
  const decision = { by: 'Ada', reason: 'nobody is there', outcome: 'notCharged' };
  const refused = await first.post('/v1/transactions/queue-2/override', decision);
  assert.deepEqual(codeOf(refused), [409, 'ERR_INPUT_OVERRIDE']);
  for (const id of ['queue-2', 'queue-1']) {
    await first.post(`/v1/transactions/${id}/abort`);
    assert.equal((await first.get(`/v1/transactions/${id}?wait=30`)).status, id === 'queue-2' ? 404 : 200);
  }
});
