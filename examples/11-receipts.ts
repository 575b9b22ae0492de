/**
 * Receipts. With tender option `ReceiptHandler` the terminal prints nothing and gives its receipts to the till: every line of them has to
 * come out, in order. Here the customer's copy goes through the terminal's own printer, with a code for the shop's return desk.
 */
import { createEngine } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid } = shop.terminal;

const payment = engine.pay({
  poiid,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-11',
  saleToAcquirerData: { tenderOptions: ['ReceiptHandler'] },
});
const { kind, receipts } = await payment.settled();
console.log(kind, receipts.map(({ qualifier }) => qualifier).join(' and '));

const copy = receipts.find(({ qualifier }) => qualifier === 'CustomerReceipt');
for (const { name = '', value = '' } of copy?.lines ?? []) console.log(`${name.padEnd(16)}${value}`.trimEnd());

if (copy !== undefined) {
  const printed = await engine
    .terminal(poiid)
    .print([{ receipt: copy }, { lines: ['Returns within 30 days:'] }, { qrCode: 'https://shop.example/r/11' }]);
  // A part without an answer may be on the paper all the same: look before it is printed again.
  console.log(`printed ${printed.printed} of ${printed.parts.length}`);
}

await engine.close();
await shop.close();
