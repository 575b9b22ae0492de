import { ConfigError, formatValue } from '../../errors.ts';

/** What one notification may cost. */
export interface NotificationLimits {
  /** The largest HTTP body that is read. Default 64 KiB: real notifications have about 1 KiB. */
  readonly bodyBytesMax: number;
  /** For the whole body, from the end of the headers. Default 5000. */
  readonly bodyTimeoutMs: number;
  /**
   * How old the TimeStamp of a notification may be by the clock of this machine. Default `Infinity`: terminals' clocks are not
   * to be relied on. With a figure, what bears no readable TimeStamp is dropped as well.
   */
  readonly ageMaxMs: number;
}

export const NOTIFICATION_LIMITS: NotificationLimits = {
  bodyBytesMax: 64 * 1024,
  bodyTimeoutMs: 5000,
  ageMaxMs: Number.POSITIVE_INFINITY,
};

/** What a listener spends on its connections. */
export interface ListenerLimits extends NotificationLimits {
  /** For request line and headers together. Default 8 KiB. */
  readonly headersBytesMax: number;
  /** For the TLS handshake, and then from the first byte (or the connection) to the end of the headers. Default 5000. */
  readonly headersTimeoutMs: number;
  /** How long a connection may be idle between two requests. Default 5000. */
  readonly keepAliveTimeoutMs: number;
  /** Requests on one connection; the next one needs a new connection. Default 100. */
  readonly requestsPerConnectionMax: number;
  /** Open connections. At the bound, the one that was idle longest makes way for a new one. Default 256. */
  readonly connectionsMax: number;
  /** The same for each remote address, so that one machine crowds out no other. Default 32. */
  readonly connectionsPerAddressMax: number;
  /** How long `close()` waits for the requests under way. Default 2000. */
  readonly closeTimeoutMs: number;
}

export const LISTENER_LIMITS: ListenerLimits = {
  ...NOTIFICATION_LIMITS,
  headersBytesMax: 8 * 1024,
  headersTimeoutMs: 5000,
  keepAliveTimeoutMs: 5000,
  requestsPerConnectionMax: 100,
  connectionsMax: 256,
  connectionsPerAddressMax: 32,
  closeTimeoutMs: 2000,
};

/** What timers take. */
const LIMIT_MAX = 2 ** 31 - 1;

/**
 * The default limits with those replaced that are given. Each is a whole number from 1 to 2147483647, or `Infinity` for the age.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`
 */
export function limitsOf<Limits extends object>(defaults: Limits, given: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(given)) {
    const isUnbounded = name === 'ageMaxMs' && value === Number.POSITIVE_INFINITY;
    if (isUnbounded || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LIMIT_MAX)) continue;
    throw new ConfigError('ERR_CONFIG_LISTENER', {
      path: `limits.${name}`,
      expected: `a whole number from 1 to ${LIMIT_MAX}`,
      found: formatValue(value),
    });
  }
  return { ...defaults, ...given };
}
