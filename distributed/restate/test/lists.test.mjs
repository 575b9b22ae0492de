// What a till finds again: its transactions, its terminals, what is unknown, and what belongs to none.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectTill } from '../index.ts';
import { openCluster, OTHER } from './support/cluster.mjs';
import { until } from './support/until.mjs';

const places = {
  plain: {},
  strays: { script: [{ kind: 'wrongServiceID', category: 'Payment' }] },
  isCut: {
    script: [{ kind: 'wrongServiceID', category: 'Payment' }],
    settings: { shopper: { does: 'neverPresents' } },
  },
  isLost: { settings: { shopper: { does: 'neverPresents' } } },
  answersLate: { settings: { shopper: { does: 'neverPresents' } } },
};
let cluster;
before(async () => {
  cluster = await openCluster({ places, limits: { responseTimeoutMs: 300 } });
});
after(() => cluster?.close());

const pay = (place, reference, more) =>
  cluster.till.pay({ poiid: place.poiid, reference, amount: { currency: 'EUR', value: 1000 }, ...more });

test('the history has what has begun, the newest first, page by page, and what a filter wants', async () => {
  const { plain } = cluster.places;
  const kinds = [];
  for (const [reference, value] of [
    ['H-1', 1000],
    ['H-2', 1124],
    ['H-3', 1000],
  ]) {
    kinds.push((await pay(plain, reference, { amount: { currency: 'EUR', value } }).settled()).kind);
  }
  assert.deepEqual(kinds, ['approved', 'declined', 'approved']);
  const first = await cluster.till.history({ limit: 2 });
  const second = await cluster.till.history({ limit: 2, cursor: first.cursor });
  const all = [...first.transactions, ...second.transactions];
  assert.deepEqual(
    all.map(({ reference }) => reference),
    ['H-3', 'H-2', 'H-1'],
  );
  assert.equal(second.cursor, undefined);
  for (const { type, createdAtMs, settledAtMs, state } of all) {
    assert.deepEqual([type, state], ['payment', 'settled']);
    assert.ok(createdAtMs <= settledAtMs);
  }
  const declined = await cluster.till.history({ kind: 'declined' });
  assert.deepEqual(
    declined.transactions.map(({ reference }) => reference),
    ['H-2'],
  );
  const named = await cluster.till.history({ reference: 'H-1', poiid: plain.poiid });
  assert.equal(named.transactions.length, 1);
  const earlier = await cluster.till.history({ to: all.at(-1).createdAtMs });
  assert.deepEqual(earlier.transactions, []);
  assert.equal((await cluster.till.history({ to: '9999-12-31T23:59:59Z' })).transactions.length, 3);
  assert.equal((await cluster.till.history({ to: Date.UTC(10_000, 0, 1) })).transactions.length, 3);
  await assert.rejects(cluster.till.history({ limit: 0 }), { code: 'ERR_INPUT_LIMIT' });
  await assert.rejects(cluster.till.history({ cursor: 'mine' }), { code: 'ERR_INPUT_CURSOR' });
  const { rows } = await cluster.till.totals();
  assert.deepEqual(rows.map(({ kind, count, value }) => [kind, count, value]).toSorted(), [
    ['approved', 2, 2000],
    ['declined', 1, 0],
  ]);
});

test('another till has another history', async () => {
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  try {
    assert.deepEqual(await other.history(), { transactions: [] });
    assert.deepEqual(await other.unresolved(), []);
  } finally {
    other.close();
  }
});

