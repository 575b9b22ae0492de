import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { load } from './dist.mjs';
import { SHARED_KEY } from './nexo.mjs';

const PROGRAM = fileURLToPath(new URL('../processes/instant-terminal.mjs', import.meta.url));

/**
 * Starts the instant terminal.
 *
 * @param {{ holdMs?: number }} [how] how long each payment takes
 */
export async function startTerminals({ holdMs = 0 } = {}) {
  const { createFakeFleet } = await load('simulator/index.js');
  const fleet = await createFakeFleet();
  const { chainPem, keyPem } = await fleet.issue({ legacy: true });
  const child = fork(PROGRAM, {
    env: { CERTIFICATE: JSON.stringify({ cert: chainPem, key: keyPem }), HOLD_MS: String(holdMs) },
  });
  const [{ port }] = await once(child, 'message');
  return {
    port,
    rootPem: fleet.rootPem,
    /** The TLS connections and the requests so far. */
    async counts() {
      child.send('count');
      const [{ counts }] = await once(child, 'message');
      return counts;
    },
    /** Options of an engine for so many of them. */
    engineOptions: (count = 1) => engineOptions(count, { port, rootPem: fleet.rootPem }),
    async close() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Options of an engine for so many terminals at that port. */
export function engineOptions(count, { port, rootPem }) {
  return {
    saleId: 'BENCH',
    environment: 'test',
    sharedKeys: [SHARED_KEY],
    rootCertificate: rootPem,
    terminals: Array.from({ length: count }, (_, index) => ({
      poiid: poiidOf(index),
      host: '127.0.0.1',
      port: Number(port),
      allowLegacyCertificate: true,
    })),
  };
}

export const poiidOf = (index) => `V400m-${324_688_100 + index}`;

/** A payment of EUR 10.99, as the engine is asked for it. */
export const order = (index = 0, more = {}) => ({
  poiid: poiidOf(index),
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1',
  ...more,
});

/** Pays, and is an error when that is not approved: a figure of failures would be none. */
export async function pay(engine, index, more) {
  const outcome = await engine.pay(order(index, more)).settled();
  if (outcome.kind !== 'approved') throw new Error(`the payment ended otherwise: ${JSON.stringify(outcome)}`);
  return outcome;
}
