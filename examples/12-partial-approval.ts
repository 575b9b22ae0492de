/**
 * A card that has too little: with tender option `AllowPartialAuthorisation` the terminal takes what is there. The till collects the rest
 * in another payment, or gives the part back when the shopper cannot pay the rest.
 */
import { createEngine, type Amount } from 'tenderline';
import { approvesPartially, declines, startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid, ledger } = shop.terminal;

/** Pays a bill in as many payments as it takes. @returns whether it is paid; if not, nothing of it is kept */
async function payBill(bill: string, amount: Amount): Promise<boolean> {
  const parts: string[] = [];
  for (let rest: Amount | undefined = amount; rest !== undefined;) {
    const id = `${bill}-${parts.length + 1}`;
    const saleToAcquirerData = { tenderOptions: ['AllowPartialAuthorisation'] };
    // In order: the next payment is for what this one leaves.
    const payment = engine.pay({ id, poiid, amount: rest, reference: id, splitPaymentFlag: true, saleToAcquirerData });
    const { kind, charged, amounts } = await payment.settled(); // oxlint-disable-line no-await-in-loop
    console.log(id, kind, `EUR ${(amounts.authorized?.value ?? 0) / 100}`);
    if (charged !== 'yes') {
      await Promise.all(parts.map(giveBack));
      return false;
    }
    parts.push(id);
    rest = kind === 'partial' ? amounts.remaining : undefined;
  }
  return true;
}

async function giveBack(transaction: string): Promise<void> {
  const id = `${transaction}-R`;
  const refund = engine.refund({ id, poiid, reference: id, transaction, queue: true });
  console.log(id, (await refund.settled()).kind);
}

shop.next(approvesPartially(500));
console.log('paid:', await payBill('TABLE-1', { currency: 'EUR', value: 2000 }));

shop.next(approvesPartially(500));
shop.next(declines());
console.log('paid:', await payBill('TABLE-2', { currency: 'EUR', value: 2000 }));

const moved = ledger.entries.map(({ kind, amount }) => (kind === 'charge' ? amount.value : -amount.value));
console.log(`the terminal has EUR ${moved.reduce((sum, value) => sum + value, 0) / 100}`);

await engine.close();
await shop.close();
