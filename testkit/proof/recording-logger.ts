import type { Logger } from '../../index.ts';

/** A logger that passes each line on as text, as a logger would write it: bindings and errors included. */
export function recordingLogger(onLine: (line: string) => void, bindings: object = {}): Logger {
  const log = (fields: object, message: string) =>
    onLine(`${message} ${JSON.stringify({ ...bindings, ...fields }, withErrors)}`);
  const child = (more: object) => recordingLogger(onLine, { ...bindings, ...more });
  return { child, trace: log, debug: log, info: log, warn: log, error: log };
}

/** The members of an error that a logger writes and JSON leaves out. */
function withErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}
