import { logEvent } from '../logging/log-event.ts';
import type { NotificationCounts, NotificationResult } from '../ports/listener.port.ts';
import type { NotificationLog } from '../ports/notifications.port.ts';

/** Why a request is refused, and the HTTP status that says so. */
export const REFUSALS = {
  methodNotAllowed: 405,
  unauthorized: 401,
  tooLarge: 413,
  tooSlow: 408,
  /** The sender went away before the end of the body. */
  brokenOff: 400,
} as const satisfies Partial<Record<NotificationResult, number>>;

export type Refusal = keyof typeof REFUSALS;

/**
 * Counts results, and logs those that went wrong: the first, tenth, hundredth, ... of a kind, so that a flood does not fill the disk.
 */
export class NotificationCounters {
  readonly #counts: Record<NotificationResult, number> = {
    delivered: 0,
    sinkFailed: 0,
    notOpened: 0,
    clearText: 0,
    notANotification: 0,
    tooOld: 0,
    methodNotAllowed: 0,
    unauthorized: 0,
    tooLarge: 0,
    tooSlow: 0,
    brokenOff: 0,
  };
  readonly #log: NotificationLog | undefined;

  constructor(log: NotificationLog | undefined) {
    this.#log = log;
  }

  counts(): NotificationCounts {
    return { ...this.#counts };
  }

  add(result: NotificationResult, remoteAddress: string | undefined): void {
    const count = ++this.#counts[result];
    if (result === 'delivered' || !isPowerOfTen(count)) return;
    if (this.#log === undefined) return;
    if (result === 'sinkFailed') logEvent(this.#log, 'notifications.sinkFailed', { count });
    else logEvent(this.#log, 'notifications.refused', { reason: result, count, remoteAddress });
  }
}

function isPowerOfTen(count: number): boolean {
  return /^10*$/.test(String(count));
}
