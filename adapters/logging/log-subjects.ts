import type { LogFieldName } from './log-fields.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What a line is about, with the fields that its logger adds. */
export const LOG_SUBJECTS = {
  engine: ['component'],
  terminal: ['component', 'POIID'],
  exchange: ['component', 'POIID', 'MessageCategory', 'ServiceID'],
  transaction: ['component', 'transaction', 'POIID', 'ServiceID'],
  gateway: ['component'],
} as const satisfies Readonly<Record<string, readonly LogFieldName[]>>;

/** A row of the table of log lines. */
export interface LogEvent {
  readonly level: LogLevel;
  readonly about: keyof typeof LOG_SUBJECTS;
  /** The text of the line, always the same. */
  readonly message: string;
  /** The fields of its own. One with `?` is left out where it is not known. */
  readonly fields: readonly (LogFieldName | `${LogFieldName}?`)[];
}
