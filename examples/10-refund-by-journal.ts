/**
 * A refund of last week's payment: the journal has it, so its id is all that is needed. A refund is `accepted`, not `approved`: the
 * platform took the order, and reports later that the money is back. A part can be refunded, also in several steps.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type EngineOptions } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const { poiid, ledger } = shop.terminal;
const folder = mkdtempSync(join(tmpdir(), 'till-'));
const options: EngineOptions = { ...shop.engineOptions, journal: join(folder, 'tenderline.db') };

const monday = await createEngine(options);
await monday.pay({ id: 'ORDER-1', poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' }).settled();
await monday.close();

const friday = await createEngine(options);
const { transactions } = await friday.history({ reference: 'ORDER-1', kind: 'approved' });
for (const { id, amount } of transactions) console.log(`found ${id}, EUR ${(amount?.value ?? 0) / 100}`);

// An id of its own: pressed twice, it is still one refund.
const request = { id: 'ORDER-1-R', poiid, reference: 'ORDER-1-R', transaction: 'ORDER-1' };
const part = friday.refund({ ...request, amount: { currency: 'EUR', value: 300 } });
const outcome = await part.settled();
console.log(outcome.kind, `charged: ${outcome.charged}`);

const net = ledger.entries.reduce(
  (sum, { kind, amount }) => sum + (kind === 'charge' ? amount.value : -amount.value),
  0,
);
console.log(`the shopper has paid EUR ${net / 100}`);

await friday.close();
await shop.close();
rmSync(folder, { recursive: true });
