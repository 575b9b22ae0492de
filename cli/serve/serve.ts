import { openSqliteJournal } from '../../adapters/index.ts';
import {
  createGateway,
  GatewayMetrics,
  measuredJournal,
  openControl,
  type AuditLine,
  type Gateway,
} from '../../gateway/index.ts';
import { createEngine, type Engine } from '../../index.ts';
import { keysOf, noticeLegacyKeys } from '../live/legacy-keys.ts';
import { noticeTroubles } from '../live/open-engine.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { createOutput, printable, type Output } from '../output/output.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import { readGatewayConfig, type GatewayConfig, type ServeFlags } from './gateway-config.ts';

/**
 * `tenderline serve`: an engine for every terminal of the configuration, and an HTTP API over it, until Ctrl-C or SIGTERM. Then nothing
 * new is taken, what runs is given its time, and the rest is resumed at the next start.
 */
export async function serve(flags: ServeFlags): Promise<number> {
  const output = createOutput(flags);
  const config = await readGatewayConfig(flags);
  const metrics = new GatewayMetrics();
  const engine = await openEngine(config, flags, metrics, output);
  const stopped = untilStopped();
  const gateway = await openGateway(engine, config, metrics, output);
  const control = await openControlOf(engine, config, output);
  announce(gateway, output);

  await stopped;
  output.emit({ type: 'draining' });
  output.print('Stopping: nothing new is taken; what runs is given its time.');
  gateway.drain();
  control?.drain();
  await engine.close();
  await control?.close();
  await gateway.close();
  const left = engine.unresolved().length;
  output.emit({ type: 'stopped', unresolved: left });
  output.print(left === 0 ? 'Stopped.' : `Stopped. ${left} unknown outcomes are asked about at the next start.`);
  return 0;
}

async function openEngine(
  { engineOptions, journal: path, settings }: GatewayConfig,
  flags: ServeFlags,
  metrics: GatewayMetrics,
  output: Output,
): Promise<Engine> {
  const { listenPort } = settings;
  noticeLegacyKeys(keysOf(engineOptions), output);
  if (path === 'memory') output.notice("The journal is 'memory': at its end the gateway forgets every transaction.");
  const listener =
    listenPort === undefined ? undefined : await readListener(listenPort, { flags, env: process.env, settings });
  const journal = path === 'memory' ? path : measuredJournal(await openSqliteJournal(path), metrics);
  try {
    const engine = await createEngine({ ...engineOptions, journal, ...(listener !== undefined && { listener }) });
    noticeTroubles(engine, output);
    return engine;
  } catch (error) {
    if (typeof journal !== 'string') await journal.close();
    throw explainBusyPort(error, 'give another --listen-port');
  }
}

async function openGateway(
  engine: Engine,
  { engineOptions, gatewayOptions }: GatewayConfig,
  metrics: GatewayMetrics,
  output: Output,
): Promise<Gateway> {
  const { logger } = engineOptions;
  try {
    return await createGateway(engine, { ...gatewayOptions, metrics, logger, audit: (line) => report(line, output) });
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
  if (journal === 'memory') return undefined;
  try {
    return await openControl(engine, journal, { logger, audit: (line) => report(line, output) });
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    output.notice(`Commands such as override do not reach this gateway: ${why}`);
    return undefined;
  }
}

function announce({ url, tokenFile, visualizerUrl }: Gateway, output: Output): void {
  output.emit({ type: 'listening', url, ...(tokenFile !== undefined && { tokenFile }) });
  output.print(`Serving on ${output.paint('bold', url)}. Ctrl-C ends it.`);
  if (tokenFile !== undefined) output.print(`The token is in ${tokenFile}.`);
  if (visualizerUrl !== undefined) {
    output.emit({ type: 'visualizer', url: visualizerUrl });
    output.print(`What happens: ${output.paint('bold', visualizerUrl)} opens one browser, once.`);
  }
  output.print();
}

/** Who decided what, and why: on record whatever the log level is. */
function report(line: AuditLine, output: Output): void {
  const { action, subject, by, token, reason, result } = line;
  output.emit({ type: 'audit', ...line });
  output.notice(printable(`${action} of ${subject} by ${by} (token ${token}): ${result}; ${reason}`));
}
