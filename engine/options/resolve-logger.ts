import { ConfigError, formatValue } from '../../errors.ts';
import { missingOfLogger } from '../runtime/containment.ts';
import { silentLogger, type Logger } from '../runtime/logging.ts';

/**
 * The caller's logger, checked at the start: one that lacks a function would lose lines in silence. `console` is none, because it
 * has no `child` and would print whole objects.
 *
 * @throws {ConfigError} `ERR_CONFIG_LOGGER`
 */
export function resolveLogger(given: unknown): Logger {
  if (given === undefined) return silentLogger;
  const logger = assertLogger(given, 'logger');
  assertLogger(childOf(logger), 'logger.child()');
  return logger;
}

function assertLogger(given: unknown, path: string): Logger {
  const found = whatLacks(given);
  if (found === undefined) return given as Logger; // it has all functions of one
  throw new ConfigError('ERR_CONFIG_LOGGER', {
    path,
    expected: `a pino logger, or one of its shape: the functions child, trace, debug, info, warn and error`,
    found,
    advice: "give pino(), from the package 'pino'; without a logger the engine is silent",
  });
}

function whatLacks(given: unknown): string | undefined {
  if ((typeof given !== 'object' && typeof given !== 'function') || given === null) return formatValue(given);
  const missing = missingOfLogger(given);
  return missing.length === 0 ? undefined : `one without ${missing.join(', ')}`;
}

/** What it makes is what the engine logs with. A logger that throws here is contained like one that throws later. */
function childOf(logger: Logger): unknown {
  try {
    return logger.child({ component: 'engine' });
  } catch {
    return logger;
  }
}
