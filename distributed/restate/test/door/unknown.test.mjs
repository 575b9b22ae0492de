// An outcome that is unknown, and two doors of the same till.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openCluster } from '../support/cluster.mjs';
import { openDoor } from './door.mjs';

let cluster;
let first;
let second;
before(async () => {
  const places = { isLost: { settings: { shopper: { does: 'neverPresents' } } } };
  cluster = await openCluster({ places, limits: { responseTimeoutMs: 300 } });
  [first, second] = await Promise.all(['first', 'second'].map((name) => openDoor(cluster, { name })));
});
after(async () => {
  await first?.close();
  await second?.close();
  await cluster?.close();
});

test('it is listed at each door and closes its terminal, and a person decides at either', async () => {
  const { poiid } = cluster.places.isLost;
  const payment = { type: 'payment', poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'DOOR' };
  const reader = await first.events('types=transaction&transaction=basket-1');
  assert.equal((await first.put('/v1/transactions/basket-1', payment)).status, 201);
  await reader.until(({ data }) => data.tags?.includes('outcomeUnknown'));
  reader.close();
  const { json } = await second.get('/v1/unresolved');
  assert.deepEqual(
    json.transactions.map(({ id }) => id),
    ['basket-1'],
  );
  assert.equal((await first.get(`/v1/terminals/${poiid}`)).json.work, 'quarantined');
  const refused = await second.put('/v1/transactions/basket-2?wait=60', payment);
  assert.deepEqual([refused.status, refused.json.failure.code], [201, 'ERR_TERMINAL_QUARANTINED']);
  assert.equal(refused.json.outcome.kind, 'notProcessed');

  const override = '/v1/transactions/basket-1/override';
  const decision = { by: 'Ada', reason: 'the terminal displays: cancelled', outcome: 'notCharged' };
  const decided = await second.post(override, decision);
  assert.deepEqual([decided.status, decided.json.outcome.kind], [200, 'overridden']);
  assert.equal(decided.json.outcome.charged, 'no');
  assert.match(second.printed(), /"type":"audit",[^}]*"by":"Ada"/);
  const known = await first.get('/v1/transactions/basket-1?wait=60');
  assert.deepEqual(known.json.outcome, decided.json.outcome);
  const late = await first.post(override, decision);
  assert.deepEqual([late.status, late.json.code], [409, 'ERR_INPUT_OVERRIDE']);
  assert.deepEqual((await first.get('/v1/unresolved')).json, { transactions: [] });

  // Nothing was sent of the one that was refused: the same request is a new attempt.
  const again = await first.put('/v1/transactions/basket-2', payment);
  assert.notEqual(again.json.state, 'settled');
});
