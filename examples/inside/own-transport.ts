/**
 * A transport of your own: here one that stands in front of the real one, and times each message. The engine relies on what the port
 * promises (`Transport`): bytes leave at most once, `whyNotSend` is asked before the first one, and a failure says whether one may have left.
 */
import { createEngine, type EngineParts, type Transport, type TransportFactory } from 'tenderline';
import { undiciTransport } from 'tenderline/adapters';
import { loadFleetRoot } from 'tenderline/certs';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal();
const { environment, rootCertificate = '' } = shop.engineOptions;
const fleetRoot = loadFleetRoot(rootCertificate, environment, { allowOther: true }); // a simulator has a root of its own

const timed: TransportFactory = (address): Transport => {
  const inner = undiciTransport(address, { fleetRoot, connectTimeoutMs: 10_000 });
  return {
    async post(request) {
      const startedAt = performance.now();
      // Everything is passed on as it is, `whyNotSend` and `onWritten` with it. No retry: the engine asks what became of it.
      const result = await inner.post(request);
      const what = result.kind === 'answered' ? `HTTP ${result.status}` : result.failure.code;
      console.log(`${address.poiid}: ${what} after ${Math.round(performance.now() - startedAt)} ms`);
      return result;
    },
    close: () => inner.close(),
  };
};

const parts: Partial<EngineParts> = { transport: timed };
const engine = await createEngine({ ...shop.engineOptions, parts });
const { poiid } = shop.terminal;
const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' });
console.log((await payment.settled()).kind);

await engine.close();
await shop.close();
