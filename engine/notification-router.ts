import { Subject, type Observable } from 'rxjs';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { ReceivedNotification } from '../adapters/ports/notifications.port.ts';
import type { POIID, SaleID, TransactionId } from '../protocol/ids.ts';
import type { TerminalQueue } from './terminals/terminal-queue.ts';
import { Timers } from './runtime/timers.ts';
import type { DisplayProgress } from './transactions/payment-progress.ts';
import type { TransactionEntry } from './transactions/transaction-entry.ts';
import type { TransactionStore } from './transactions/transaction-store.ts';

/** The progress of one transaction, in the stream of all. */
export interface TransactionProgress {
  readonly transaction: TransactionId;
  readonly progress: DisplayProgress;
}

/** A notification that is not the progress of one of our transactions. */
export type TerminalNotification =
  /** About the terminal itself: Shutdown, SaleWakeUp with its details, Reject, ... */
  | ({ readonly kind: 'event' } & EventReceived)
  /** The progress of a transaction that is not ours, or not in memory any more. */
  | { readonly kind: 'orphanDisplay'; readonly notification: DisplayReceived };

type EventReceived = Extract<ReceivedNotification, { kind: 'event' }>;
type DisplayReceived = Extract<ReceivedNotification, { kind: 'display' }>;

/** How many notifications are remembered to recognise repetitions. */
const REMEMBERED_MAX = 1000;

export interface NotificationRouterDependencies {
  readonly saleId: SaleID;
  readonly clock: Clock;
  readonly store: TransactionStore;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  /** How long progress is accepted after the settlement, in milliseconds: receipts are printed and cards removed after the answer. */
  readonly displayGraceMs: number;
}

/**
 * Routes each notification to the part it concerns. A notification informs and decides nothing: it may hasten a status check, and one that
 * was sealed proves that the terminal has the request that it is about. A recorded one that is sent again is no harm: it can keep an
 * outcome unknown, and settle none.
 */
export class NotificationRouter {
  readonly #deps: NotificationRouterDependencies;
  readonly #display = new Subject<TransactionProgress>();
  readonly #events = new Subject<TerminalNotification>();
  readonly #seen = new Set<string>();
  readonly #graceTimers: Timers<TransactionId>;

  constructor(deps: NotificationRouterDependencies) {
    this.#deps = deps;
    this.#graceTimers = new Timers(deps.clock);
    deps.store.states$.subscribe(({ id, state }) => {
      if (state === 'settled') this.#endProgress(deps.store.get(id));
    });
  }

  /** The progress of all transactions, from now on. */
  get display$(): Observable<TransactionProgress> {
    return this.#display.asObservable();
  }

  get events$(): Observable<TerminalNotification> {
    return this.#events.asObservable();
  }

  /** The sink of a listener. */
  take(received: ReceivedNotification): void {
    if (received.kind === 'event') this.#takeEvent(received);
    else this.#takeDisplay(received);
  }

  close(): void {
    this.#graceTimers.disarmAll();
    this.#display.complete();
    this.#events.complete();
  }

  #takeDisplay(received: DisplayReceived): void {
    const { store, saleId } = this.#deps;
    const entry = store.findByServiceId(received.ServiceID);
    if (entry === undefined || entry.accepted.POIID !== received.POIID || received.SaleID !== saleId) {
      if (this.#isFirst(received)) this.#events.next({ kind: 'orphanDisplay', notification: received });
      return;
    }
    if (received.sealed || entry.input?.unprotected === true) entry.noteSeen();
    const progress = entry.progress.take(received);
    if (progress !== undefined) this.#display.next({ transaction: entry.id, progress });
    const isUnknown = entry.state.tags.includes('outcomeUnknown');
    if (received.event === 'TENDER_FINAL' && isUnknown) entry.send({ type: 'sale.checkStatus' });
  }

  #takeEvent(received: EventReceived): void {
    if (!this.#isFirst(received)) return;
    this.#events.next(received);
    const { event, POIID } = received;
    if (event !== 'Shutdown' && event !== 'Initialised') return;
    // A terminal that restarts may lose its memory, whoever reports the restart.
    for (const entry of this.#deps.store.all()) {
      if (entry.accepted.POIID === POIID) entry.send({ type: 'terminal.restarted' });
    }
    const queue = this.#deps.queues.get(POIID as POIID);
    queue?.send({ type: event === 'Shutdown' ? 'link.down' : 'link.up' });
    queue?.publish();
  }

  #endProgress(entry: TransactionEntry | undefined): void {
    if (entry === undefined) return;
    this.#graceTimers.arm(entry.id, this.#deps.displayGraceMs, () => entry.progress.close());
  }

  /** Notifications are equal when all their content is, DeviceID and time included: then one is a repetition. */
  #isFirst({ receivedAtMs: _, ...content }: ReceivedNotification): boolean {
    const key = JSON.stringify(content);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > REMEMBERED_MAX && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
