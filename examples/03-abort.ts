/**
 * The clerk presses Stop. An abort asks the terminal to stop, and says nothing of the money: the shopper may have been faster. So the
 * outcome is waited for as always, and it says which came first.
 */
import { createEngine } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const engine = await createEngine(shop.engineOptions);
const { poiid } = shop.terminal;
const amount = { currency: 'EUR', value: 1099 };

shop.next({ shopper: { does: 'neverPresents' } });
const slow = engine.pay({ poiid, amount, reference: 'ORDER-3001' });
for await (const { state } of slow.state$) if (state === 'awaiting') break; // a stream is an async iterable too
slow.abort();
const stopped = await slow.settled();
console.log(stopped.kind, `charged: ${stopped.charged}`, `abort requested: ${stopped.abortRequested}`);

shop.next({ shopper: { does: 'presentsCard', afterMs: 0 } });
shop.terminal.configure({ abortAfterMs: 60_000 }); // the abort comes too late
const fast = engine.pay({ poiid, amount, reference: 'ORDER-3002' });
for await (const { state } of fast.state$) if (state === 'awaiting') break;
fast.abort();
const approved = await fast.settled();
console.log(approved.kind, `charged: ${approved.charged}`, `abort requested: ${approved.abortRequested}`);

await engine.close();
await shop.close();
