// A payment on Restate beside the same payment in the embedded engine, in one run, on the same simulated terminals: what the cluster costs.
//
//   npm run bench
import { onNewNode } from '../test/on-new-node.mjs';

await onNewNode(import.meta.url, async () => {
  const { compare } = await import('./compare.mjs');
  await compare();
});
