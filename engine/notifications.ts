import { Subject, type Observable } from 'rxjs';
import type { ReceivedNotification } from '../adapters/ports/notifications.port.ts';
import type { TransactionId } from '../protocol/ids.ts';
import type { DisplayProgress } from './display.ts';

/** The progress of a transaction, among those of all. */
export interface TransactionProgress {
  readonly transaction: TransactionId;
  readonly progress: DisplayProgress;
}

/** What a terminal tells that is not the progress of one of our transactions. */
export type TerminalNotification =
  /** About the terminal itself: Shutdown, SaleWakeUp with its details, Reject, ... */
  | ({ readonly kind: 'event' } & Extract<ReceivedNotification, { kind: 'event' }>)
  /** The progress of a transaction that is not ours, or not in memory any more. */
  | { readonly kind: 'orphanDisplay'; readonly notification: Extract<ReceivedNotification, { kind: 'display' }> };

/** How many event notifications are remembered to tell repetitions. */
const REMEMBERED_MAX = 1000;

/** The streams of what terminals tell of their own accord. */
export class Notifications {
  readonly #display = new Subject<TransactionProgress>();
  readonly #events = new Subject<TerminalNotification>();
  readonly #seen = new Set<string>();

  get display$(): Observable<TransactionProgress> {
    return this.#display.asObservable();
  }

  get events$(): Observable<TerminalNotification> {
    return this.#events.asObservable();
  }

  tellProgress(progress: TransactionProgress): void {
    this.#display.next(progress);
  }

  tellOrphan(notification: Extract<ReceivedNotification, { kind: 'display' }>): void {
    if (this.#isFirst(notification)) this.#events.next({ kind: 'orphanDisplay', notification });
  }

  /** @returns whether it is the first of its kind */
  tellEvent(notification: Extract<ReceivedNotification, { kind: 'event' }>): boolean {
    if (!this.#isFirst(notification)) return false;
    this.#events.next(notification);
    return true;
  }

  close(): void {
    this.#display.complete();
    this.#events.complete();
  }

  /** By what it says, DeviceID and time included: what is the same in all of these is the same message. */
  #isFirst({ receivedAtMs: _, ...said }: ReceivedNotification): boolean {
    const key = JSON.stringify(said);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED_MAX && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
