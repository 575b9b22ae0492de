import { createGateway, GatewayMetrics, openControl, type AuditLine, type Gateway } from '../../gateway/index.ts';
import type { Engine } from '../../index.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { createOutput, type Output } from '../output/output.ts';
import { announce, reportDecision } from './announce.ts';
import { readGatewayConfig, type GatewayConfig, type ServeFlags } from './gateway-config.ts';
import { openServingEngine, type ServingEngine } from './open-serving-engine.ts';
import { reportOwners } from './report-owners.ts';
import { watchFleet } from './watch-fleet.ts';

/**
 * `tenderline serve`: an engine for every terminal of the configuration, and an HTTP API over it, until Ctrl-C or SIGTERM. Then nothing
 * new is taken, what runs is given its time, and the rest is resumed at the next start.
 */
export async function serve(flags: ServeFlags): Promise<number> {
  const output = createOutput(flags);
  const config = await readGatewayConfig(flags);
  const metrics = new GatewayMetrics();
  const serving = await openServingEngine(config, flags, metrics, output);
  const { engine, sharedJournal } = serving;
  const stopped = untilStopped();
  const gateway = await openGateway(serving, config, metrics, output);
  const control = await openControlOf(engine, config, output);
  const unwatch = followFile(engine, config, flags, output);
  announce(gateway, output);
  if (sharedJournal !== undefined) reportOwners(engine, output);

  await stopped;
  unwatch();
  output.emit({ type: 'draining' });
  output.print('Stopping: nothing new is taken; what runs is given its time.');
  gateway.drain();
  control?.drain();
  await engine.close();
  await control?.close();
  await gateway.close();
  const left = engine.unresolved().length;
  output.emit({ type: 'stopped', unresolved: left });
  const who = sharedJournal === undefined ? 'at the next start' : 'by the server that has their terminals next';
  output.print(left === 0 ? 'Stopped.' : `Stopped. ${left} unknown outcomes are asked about ${who}.`);
  return 0;
}

/** Where there is a file: the terminals and keys in it can change while the gateway serves. */
function followFile(engine: Engine, config: GatewayConfig, flags: ServeFlags, output: Output): () => void {
  if (config.file === undefined) return () => {};
  const read = async () => (await readGatewayConfig(flags)).engineOptions;
  return watchFleet(engine, { path: config.file, read, started: config.engineOptions, output });
}

async function openGateway(
  { engine, sharedJournal }: ServingEngine,
  { engineOptions, gatewayOptions }: GatewayConfig,
  metrics: GatewayMetrics,
  output: Output,
): Promise<Gateway> {
  const { logger } = engineOptions;
  try {
    const audit = (line: AuditLine) => reportDecision(line, output);
    return await createGateway(engine, { ...gatewayOptions, sharedJournal, metrics, logger, audit });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** For the other commands, while this one owns the journal. A gateway serves without it where no socket can be made. */
async function openControlOf(
  engine: Engine,
  { journal, engineOptions: { logger } }: GatewayConfig,
  output: Output,
): Promise<Gateway | undefined> {
  if (typeof journal !== 'string' || journal === 'memory') return undefined;
  try {
    return await openControl(engine, journal, { logger, audit: (line) => reportDecision(line, output) });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    output.notice(`Commands such as override do not reach this gateway: ${why}`);
    return undefined;
  }
}
