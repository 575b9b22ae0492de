import { createGateway, type Gateway } from '../../../gateway/index.ts';
import { untilStopped } from '../../live/until-stopped.ts';
import { createOutput, printable, type Output } from '../../output/output.ts';
import { announce, reportDecision } from '../announce.ts';
import type { ServeFlags } from '../gateway-config.ts';
import { readClusterConfig, type ClusterConfig } from './cluster-config.ts';
import { loadClusterPackage, type ClusterEngine } from './load-engine.ts';

/**
 * `tenderline serve --backend restate`: the same HTTP API over a cluster, until Ctrl-C or SIGTERM. Nothing runs in this process: it ends at
 * once, callers who wait get what is known, and what they asked for goes on.
 */
export async function serveCluster(flags: ServeFlags): Promise<number> {
  const output = createOutput(flags);
  const config = await readClusterConfig(flags);
  const { connectEngine } = await loadClusterPackage();
  const engine = await connectEngine(config.cluster);
  const stopped = untilStopped();
  const gateway = await openGateway(engine, config, output);
  announce(gateway, output);
  const watching = reportReach(engine, config.cluster.ingress, output);

  await stopped;
  output.emit({ type: 'draining' });
  gateway.drain();
  watching.unsubscribe();
  await engine.close();
  await gateway.close();
  output.emit({ type: 'stopped' });
  output.print('Stopped. What was asked for goes on in the cluster.');
  return 0;
}

async function openGateway(
  engine: ClusterEngine,
  { gatewayOptions, logger }: ClusterConfig,
  output: Output,
): Promise<Gateway> {
  try {
    return await createGateway(engine, { ...gatewayOptions, logger, audit: (line) => reportDecision(line, output) });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** A line whenever the cluster goes away, or comes back. */
function reportReach(engine: ClusterEngine, ingress: string, output: Output): { unsubscribe(): void } {
  let wasReached = true;
  const report = (isReached: boolean) => {
    if (isReached === wasReached) return;
    wasReached = isReached;
    output.emit({ type: 'cluster', isReached });
    const what = isReached ? 'is reached again.' : 'is not reached: requests are answered with 503 until it is.';
    output.notice(printable(`The cluster at ${ingress} ${what}`));
  };
  return engine.health$.subscribe({ next: ({ journal }) => report(journal === 'ok') });
}
