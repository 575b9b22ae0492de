// A backup that is restored has forgotten its last minutes: what it takes for under way was answered long ago. It is asked for, and never sent again.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCluster } from '../support/cluster.mjs';

const waits = { settings: { shopper: { does: 'neverPresents' } } };
let cluster;
before(async () => {
  cluster = await openCluster({ places: { sent: waits, unsent: {} } });
});
after(() => cluster?.close());

test('a payment that was sent before the backup and answered after it is approved once more, by what the terminal says, and was sent once', async () => {
  const { sent, unsent } = cluster.places;
  const { server, folder, till } = cluster;
  const [data, backup] = ['n1', 'backup'].map((name) => join(folder, name));
  const request = { reference: 'BACKUP', amount: { currency: 'EUR', value: 1000 } };
  const payment = till.pay({ ...request, poiid: sent.poiid });
  for await (const { state } of payment) if (state === 'awaiting') break;
  await server.kill();
  cpSync(data, backup, { recursive: true });
  await server.start();
  await cluster.shop.act([sent.poiid], { does: 'presentsCard' });
  const told = await payment.settled();
  const later = till.pay({ ...request, poiid: unsent.poiid });
  await later.settled();

  await server.kill();
  rmSync(data, { recursive: true });
  cpSync(backup, data, { recursive: true });
  await server.start();
  const restored = await till.find(payment.id).settled();
  assert.equal(restored.kind, 'approved');
  assert.equal(restored.recovered, true);
  assert.deepEqual(restored.poiTransactionId, told.poiTransactionId);
  for (const { poiid } of [sent, unsent]) {
    const { payments, ledger } = await cluster.report({ poiid });
    assert.equal(payments.length, 1);
    assert.equal(ledger.length, 1);
  }
  // What came after the backup is not known any more: the terminal has it, and a person compares.
  await assert.rejects(till.find(later.id).settled(), { name: 'RefusedError', status: 404 });
});
