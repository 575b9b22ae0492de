/**
 * What the shopper does, as it happens: the terminal notifies the till of each step, and the till shows a sentence for it. A
 * notification informs and never decides: the outcome comes from the terminal's answer alone.
 */
import { createEngine, displayMessage } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal({ timeScale: 0.1 }); // a shopper ten times as fast as in a shop
const credentials = { username: 'term', password: 'a password of the shop' };

const engine = await createEngine({
  ...shop.engineOptions,
  listener: { host: '127.0.0.1', port: 0, credentials }, // port 0: the operating system chooses
});
// On a real terminal this is set in the Customer Area: Terminal settings, Integrations, Terminal API.
const url = { url: engine.listenerUrl ?? '', ...credentials, encrypted: true };
shop.terminal.configure({ displayUrls: [url] });
shop.next({ shopper: { does: 'presentsCard', card: 'chip' } });

const { poiid } = shop.terminal;
const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-2001' });
for await (const { event, phase, final } of payment.display$) {
  console.log(`${phase}: ${displayMessage(event, 'en')}`); // or nl, de, fr
  if (final) break; // the last step comes about when the answer does, before it or after it
}

const outcome = await payment.settled();
console.log(outcome.kind);

await engine.close();
await shop.close();
