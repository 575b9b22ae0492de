/**
 * A gift card: loaded at the till, looked at, spent, and the rest of the bill paid with a bank card. Its number is worth money like a bank
 * note: it comes from a scanner, and no log, no outcome and no journal export has more of it than its last four characters.
 */
import { createEngine } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const number = '6036280000000000000';
const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid } = shop.terminal;
const euros = (value = 0) => `EUR ${(value / 100).toFixed(2)}`;

const loading = engine.storedValue({
  id: 'GIFT-1',
  poiid,
  reference: 'GIFT-1',
  items: [
    { type: 'Activate', giftCard: { number } },
    { type: 'Load', amount: { currency: 'EUR', value: 2500 }, giftCard: { number } },
  ],
});
const loaded = await loading.settled();
for (const { type, maskedNumber, balance } of loaded.giftCard?.items ?? []) {
  console.log(`${type} ${maskedNumber}: ${euros(balance?.value)}`);
}

const asked = await engine.terminal(poiid).balance({ giftCard: { number } });
if (asked.kind === 'answered') console.log(`balance: ${euros(asked.balance?.value)}`);

const bill = { currency: 'EUR', value: 4000 };
const saleToAcquirerData = { tenderOptions: ['AllowPartialAuthorisation'] };
const request = { poiid, amount: bill, reference: 'ORDER-13', giftCard: { number }, saleToAcquirerData };
const first = await engine.pay({ id: 'ORDER-13-1', ...request }).settled();
console.log(`gift card: ${first.kind}, ${euros(first.amounts.authorized?.value)}`);

if (first.kind === 'partial' && first.amounts.remaining !== undefined) {
  const amount = first.amounts.remaining;
  const second = await engine.pay({ id: 'ORDER-13-2', poiid, amount, reference: 'ORDER-13' }).settled();
  console.log(`bank card: ${second.kind}, ${euros(second.amounts.authorized?.value)}`);
}

await engine.close();
await shop.close();
