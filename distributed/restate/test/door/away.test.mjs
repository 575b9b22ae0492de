// A door that dies, a cluster that is away, a secret that is wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCluster, SECRET } from '../support/cluster.mjs';
import { openServer } from '../support/restate-server.mjs';
import { openDoor, startDoor } from './door.mjs';

let cluster;
before(async () => {
  const waits = { settings: { shopper: { does: 'neverPresents' } } };
  cluster = await openCluster({ places: { plain: {}, waits, alsoWaits: waits } });
});
after(() => cluster?.close());

const payment = ({ poiid }) => ({
  type: 'payment',
  poiid,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'DOOR',
});

/** A payment that a door began, and whose request is at the terminal; the door is dead since. */
async function leftBehind(id, place) {
  const door = await openDoor(cluster, { name: 'mortal' });
  const arrived = cluster.shop.seen(
    (line) => line.poiid === place.poiid && line.type === 'request' && line.MessageCategory === 'Payment',
  );
  assert.equal((await door.put(`/v1/transactions/${id}`, payment(place))).status, 201);
  await arrived;
  await door.close();
}

test('a door that is killed during a payment: the same request at its successor is the same payment', async () => {
  const place = cluster.places.waits;
  await leftBehind('basket-1', place);
  const door = await openDoor(cluster, { name: 'mortal' });
  const answer = door.put('/v1/transactions/basket-1?wait=60', payment(place));
  await cluster.shop.act([place.poiid], { does: 'presentsCard' });
  const { status, json } = await answer;
  assert.deepEqual([status, json.outcome.kind], [200, 'approved']);
  assert.equal((await cluster.report(place)).payments.length, 1);
  await door.close();
});

test('its successor follows the payment, although nobody asks for it', async () => {
  const place = cluster.places.alsoWaits;
  await leftBehind('basket-2', place);
  const door = await openDoor(cluster, { name: 'mortal' });
  const reader = await door.events('types=transaction');
  await cluster.shop.act([place.poiid], { does: 'presentsCard' });
  const { data } = await reader.until((event) => event.type === 'transaction' && event.data.state === 'settled');
  assert.deepEqual([data.id, data.outcome.kind], ['basket-2', 'approved']);
  reader.close();
  await door.close();
});

test('a server that is away: each call ends with 503, and the same request is right when it is back', async () => {
  const place = cluster.places.plain;
  const door = await openDoor(cluster, { name: 'patient' });
  const isAway = door.reaches(false);
  await cluster.server.kill();
  const away = await door.put('/v1/transactions/basket-3', payment(place));
  assert.deepEqual([away.status, away.json.code], [503, 'ERR_GATEWAY_AWAY']);
  await isAway;
  const all = ['/v1/transactions', '/v1/transactions/basket-1', '/v1/unresolved', '/v1/orphans', '/v1/terminals'];
  const answers = await Promise.all([...all, '/readyz'].map((path) => door.get(path)));
  const codes = answers.map(({ status, json }) => `${status} ${json.code}`);
  assert.deepEqual(new Set(codes), new Set(['503 ERR_GATEWAY_AWAY']));
  assert.equal((await door.get('/healthz')).status, 200);
  assert.match((await door.get('/metrics')).text, /tenderline_journal_failing 1/);

  const late = await openDoor(cluster, { name: 'late' });
  assert.equal((await late.get('/readyz')).status, 503);
  const areBack = [door, late].map((one) => one.reaches(true));
  await cluster.server.start();
  await Promise.all(areBack);
  const put = () => door.put('/v1/transactions/basket-3?wait=60', payment(place));
  const { status, json } = await door.again(put);
  assert.deepEqual([status, json.outcome.kind], [201, 'approved']);
  assert.equal((await late.put('/v1/transactions/basket-3', payment(place))).status, 200);
  assert.equal((await cluster.report(place)).payments.length, 1);

  door.process.signal('SIGTERM');
  await door.process.ended;
  assert.match(door.printed(), /"type":"stopped"/);
  assert.ok(!door.printed().includes(SECRET), door.printed());
  await late.close();
});

test('a secret that is wrong is said at the start, and not printed', async () => {
  for (const wrong of [{ secret: 'not the secret of that till' }, { till: 'TILL-99' }]) {
    const door = startDoor(cluster, { name: 'wrong', ...wrong });
    await assert.rejects(door.opened, /ERR_CONFIG_RESTATE|that they refuse/);
    assert.ok(!door.printed().includes(wrong.secret ?? SECRET), door.printed());
  }
});

test('a server that knows no worker says nothing of a transaction', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-restate-'));
  const server = await openServer(folder);
  try {
    const door = await openDoor({ folder, server }, { name: 'early' });
    for (const answer of [
      await door.get('/v1/transactions/basket-1'),
      await door.put('/v1/transactions/basket-1', payment(cluster.places.plain)),
    ]) {
      assert.deepEqual([answer.status, answer.json.code], [503, 'ERR_GATEWAY_AWAY']);
    }
    await door.close();
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
