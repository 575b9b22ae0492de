// What the terminals report by themselves: brought by a listener, it informs, proves that a request is there, and settles nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort } from '../../../test/support/free-port.mjs';
import { signedHeaders } from '../till/signature.ts';
import { openCluster, SECRET } from './support/cluster.mjs';
import { until } from './support/until.mjs';

const NOTIFICATION_SECRET = 'a secret of the listeners';
const credentials = { username: 'terminal', password: 'of the listener' };
let cluster;
before(async () => {
  const port = await freePort();
  const urls = [{ url: `http://127.0.0.1:${port}/`, ...credentials, encrypted: true }];
  const settings = {
    shopper: { does: 'neverPresents' },
    displayUrls: urls,
    eventUrls: urls,
    notificationFaults: [{ kind: 'twice', event: 'CARD_PRESENTED' }],
  };
  cluster = await openCluster({
    places: { plain: {}, waits: { settings }, restarts: { settings } },
    moreOptions: ({ ingress }) => ({
      notificationSecret: NOTIFICATION_SECRET,
      listener: { ingress, host: '127.0.0.1', port, credentials },
    }),
  });
});
after(() => cluster?.close());

const pay = ({ poiid }, reference) => cluster.till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 } });

test('what the shopper does is in the progress of the payment, in the order of the terminal and without repetitions', async () => {
  const { waits } = cluster.places;
  const payment = pay(waits, 'PROGRESS');
  for await (const _ of payment) if (payment.progress.length > 0) break;
  await cluster.shop.act([waits.poiid], { does: 'presentsCard' });
  assert.equal((await payment.settled()).kind, 'approved');
  const progress = await until('the end of the tender', async () => {
    const found = cluster.till.find(payment.id);
    await found.settled();
    return found.progress.some(({ event }) => event === 'TENDER_FINAL') ? found.progress : undefined;
  });
  const events = progress.map(({ event }) => event);
  assert.equal(events[0], 'TENDER_CREATED');
  assert.equal(events.filter((event) => event === 'CARD_PRESENTED').length, 1, events.join());
  const types = (await payment.history()).map(({ type }) => type);
  assert.ok(types.includes('poi.progress'), types.join());
  assert.equal(types.filter((type) => type === 'poi.progress').length, 1);
});

test('a terminal that shuts down is offline, its payment keeps that in mind, and the till reads what it said', async () => {
  const { restarts } = cluster.places;
  const payment = pay(restarts, 'RESTART');
  for await (const { state } of payment) if (state === 'awaiting') break;
  await cluster.shop.reboot(restarts.poiid);
  const terminal = cluster.till.terminal(restarts.poiid);
  const notifications = await until('the notification of a restart', async () => {
    const found = await terminal.notifications();
    return found.some(({ event }) => event === 'Shutdown') ? found : undefined;
  });
  assert.equal(notifications[0].POIID, restarts.poiid);
  const types = await until('the restart in the payment', async () => {
    const found = (await payment.history()).map(({ type }) => type);
    return found.includes('terminal.restarted') ? found : undefined;
  });
  assert.ok(types.includes('terminal.restarted'));
});

test('a notification that no listener signed is refused', async () => {
  const { poiid } = cluster.places.plain;
  const notification = { kind: 'event', event: 'Shutdown', POIID: poiid, sealed: true, receivedAtMs: Date.now() };
  const body = JSON.stringify({ notification });
  const bring = (headers) =>
    fetch(`${cluster.server.ingress}/till/notified`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  for (const caller of [
    { name: 'TILL-01', secret: SECRET },
    { name: 'listener', secret: SECRET },
  ]) {
    assert.equal((await bring(signedHeaders(caller, 'notified', body))).status, 401);
  }
  assert.equal((await bring({})).status, 401);
  const listener = { name: 'listener', secret: NOTIFICATION_SECRET };
  const old = signedHeaders(listener, 'notified', body, Date.now() - 3_600_000);
  assert.equal((await bring(old)).status, 408);
  // Nor is a listener a till.
  const asks = JSON.stringify({ poiid });
  const asked = await fetch(`${cluster.server.ingress}/till/terminal`, {
    method: 'POST',
    headers: signedHeaders(listener, 'terminal', asks),
    body: asks,
  });
  assert.equal(asked.status, 401);
});
