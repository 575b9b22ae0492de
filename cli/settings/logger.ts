import { pino } from 'pino';
import { REDACTED_PATHS, type Logger } from '../../index.ts';
import type { Settings } from './settings.ts';

/** Logs to stderr, so that stdout stays readable for programs. */
export function createLogger({ logLevel = 'silent' }: Settings): Logger {
  return pino({ level: logLevel, redact: [...REDACTED_PATHS] }, pino.destination({ dest: 2, sync: true }));
}
