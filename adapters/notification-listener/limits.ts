import { ConfigError, findUnknown, formatValue } from '../../errors.ts';
import type { Optional } from '../../protocol/json.ts';
import type { ListenerLimits, NotificationLimits } from '../ports/listener.port.ts';

export const NOTIFICATION_LIMITS: NotificationLimits = {
  bodyBytesMax: 64 * 1024,
  bodyTimeoutMs: 5000,
  ageMaxMs: Number.POSITIVE_INFINITY,
};

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

/** The longest time of a timer. */
const LIMIT_MAX = 2 ** 31 - 1;

/**
 * The default limits, with the given ones replaced. Each is a whole number from 1 to 2147483647, or `Infinity` for the age.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`
 */
export function limitsOf<Limits extends object>(defaults: Limits, given: Optional<Limits> = {}): Limits {
  assertMembers(given, Object.keys(defaults), 'limits');
  for (const [name, value] of Object.entries(given)) {
    const isUnbounded = name === 'ageMaxMs' && value === Number.POSITIVE_INFINITY;
    if (
      value === undefined ||
      isUnbounded ||
      (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LIMIT_MAX)
    )
      continue;
    throw new ConfigError('ERR_CONFIG_LISTENER', {
      path: `limits.${name}`,
      expected: `a whole number from 1 to ${LIMIT_MAX}`,
      found: formatValue(value),
    });
  }
  const replaced = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...replaced };
}

/** A misspelt option must not silently become a default. @throws {ConfigError} `ERR_CONFIG_LISTENER` */
export function assertMembers(given: object, known: readonly string[], path: string): void {
  const found = findUnknown(given, known);
  if (found === undefined) return;
  throw new ConfigError('ERR_CONFIG_LISTENER', { path, expected: `only ${known.join(', ')}`, found });
}
