import { silence } from '../../adapters/logging/log-event.ts';

/**
 * The logger of the engine: a pino logger, or any object of that shape. docs/events.md lists every line that it gets, with level and
 * fields. Messages are never logged: fields are ids, codes and times.
 */
export interface Logger {
  child(bindings: Record<string, unknown>): Logger;
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The default: logs nothing. */
export const silentLogger: Logger = {
  child: () => silentLogger,
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
};

/**
 * The last line of defence for a logger that is created here (the command line's): what must never be logged is removed wherever
 * it occurs, should a field ever have that name. `*` is one level in pino, so each depth is listed.
 */
export const REDACTED_PATHS: readonly string[] = [
  'passphrase',
  'NexoBlob',
  'SecurityTrailer',
  'PaymentToken',
  'body',
  // What a person typed.
  'answer',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
