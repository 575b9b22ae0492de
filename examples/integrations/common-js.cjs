/**
 * A till in CommonJS. Tenderline is an ES module, and Node.js from 20.19 and 22.12 loads one with `require`; nothing has to be built.
 */
'use strict';
const { createEngine, isCharged } = require('tenderline');
const { startTestTerminal } = require('tenderline/testing');

async function main() {
  const shop = await startTestTerminal();
  const engine = await createEngine(shop.engineOptions);
  const { poiid } = shop.terminal;
  const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' });
  const outcome = await payment.settled();
  console.log(outcome.kind, `charged: ${isCharged(outcome)}`);
  await engine.close();
  await shop.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
