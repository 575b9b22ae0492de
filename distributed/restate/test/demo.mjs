// One node, one worker, simulated terminals, and a payment on each: what there is, in one window.
//
//   npm run demo
import { onNewNode } from './on-new-node.mjs';

await onNewNode(import.meta.url, demo);

async function demo() {
  const { openCluster } = await import('./support/cluster.mjs');
  console.log('a server, a worker and two terminals start');
  const cluster = await openCluster({ places: { one: {}, two: {} } });
  try {
    for (const [index, { poiid }] of Object.values(cluster.places).entries()) {
      const startedAtMs = performance.now();
      const payment = cluster.till.pay({ poiid, reference: `DEMO-${index}`, amount: { currency: 'EUR', value: 1099 } });
      for await (const { state } of payment) console.log(`  ${poiid}  ${payment.id}  ${state}`);
      const { kind, charged } = await payment.settled();
      console.log(`${poiid}: ${kind}, charged: ${charged}, ${Math.round(performance.now() - startedAtMs)} ms`);
    }
    console.log(`history and inspection of all of it while this runs: ${cluster.server.admin}/ui`);
  } finally {
    await cluster.close();
  }
}
