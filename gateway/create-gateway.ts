import { systemClock } from '../adapters/system-clock.ts';
import { systemRandom } from '../adapters/system-random.ts';
import type { Health } from '../engine/journal/journal-health.ts';
import { resolveLogger } from '../engine/options/resolve-logger.ts';
import { safeLogger } from '../engine/runtime/containment.ts';
import { ConfigError, JournalError, type JournalErrorCode } from '../errors.ts';
import { auditTo } from './access/audit.ts';
import { browserRules } from './access/browser.ts';
import { Door } from './access/door.ts';
import { PageSessions } from './access/page-sessions.ts';
import { readOrDrawToken } from './access/token-file.ts';
import { authenticator, SCOPES, type GatewayToken, type TokenOption } from './access/tokens.ts';
import { EventHub } from './events/event-hub.ts';
import { EventStreams } from './events/event-streams.ts';
import { changesFeed, entriesFeed } from './events/inspection-feeds.ts';
import { missedSince } from './events/missed-events.ts';
import { here, type GatewayEngine } from './gateway-engine.ts';
import { resolvePlace, type GatewayOptions } from './gateway-options.ts';
import { resolveLimits } from './limits.ts';
import { GatewayMetrics } from './metrics/gateway-metrics.ts';
import { openApiDocument } from './openapi.ts';
import { openServer } from './open-server.ts';
import { ProblemError } from './problem.ts';
import type { Endpoint } from './route.ts';
import { ROUTES } from './route-table.ts';
import type { Tls } from './server/listen.ts';
import type { InspectionServices, Services } from './services.ts';

/** An HTTP API over an engine, while it runs. */
export interface Gateway {
  /** Where it is reached, for example `http://127.0.0.1:4460`. */
  readonly url: string;
  /** The file with the token of its owner, where the options name one. */
  readonly tokenFile: string | undefined;
  /** The page of the visualizer, with a pass that opens one browser, once; `undefined` when the options do not ask for it. */
  readonly visualizerUrl: string | undefined;
  /**
   * Starts nothing new from now on, and says so in `/readyz`. Everything else goes on: call it before `engine.close()`, and `close()`
   * after that, so that those who wait for an outcome get it.
   */
  drain(): void;
  /** Ends event streams and connections. The engine stays as it is. Safe to call twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens an HTTP API over an engine: docs/gateway.md. The engine stays the caller's: it can be used beside, and closing the gateway does
 * not close it.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY`, `ERR_CONFIG_GATEWAY_TOKEN`, `ERR_CONFIG_LOGGER`
 */
export async function createGateway(engine: GatewayEngine, options: GatewayOptions): Promise<Gateway> {
  const {
    tokens = [],
    tokenFile,
    metrics = new GatewayMetrics(),
    clock = systemClock,
    sharedJournal: journal,
  } = options;
  const place = resolvePlace(options);
  const limits = resolveLimits(options.limits);
  const log = safeLogger(resolveLogger(options.logger)).child({ component: 'gateway' });
  const rules = browserRules('host' in place ? place.host : undefined, {
    allowedHosts: options.allowedHosts ?? [],
    allowedOrigins: options.allowedOrigins ?? [],
    page: options.visualizer === true && 'host' in place ? schemeOf(place) : undefined,
  });
  // Not read before there is a reader: then it begins to keep messages.
  const isInspected = 'inspection' in engine;
  if (rules.page !== undefined && !isInspected) throw withoutPage();
  const sessions = rules.page && new PageSessions(systemRandom, rules.page === 'https');
  const owner = tokenFile === undefined ? [] : [{ name: 'owner', tokenFile, scopes: SCOPES }];
  const authenticate = authenticator(await Promise.all([...tokens, ...owner].map(readToken)));
  const door = new Door(authenticate, limits, clock, sessions);
  const endpoints: readonly Endpoint[] = [...ROUTES, ...(sessions ? await loadPage(sessions) : [])];

  const run = Buffer.from(systemRandom.bytes(6)).toString('hex');
  const { eventsKept, alertsKept } = limits;
  const hub = new EventHub({ engine, run, eventsKept, alertsKept, sharedJournal: journal, clock });
  const streams = new EventStreams({ clock, limits, onDropped: () => metrics.countDroppedReader() });
  const parts = { clock, random: systemRandom };
  const inspected = () => here(engine.inspection);
  const changes = isInspected ? changesFeed(inspected, parts) : undefined;
  const entries = engine.inspect$ && entriesFeed(engine.inspect$, parts);
  metrics.watch(engine, streams, clock);
  let health: Health = { journal: 'ok' };
  const watching = engine.health$.subscribe({ next: (now) => void (health = now) });
  let isDraining = false;
  let document: object | undefined;

  const services: Services = {
    engine,
    clock,
    log,
    limits,
    hub,
    missed: async (id) =>
      journal && missedSince(hub.ring.placeIn(id), { engine, journal, clock, ring: hub.ring, max: eventsKept }),
    streams,
    inspected,
    changes,
    entries,
    metrics,
    audit: auditTo(log, options.audit),
    // Made when it is asked for: it takes longer than everything else here.
    document: () => (document ??= openApiDocument()),
    isDraining: () => isDraining,
    assertReady: () => {
      if (isDraining) throw new ProblemError('ERR_GATEWAY_DRAINING');
      if (health.journal === 'failing') throw notReady(health);
    },
  };
  const end = () => {
    streams.close();
    hub.close();
    changes?.close();
    entries?.close();
    metrics.close();
    watching.unsubscribe();
  };
  const listening = await openServer(place, { endpoints, services, rules, door }).catch((error: unknown) => {
    end();
    throw error;
  });

  const drain = () => {
    isDraining = true;
  };
  const close = () => {
    drain();
    end();
    return listening.close();
  };
  const { url } = listening;
  const visualizerUrl = sessions && `${url}/?pass=${sessions.newPass()}`;
  return { url, tokenFile, visualizerUrl, drain, close, [Symbol.asyncDispose]: close };
}

/** Its code is loaded here: a gateway without the page has none of it. */
async function loadPage(sessions: PageSessions): Promise<readonly Endpoint<InspectionServices>[]> {
  const { pageRoutes } = await import('./visualizer/page-routes.ts');
  return pageRoutes({ sessions });
}

function schemeOf({ tls }: { readonly tls?: Tls | undefined }): 'http' | 'https' {
  return tls === undefined ? 'http' : 'https';
}

async function readToken(given: TokenOption): Promise<GatewayToken> {
  if (!('tokenFile' in given)) return given;
  const { tokenFile, ...entry } = given;
  return { ...entry, token: await readOrDrawToken(tokenFile, systemRandom) };
}

function withoutPage(): ConfigError {
  const mistake = { path: 'visualizer', expected: 'false: this engine displays nothing', found: 'true' };
  return new ConfigError('ERR_CONFIG_GATEWAY', mistake);
}

function notReady({ code }: Health): Error {
  if (code === 'ERR_GATEWAY_AWAY') return new ProblemError(code);
  const known = code?.startsWith('ERR_JOURNAL_') === true ? code : 'ERR_JOURNAL_IO';
  return new JournalError(known as JournalErrorCode, 'the journal fails: nothing new is taken until it works');
}
