import { ReplaySubject, type Observable } from 'rxjs';
import type { ReceivedNotification } from '../../adapters/ports/notifications.port.ts';
import { describeDisplayEvent, type DisplayEvent } from '../../protocol/display/display-events.ts';

type DisplayNotification = Extract<ReceivedNotification, { kind: 'display' }>;

/** What the shopper does on the terminal, according to its notifications. It informs; the outcome comes from elsewhere. */
export interface DisplayProgress extends DisplayEvent {
  /** When it was received, in epoch milliseconds. */
  readonly atMs: number;
}

/** How many different notifications of one transaction are remembered; a tender has some twenty. */
const REMEMBERED_MAX = 200;

/**
 * The progress of one transaction: the furthest step. Notifications may arrive late, twice and out of order: the final progress is
 * the same.
 */
export class PaymentProgress {
  readonly #progress = new ReplaySubject<DisplayProgress>(1);
  readonly #seen = new Set<string>();
  #furthest: { readonly progress: DisplayProgress; readonly timeStamp: string } | undefined;
  #closed = false;

  /** Hot, the current value first; never an error. */
  get display$(): Observable<DisplayProgress> {
    return this.#progress.asObservable();
  }

  /** @returns the progress when the notification advanced it; `undefined` for a repetition, or one that comes too late */
  take(notification: DisplayNotification): DisplayProgress | undefined {
    if (this.#closed || this.#seen.has(keyOf(notification)) || this.#seen.size >= REMEMBERED_MAX) return undefined;
    this.#seen.add(keyOf(notification));
    const progress = { ...describeDisplayEvent(notification.event), atMs: notification.receivedAtMs };
    const timeStamp = notification.timeStamp ?? '';
    if (this.#furthest !== undefined && !isFurther(progress, timeStamp, this.#furthest)) return undefined;
    this.#furthest = { progress, timeStamp };
    this.#progress.next(progress);
    return progress;
  }

  /** Accepts nothing more; a late subscriber still gets the last progress. */
  close(): void {
    this.#closed = true;
    this.#progress.complete();
    this.#seen.clear();
  }
}

/** By DeviceID, which differs for each message; without one, by its content (reference 8.4). */
function keyOf({ DeviceID, event, timeStamp, transactionId, result }: DisplayNotification): string {
  return DeviceID ?? JSON.stringify([event, timeStamp, transactionId, result]);
}

/** A later phase is further; within a phase a later terminal time is further; the name breaks ties, so that the order never does. */
function isFurther(
  progress: DisplayProgress,
  timeStamp: string,
  furthest: { readonly progress: DisplayProgress; readonly timeStamp: string },
): boolean {
  if (progress.phaseOrder !== furthest.progress.phaseOrder) return progress.phaseOrder > furthest.progress.phaseOrder;
  if (timeStamp !== furthest.timeStamp) return timeStamp > furthest.timeStamp;
  return progress.event > furthest.progress.event;
}
