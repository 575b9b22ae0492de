import { ReplaySubject, type Observable } from 'rxjs';
import type { ReceivedNotification } from '../adapters/ports/notifications.port.ts';
import { describeDisplayEvent, type DisplayEvent } from '../protocol/display/display-events.ts';

type DisplayNotification = Extract<ReceivedNotification, { kind: 'display' }>;

/** What the shopper does on the terminal, as far as the notifications tell. It informs; the outcome comes from elsewhere. */
export interface DisplayProgress extends DisplayEvent {
  /** When it was received, in epoch milliseconds. */
  readonly at: number;
}

/** How many different notifications of one transaction are remembered; a tender has some twenty. */
const REMEMBERED_MAX = 200;

/**
 * The shown progress of one transaction: what came furthest. Deliveries may be late, twice and out of order: the picture at the
 * end is the same.
 */
export class TransactionDisplay {
  readonly #shown = new ReplaySubject<DisplayProgress>(1);
  readonly #seen = new Set<string>();
  #furthest: { readonly progress: DisplayProgress; readonly timeStamp: string } | undefined;
  #closed = false;

  /** Hot, the current value first; never an error. */
  get display$(): Observable<DisplayProgress> {
    return this.#shown.asObservable();
  }

  /** What is shown now. */
  get shown(): DisplayProgress | undefined {
    return this.#furthest?.progress;
  }

  /** @returns whether it is the first of its kind: a repetition tells nothing */
  take(notification: DisplayNotification): boolean {
    if (this.#closed || this.#seen.has(keyOf(notification)) || this.#seen.size >= REMEMBERED_MAX) return false;
    this.#seen.add(keyOf(notification));
    const progress = { ...describeDisplayEvent(notification.event), at: notification.receivedAtMs };
    const timeStamp = notification.timeStamp ?? '';
    if (this.#furthest !== undefined && !isFurther(progress, timeStamp, this.#furthest)) return true;
    this.#furthest = { progress, timeStamp };
    this.#shown.next(progress);
    return true;
  }

  /** Nothing more is shown; a late subscriber still gets what was shown last. */
  close(): void {
    this.#closed = true;
    this.#shown.complete();
    this.#seen.clear();
  }
}

/** By DeviceID, which differs for each message; failing that, by what it says (reference 8.4). */
function keyOf({ DeviceID, event, timeStamp, transactionId, result }: DisplayNotification): string {
  return DeviceID ?? JSON.stringify([event, timeStamp, transactionId, result]);
}

/** A later phase is further; within a phase what the terminal says is later; and the name decides a tie, so that order never does. */
function isFurther(
  progress: DisplayProgress,
  timeStamp: string,
  furthest: { readonly progress: DisplayProgress; readonly timeStamp: string },
): boolean {
  if (progress.phaseOrder !== furthest.progress.phaseOrder) return progress.phaseOrder > furthest.progress.phaseOrder;
  if (timeStamp !== furthest.timeStamp) return timeStamp > furthest.timeStamp;
  return progress.event > furthest.progress.event;
}
