import { ConfigError, findUnknown, formatValue } from '../errors.ts';
import type { Optional } from '../protocol/json.ts';

/** The bounds of a gateway. Each is a whole number from 1. */
export interface GatewayLimits {
  /** Bytes of a body. Default 262144. */
  readonly bodyBytesMax: number;
  /** How long a body may take. Default 10000 (10 s). */
  readonly bodyTimeoutMs: number;
  /** Bytes of the headers of a request. Default 16384. */
  readonly headersBytesMax: number;
  /** How long they may take. Default 10000 (10 s). */
  readonly headersTimeoutMs: number;
  /** How long a connection may stay without a request. Default 60000 (1 min). */
  readonly keepAliveTimeoutMs: number;
  /** Open connections. At the limit the one that is idle longest is closed, so that silence blocks no caller. Default 512. */
  readonly connectionsMax: number;
  /** Requests a second of each token. Default 200, with as many again at once. */
  readonly requestsPerSecond: number;
  /** Requests a second without a valid token, of each address. Default 20, with as many again at once. */
  readonly strangeRequestsPerSecond: number;
  /** Open event streams. Default 128. */
  readonly streamsMax: number;
  /** Bytes that wait for a slow reader of events before it is dropped. Default 2097152. */
  readonly streamBufferBytesMax: number;
  /** How many events are kept for readers that come back. Default 1000. */
  readonly eventsKept: number;
  /** Between two heart-beats of an event stream. Default 15000 (15 s). */
  readonly heartBeatMs: number;
  /** How many alerts are listed. Default 200. */
  readonly alertsKept: number;
  /** How long requests that are under way may take when the gateway closes. Default 2000 (2 s). */
  readonly closeTimeoutMs: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  bodyBytesMax: 256 * 1024,
  bodyTimeoutMs: 10_000,
  headersBytesMax: 16 * 1024,
  headersTimeoutMs: 10_000,
  keepAliveTimeoutMs: 60_000,
  connectionsMax: 512,
  requestsPerSecond: 200,
  strangeRequestsPerSecond: 20,
  streamsMax: 128,
  streamBufferBytesMax: 2 * 1024 * 1024,
  eventsKept: 1000,
  heartBeatMs: 15_000,
  alertsKept: 200,
  closeTimeoutMs: 2000,
};

const LIMIT_MAX = 2 ** 31 - 1;

/** The default limits, with the given ones replaced. @throws {ConfigError} `ERR_CONFIG_GATEWAY` */
export function resolveLimits(given: Optional<GatewayLimits> = {}): GatewayLimits {
  const names = Object.keys(GATEWAY_LIMITS);
  const unknown = findUnknown(given, names);
  if (unknown !== undefined) throw wrong('limits', `only ${names.join(', ')}`, unknown);
  const replaced = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of replaced) {
    if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LIMIT_MAX) continue;
    throw wrong(`limits.${name}`, `a whole number from 1 to ${LIMIT_MAX}`, formatValue(value));
  }
  return { ...GATEWAY_LIMITS, ...Object.fromEntries(replaced) };
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path, expected, found });
}
