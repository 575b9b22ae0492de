import type { Clock } from '../adapters/ports/clock.port.ts';
import { isLoopbackHost } from '../adapters/notification-listener/loopback.ts';
import { ConfigError, findUnknown, formatValue } from '../errors.ts';
import type { Logger } from '../engine/runtime/logging.ts';
import type { Optional } from '../protocol/json.ts';
import type { Audit } from './access/audit.ts';
import type { TokenOption } from './access/tokens.ts';
import type { FollowedJournal } from './events/journal-follower.ts';
import type { GatewayLimits } from './limits.ts';
import type { GatewayMetrics } from './metrics/gateway-metrics.ts';
import type { Place, Tls } from './server/listen.ts';

/** The port that a gateway listens on, unless another one is given. */
export const DEFAULT_PORT = 4460;

/** How a gateway is set up. */
export interface GatewayOptions {
  /**
   * An address and a port (0: one from the system), or the path of a socket file. Default `{ host: '127.0.0.1', port: 4460 }`. Any
   * address but that of this machine alone needs `tls`.
   */
  readonly listen?: { readonly host?: string; readonly port?: number } | { readonly socketPath: string };
  readonly tls?: Tls | undefined;
  /** Who may call, and what they may do. */
  readonly tokens?: readonly TokenOption[] | undefined;
  /** A file with one more token, named `owner`, which may do everything. The first start makes it, for its user alone. */
  readonly tokenFile?: string | undefined;
  /** Names, beside those of this machine, by which callers reach the gateway: what they send as Host, without port. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Origins whose pages may call from a browser: `https://till.example`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Shows the page of the visualizer (docs/visualizer.md) at `/`, to browsers that open `visualizerUrl`. Default `false`. Not with a
   * socket file, which no browser opens.
   */
  readonly visualizer?: boolean | undefined;
  /** The journal of the engine where others share it: readers of events who come from another gateway of it miss nothing then. */
  readonly sharedJournal?: FollowedJournal | undefined;
  readonly limits?: Optional<GatewayLimits> | undefined;
  /** Default: silent. Tokens and bodies are never logged. */
  readonly logger?: Logger | undefined;
  /** Takes a line for each override and each dismissal; they are logged as well. */
  readonly audit?: Audit | undefined;
  /** Shared with a `measuredJournal`. Default: its own. */
  readonly metrics?: GatewayMetrics | undefined;
  /** Default: that of the system. */
  readonly clock?: Clock | undefined;
}

const NAMES: readonly (keyof GatewayOptions)[] = [
  'listen',
  'tls',
  'tokens',
  'tokenFile',
  'allowedHosts',
  'allowedOrigins',
  'visualizer',
  'sharedJournal',
  'limits',
  'logger',
  'audit',
  'metrics',
  'clock',
];

/**
 * Where the options say to listen.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY` also when others could read along, or no caller could come in
 */
export function resolvePlace(options: GatewayOptions): Place {
  const { listen = {}, tls, tokens = [], tokenFile, allowedHosts = [], visualizer } = options;
  const unknown = findUnknown(options, NAMES);
  if (unknown !== undefined) throw wrong('gateway', `only ${NAMES.join(', ')}`, unknown);
  if (tokens.length === 0 && tokenFile === undefined) throw wrong('tokens', 'tokens, or a tokenFile', 'none');
  if (!['boolean', 'undefined'].includes(typeof visualizer)) {
    throw wrong('visualizer', 'true or false', formatValue(visualizer));
  }
  if ('socketPath' in listen) {
    if (visualizer === true)
      throw wrong('visualizer', 'an address and a port, where a browser opens it', 'a socket file');
    if (typeof listen.socketPath === 'string' && listen.socketPath !== '') return { socketPath: listen.socketPath };
    throw wrong('listen.socketPath', 'the path of a socket file', formatValue(listen.socketPath));
  }
  const { host = '127.0.0.1', port = DEFAULT_PORT } = listen;
  if (typeof host !== 'string' || host === '') throw wrong('listen.host', 'an address', formatValue(host));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw wrong('listen.port', '0 to 65535', formatValue(port));
  if (tls === undefined && !isLoopbackHost(host)) {
    throw wrong(
      'tls',
      `a certificate and its key, to listen on ${formatValue(host)}`,
      'none: tokens would be in the clear',
    );
  }
  if (isEveryAddress(host) && allowedHosts.length === 0) {
    throw wrong('allowedHosts', `the names by which callers reach ${formatValue(host)}`, 'none');
  }
  return { host, port, tls };
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path, expected, found });
}
