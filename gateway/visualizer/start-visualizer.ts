import { systemClock } from '../../adapters/system-clock.ts';
import { systemRandom } from '../../adapters/system-random.ts';
import { resolveLogger } from '../../engine/options/resolve-logger.ts';
import type { Inspected } from '../../machines/index.ts';
import { browserRules } from '../access/browser.ts';
import { Door } from '../access/door.ts';
import { PageSessions } from '../access/page-sessions.ts';
import { EventStreams } from '../events/event-streams.ts';
import { changesFeed } from '../events/inspection-feeds.ts';
import { GATEWAY_LIMITS } from '../limits.ts';
import { openServer } from '../open-server.ts';
import type { Endpoint } from '../route.ts';
import { INSPECTION_ROUTES } from '../route-table.ts';
import type { InspectionServices } from '../services.ts';
import { pageRoutes } from './page-routes.ts';
import { playRoutes, type PlayControls } from './play-routes.ts';

export interface VisualizerOptions {
  /** Default 0: the operating system chooses. */
  readonly port?: number | undefined;
  /** How to open the same view again, for links that are sent to colleagues. */
  readonly command?: string | undefined;
  /** A till and a terminal to play with. */
  readonly play?: PlayControls | undefined;
}

/** A server of the page, on this machine only. */
export interface Visualizer {
  /** With a pass that opens one browser, once. */
  readonly url: string;
  /** The same with a new pass. */
  newUrl(): string;
  /** Ends the event streams that are open; pages connect again by themselves. */
  dropConnections(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Serves the page of the visualizer on this machine: the server of the gateway, with the routes that display, and without any that move
 * money or need an engine.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY` when the port is taken, or the files of the page are not there
 */
export async function startVisualizer(
  inspected: Inspected,
  { port = 0, command, play }: VisualizerOptions = {},
): Promise<Visualizer> {
  const parts = { clock: systemClock, random: systemRandom };
  const limits = GATEWAY_LIMITS;
  const sessions = new PageSessions(systemRandom, false);
  const changes = inspected.follow && changesFeed(() => inspected, parts);
  const playing = play && playRoutes(play, parts);
  const streams = new EventStreams({ clock: systemClock, limits, onDropped: () => {} });
  const services: InspectionServices = {
    clock: systemClock,
    log: resolveLogger(undefined),
    limits,
    metrics: { countRequest: () => {} },
    streams,
    isDraining: () => false,
    inspected: () => inspected,
    changes,
  };
  const endpoints: readonly Endpoint<InspectionServices>[] = [
    ...INSPECTION_ROUTES,
    ...(await pageRoutes({ sessions, command, canPlay: play !== undefined })),
    ...(playing?.endpoints ?? []),
  ];
  const listening = await openServer(
    { host: HOST, port },
    {
      endpoints,
      services,
      rules: browserRules(HOST, { page: 'http' }),
      // There are no tokens: the only way in is a pass.
      door: new Door(() => undefined, limits, systemClock, sessions),
    },
  );
  const newUrl = () => `${listening.url}/?pass=${sessions.newPass()}`;
  return {
    url: newUrl(),
    newUrl,
    dropConnections: () => streams.close(),
    close() {
      streams.close();
      changes?.close();
      playing?.close();
      return listening.close();
    },
  };
}
