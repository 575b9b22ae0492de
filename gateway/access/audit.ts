import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Logger } from '../../engine/runtime/logging.ts';

/** What a person decided, or tried to decide, in place of a terminal. */
export interface AuditLine {
  readonly atMs: number;
  readonly action: 'override' | 'dismiss';
  /** The name of the token. */
  readonly token: string;
  /** The person, as the call names them. */
  readonly by: string;
  readonly reason: string;
  /** Id of the transaction or of the orphan. */
  readonly subject: string;
  /** What the person found out about the money. */
  readonly outcome?: string;
  /** `done`, or the code of the refusal. */
  readonly result: string;
}

/** Takes an audit line. What it throws is logged, and the decision stands. */
export type Audit = (line: AuditLine) => void;

/** Lines go into the log, and to the caller's own record of them. */
export function auditTo(log: Logger, given: Audit | undefined): Audit {
  return (line) => {
    logEvent(log, 'gateway.audit', { audit: line });
    try {
      given?.(line);
    } catch (error) {
      logEvent(log, 'gateway.auditNotTaken', { error: error instanceof Error ? error.name : typeof error });
    }
  };
}
