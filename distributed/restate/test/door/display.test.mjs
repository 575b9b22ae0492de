// What the shopper does at the terminal, as events of a door: terminals report it to a listener of the workers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort } from '../../../../test/support/free-port.mjs';
import { openCluster } from '../support/cluster.mjs';
import { openDoor } from './door.mjs';

const credentials = { username: 'terminal', password: 'of the listener' };
let cluster;
let door;
before(async () => {
  const port = await freePort();
  const displayUrls = [{ url: `http://127.0.0.1:${port}/`, ...credentials, encrypted: true }];
  cluster = await openCluster({
    places: { waits: { settings: { shopper: { does: 'neverPresents' }, displayUrls } } },
    moreOptions: ({ ingress }) => ({
      notificationSecret: 'a secret of the listeners',
      listener: { ingress, host: '127.0.0.1', port, credentials },
    }),
  });
  door = await openDoor(cluster, { name: 'door' });
});
after(async () => {
  await door?.close();
  await cluster?.close();
});

test('what the shopper does comes once, with the terminal that it is at', async () => {
  const { poiid } = cluster.places.waits;
  const reader = await door.events(`types=display,transaction&poiid=${poiid}`);
  const payment = { type: 'payment', poiid, amount: { currency: 'EUR', value: 1000 }, reference: 'DISPLAYED' };
  await door.put('/v1/transactions/basket-1', payment);
  const { data } = await reader.until(({ type }) => type === 'display');
  assert.deepEqual([data.transaction, data.event], ['basket-1', 'TENDER_CREATED']);
  await cluster.shop.act([poiid], { does: 'presentsCard' });
  await reader.until(({ type, data: { state } }) => type === 'transaction' && state === 'settled');
  reader.close();
  const steps = reader.seen.filter(({ type }) => type === 'display').map(({ data: { event } }) => event);
  assert.deepEqual(steps, [...new Set(steps)]);
});
