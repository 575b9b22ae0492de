/**
 * The answer is lost after the terminal took the money. The till says that the outcome is unknown, which is never shown as declined,
 * and asks the terminal until it knows. The payment itself is sent once.
 */
import { createEngine } from 'tenderline';
import { losesTheAnswer, startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid, ledger, received } = shop.terminal;

engine.unresolved$.subscribe((unknown) => console.log(`unknown: ${unknown.length}`));

shop.next(losesTheAnswer());
const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-4001' });
const outcome = await payment.settled();

console.log(outcome.kind, `learnt by asking: ${outcome.recovered}`);
console.log(`the terminal took: ${ledger.charges(payment.serviceId).length} time`);
console.log(received.map(({ MessageCategory }) => MessageCategory).join(', '));

await engine.close();
await shop.close();
