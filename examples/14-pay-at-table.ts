/**
 * Pay at table: the waiter carries the terminal, and presses its notification button. The terminal sends SaleWakeUp, the till asks on
 * its screen which table, and starts the payment there. The event is a wish, not an order: what it costs is known to the till alone.
 */
import { createEngine, type Amount } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal({ timeScale: 0.1 });
const credentials = { username: 'term', password: 'a password of the shop' };
const engine = await createEngine({
  ...shop.engineOptions,
  listener: { host: '127.0.0.1', port: 0, credentials },
});
// On a real terminal: Event URLs in the Customer Area, beside the Display URLs.
shop.terminal.configure({ eventUrls: [{ url: engine.listenerUrl ?? '', ...credentials, encrypted: true }] });

const bills = new Map<string, Amount>([['7', { currency: 'EUR', value: 4250 }]]);

/** Asks for the table on the terminal, and takes the payment of its bill. */
async function payAtTable(poiid: string): Promise<void> {
  const terminal = engine.terminal(poiid);
  const asked = await terminal.input({ command: 'DigitString', question: 'Table?', maxLength: 2, maxSeconds: 30 });
  if (asked.kind !== 'answered' || asked.answer.kind !== 'digits') return;
  const table = asked.answer.digits;
  const amount = bills.get(table);
  if (amount === undefined) {
    await terminal.display({ lines: [`Table ${table} has no bill`], minimumSeconds: 3 });
    return;
  }
  console.log(`table ${table}: EUR ${amount.value / 100}`);
  // One bill, one id: the button pressed twice is one payment.
  const payment = engine.pay({ id: `TABLE-${table}-1`, poiid, amount, reference: `TABLE-${table}`, queue: true });
  const { kind, charged } = await payment.settled();
  console.log(kind, `charged: ${charged}`);
}

// The waiter presses the button, and types the table.
shop.terminal.nextInput({ does: 'answers', digits: '7' });
shop.terminal.notify({ event: 'SaleWakeUp' });

for await (const notification of engine.events$) {
  if (notification.kind !== 'event' || notification.event !== 'SaleWakeUp') continue;
  const { POIID } = notification;
  // Only what a known terminal sealed wakes the till: any device can have written the rest.
  if (!notification.sealed || POIID === undefined) continue;
  await payAtTable(POIID); // oxlint-disable-line no-await-in-loop
  break; // a till goes on
}

await engine.close();
await shop.close();