test('a payment whose outcome is unknown is listed, closes its terminal, and a person opens it again on record', async () => {
  const { isLost } = cluster.places;
  const payment = pay(isLost, 'LOST');
  for await (const { state } of payment) if (state === 'statusChecking' || state === 'timedOut') break;
  const quarantined = async () => (await cluster.till.terminal(isLost.poiid).state()).work;
  await until('the quarantine', async () => (await quarantined()) === 'quarantined');
  assert.deepEqual(
    (await cluster.till.unresolved()).map(({ id }) => id),
    [payment.id],
  );
  const refused = await pay(isLost, 'NEXT').settled();
  assert.equal(refused.failure.code, 'ERR_TERMINAL_QUARANTINED');
  await assert.rejects(payment.override({ by: '', reason: 'seen', outcome: 'notCharged' }), {
    code: 'ERR_INPUT_OVERRIDE',
  });
  await payment.override({ by: 'Ada', reason: 'the terminal displays: cancelled', outcome: 'notCharged' });
  const outcome = await payment.settled();
  assert.equal(outcome.kind, 'overridden');
  assert.equal(outcome.charged, 'no');
  await until('its end', async () => (await quarantined()) === 'idle');
  assert.deepEqual(await cluster.till.unresolved(), []);
});

test('an answer that comes when a person has decided otherwise does not change the outcome, and is kept', async () => {
  const { answersLate } = cluster.places;
  const payment = pay(answersLate, 'LATE');
  for await (const { state } of payment) if (state === 'statusChecking' || state === 'timedOut') break;
  await payment.override({ by: 'Ada', reason: 'the shopper left', outcome: 'notCharged' });
  assert.equal((await payment.settled()).charged, 'no');
  await cluster.shop.act([answersLate.poiid], { does: 'presentsCard' });
  const found = await until('a late answer', async () => {
    const again = cluster.till.find(payment.id);
    await again.settled();
    return again.late.length > 0 ? again : undefined;
  });
  assert.deepEqual(
    found.late.map(({ kind, charged }) => [kind, charged]),
    [['approved', 'yes']],
  );
  assert.equal((await found.settled()).kind, 'overridden');
});

test('a verified answer to a request that nobody made is kept until a person dismisses it, and the payment is asked about', async () => {
  const { strays } = cluster.places;
  const outcome = await pay(strays, 'STRAY').settled();
  assert.equal(outcome.kind, 'approved');
  assert.equal(outcome.recovered, true);
  const terminal = cluster.till.terminal(strays.poiid);
  const [orphan, ...more] = await until('an orphan', async () => {
    const kept = await terminal.orphans();
    return kept.length > 0 ? kept : undefined;
  });
  assert.deepEqual(more, []);
  assert.equal(orphan.detail.header.MessageCategory, 'Payment');
  const other = connectTill({ ingress: cluster.server.ingress, ...OTHER });
  assert.deepEqual(await other.terminal(strays.poiid).orphans(), []);
  await assert.rejects(other.terminal(strays.poiid).dismissOrphan(orphan.id), { code: 'ERR_INPUT_ORPHAN' });
  other.close();
  await terminal.dismissOrphan(orphan.id);
  assert.deepEqual(await terminal.orphans(), []);
  await assert.rejects(terminal.dismissOrphan(orphan.id), { code: 'ERR_INPUT_ORPHAN' });
});

test('a verified answer to another request is kept also when the connection to the engine was cut meanwhile, once', async () => {
  const { isCut } = cluster.places;
  const seen = cluster.shop.seen(({ type, poiid }) => type === 'request' && poiid === isCut.poiid);
  const payment = pay(isCut, 'CUT');
  await seen;
  cluster.balancer.cut();
  await cluster.lines('claimed', ({ transaction }) => transaction === payment.id, 2);
  await cluster.shop.act([isCut.poiid], { does: 'presentsCard' });
  assert.equal((await payment.settled()).kind, 'approved');
  const terminal = cluster.till.terminal(isCut.poiid);
  const kept = await until('an orphan', async () => {
    const found = await terminal.orphans();
    return found.length > 0 ? found : undefined;
  });
  assert.equal(kept.length, 1);
});

test('the terminals of a till are those that it may use', async () => {
  const terminals = await cluster.till.terminals();
  const [found, wanted] = [terminals, Object.values(cluster.places)].map(
    (all) => new Set(all.map(({ poiid }) => poiid)),
  );
  assert.deepEqual(found, wanted);
});
