// One node, one worker, simulated terminals, and a payment on each: what there is, in one window.
//
//   npm run demo
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeBinary, NODE_VERSIONS } from '../../../test/matrix/node-binaries.mjs';
import { install } from './install.mjs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  const { path } = await nodeBinary(NODE_VERSIONS.at(-1));
  process.exitCode = spawnSync(path, [fileURLToPath(import.meta.url)], { stdio: 'inherit' }).status ?? 1;
} else {
  install();
  await demo();
}

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
