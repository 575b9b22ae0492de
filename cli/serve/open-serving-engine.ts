import { openSqliteJournal } from '../../adapters/index.ts';
import type { PostgresJournal } from '../../adapters/postgres/index.ts';
import { measuredJournal, type GatewayMetrics } from '../../gateway/index.ts';
import { createEngine, type Engine, type EngineOptions } from '../../index.ts';
import { keysOf, noticeLegacyKeys } from '../live/legacy-keys.ts';
import { noticeTroubles } from '../live/open-engine.ts';
import type { Output } from '../output/output.ts';
import { explainBusyPort, readListener } from '../settings/listener-options.ts';
import type { DatabaseJournal } from './database-journal.ts';
import type { GatewayConfig, ServeFlags } from './gateway-config.ts';

/** An engine of `serve`, and its journal where other servers share it. */
export interface ServingEngine {
  readonly engine: Engine;
  readonly sharedJournal: PostgresJournal | undefined;
}

/** @throws {ConfigError} when the configuration, the journal or the port of the listener cannot be used */
export async function openServingEngine(
  { engineOptions, journal, settings }: GatewayConfig,
  flags: ServeFlags,
  metrics: GatewayMetrics,
  output: Output,
): Promise<ServingEngine> {
  const { listenPort } = settings;
  noticeLegacyKeys(keysOf(engineOptions), output);
  if (journal === 'memory') output.notice("The journal is 'memory': at its end the gateway forgets every transaction.");
  const listener =
    listenPort === undefined ? undefined : await readListener(listenPort, { flags, env: process.env, settings });
  const opened =
    typeof journal === 'string' ? await openOwn(journal, metrics) : await openShared(journal, metrics, output);
  try {
    const engine = await createEngine({
      ...engineOptions,
      ...opened.options,
      ...(listener !== undefined && { listener }),
    });
    noticeTroubles(engine, output);
    return { engine, sharedJournal: opened.sharedJournal };
  } catch (error) {
    await opened.close();
    throw explainBusyPort(error, 'give another --listen-port');
  }
}

interface Opened {
  readonly options: Pick<EngineOptions, 'journal' | 'parts' | 'takeOver'>;
  readonly sharedJournal: PostgresJournal | undefined;
  readonly close: () => Promise<void>;
}

async function openOwn(path: string, metrics: GatewayMetrics): Promise<Opened> {
  const sharedJournal = undefined;
  if (path === 'memory') return { options: { journal: path }, sharedJournal, close: () => Promise.resolve() };
  const journal = measuredJournal(await openSqliteJournal(path), metrics);
  return { options: { journal }, sharedJournal, close: () => journal.close() };
}

async function openShared(database: DatabaseJournal, metrics: GatewayMetrics, output: Output): Promise<Opened> {
  const { url, prefers } = database;
  const sharedJournal = await database.open();
  const { ownership } = sharedJournal;
  if (url === undefined) {
    output.notice('Without "url" the other servers cannot say that the terminals of this one are here: gateway.url.');
  }
  const journal = measuredJournal(sharedJournal, metrics);
  const options = { journal, parts: { ownership }, takeOver: prefers === undefined ? {} : { prefers } };
  return { options, sharedJournal, close: () => sharedJournal.close() };
}
