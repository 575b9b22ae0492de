import { REDACTED_PATHS, type Logger } from '../../index.ts';
import type { Settings } from './settings.ts';

/** Logs to stderr, so that stdout stays readable for programs. Silent is none: then pino is not loaded, and a payment begins sooner. */
export async function createLogger({ logLevel = 'silent' }: Settings): Promise<Logger | undefined> {
  if (logLevel === 'silent') return undefined;
  // By its default: a bundle has no other name of it.
  const { default: pino } = await import('pino');
  const logger: Logger = pino(
    { level: logLevel, redact: [...REDACTED_PATHS] },
    pino.destination({ dest: 2, sync: true }),
  );
  return logger;
}
