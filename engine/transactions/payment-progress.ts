import { ReplaySubject, type Observable } from 'rxjs';
import type { ReceivedNotification } from '../../adapters/ports/notifications.port.ts';
import { describeDisplayEvent, type DisplayEvent } from '../../protocol/display/display-events.ts';
import { inTerminalOrder } from '../../protocol/display/display-order.ts';

type DisplayNotification = Extract<ReceivedNotification, { kind: 'display' }>;

/** What the shopper does on the terminal, according to its notifications. It informs; the outcome comes from elsewhere. */
export interface DisplayProgress extends DisplayEvent {
  /** When the terminal sent it, by its own clock and in its own words. */
  readonly timeStamp?: string;
  /** When it was received, in epoch milliseconds. */
  readonly atMs: number;
}

/** How many different notifications of one transaction are remembered; a tender has some twenty. */
const REMEMBERED_MAX = 200;

/**
 * The progress of one transaction: everything that its terminal said, in the terminal's order. Notifications may arrive late, twice
 * and out of order: one that comes late fills the history, and the current step never goes back.
 */
export class PaymentProgress {
  /** Made when it is needed: without a listener no transaction has progress. */
  #progress: ReplaySubject<DisplayProgress> | undefined;
  #seen: Set<string> | undefined;
  #displayed: readonly DisplayProgress[] = [];
  #closed = false;

  /** Hot, the current value first; never an error. */
  get display$(): Observable<DisplayProgress> {
    return this.#subject().asObservable();
  }

  /** The history so far, in the order in which it happened on the terminal. */
  get displayed(): readonly DisplayProgress[] {
    return this.#displayed;
  }

  /** @returns the progress when the notification advanced it; `undefined` for a repetition, or one that comes too late */
  take(notification: DisplayNotification): DisplayProgress | undefined {
    this.#seen ??= new Set();
    const key = keyOf(notification);
    if (this.#closed || this.#seen.has(key) || this.#seen.size >= REMEMBERED_MAX) return undefined;
    this.#seen.add(key);
    const { event, timeStamp, receivedAtMs } = notification;
    const progress: DisplayProgress = {
      ...describeDisplayEvent(event),
      ...(timeStamp !== undefined && { timeStamp }),
      atMs: receivedAtMs,
    };
    this.#displayed = inTerminalOrder([...this.#displayed, progress]);
    if (this.#displayed.at(-1) !== progress) return undefined;
    this.#subject().next(progress);
    return progress;
  }

  /** Accepts nothing more; a late subscriber still gets the last progress. */
  close(): void {
    this.#closed = true;
    this.#progress?.complete();
    this.#seen = undefined;
  }

  #subject(): ReplaySubject<DisplayProgress> {
    if (this.#progress === undefined) {
      this.#progress = new ReplaySubject(1);
      if (this.#closed) this.#progress.complete();
    }
    return this.#progress;
  }
}

/** The same for a runtime that stores the notifications of a transaction, in the order in which they arrived. */
export function progressOf(notifications: readonly DisplayNotification[]): readonly DisplayProgress[] {
  const progress = new PaymentProgress();
  for (const notification of notifications) progress.take(notification);
  return progress.displayed;
}

/** A message and its repetition have the same content. Where the terminal gives no time, DeviceID differs for each message (reference 8.4). */
function keyOf({ DeviceID, event, timeStamp, transactionId, result }: DisplayNotification): string {
  return JSON.stringify([event, timeStamp ?? [DeviceID, transactionId], result]);
}
