import { ReplaySubject, type Observable } from 'rxjs';
import type { TransactionHappening } from '../machines/index.ts';
import type { Failure } from '../protocol/faults.ts';
import type { POIID, ServiceID, TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Amount } from '../protocol/money.ts';
import { notProcessed } from '../protocol/outcome.ts';
import type { Mailbox } from './mailbox.ts';
import type { TransactionState } from './transaction-state.ts';

/** A transaction as the till asked for it. */
export interface Asked {
  readonly id: TransactionId;
  readonly POIID: POIID;
  readonly ServiceID: ServiceID;
  readonly reference: string;
  readonly amount: Amount | undefined;
  /** What the caller gave: the same id with another request is refused. */
  readonly request: JsonObject;
}

/**
 * The place of one transaction in the engine, from the call on: before there is a mailbox (it waits for its terminal, or its id is
 * looked up in the journal) and with one. The till's handle is a view of it.
 */
export class TransactionSlot {
  readonly asked: Asked;
  readonly #states = new ReplaySubject<TransactionState>(1);
  readonly #onWithdrawn: () => void;
  #state: TransactionState;
  #mailbox: Mailbox | undefined;

  /** @param onWithdrawn called when the till aborts what is not sent yet */
  constructor(asked: Asked, onWithdrawn: () => void) {
    const { id, POIID: poiid, ServiceID: serviceId, reference } = asked;
    this.asked = asked;
    this.#onWithdrawn = onWithdrawn;
    this.#state = { id, poiid, serviceId, reference, state: 'queued', tags: ['abortable'], abortRequested: false };
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** Hot, the current state first; completes with the settled one, or when the engine closes. Never an error. */
  get state$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  /** It waits for its terminal. */
  enqueue(): void {
    this.#tell(this.#state);
  }

  /** It is not sent, for that reason: settled, and nothing of it is stored. */
  refuse(failure: Failure): void {
    const { settled: _, ...outcome } = notProcessed(failure, this.asked.amount);
    const { abortRequested } = this.#state;
    this.#tell({
      ...this.#state,
      state: 'settled',
      tags: [],
      failure,
      outcome: { ...outcome, recovered: false, abortRequested },
    });
    this.#states.complete();
  }

  /** It has a mailbox from now on, which tells everything. */
  follow(mailbox: Mailbox): void {
    this.#mailbox = mailbox;
    mailbox.state$.subscribe({
      next: (state) => this.#tell(state),
      complete: () => this.#states.complete(),
    });
  }

  deliver(happening: TransactionHappening): void {
    if (this.#mailbox !== undefined) return this.#mailbox.deliver(happening);
    if (happening.type !== 'sale.abort' || this.#state.state === 'settled') return;
    this.#state = { ...this.#state, abortRequested: true };
    this.#onWithdrawn();
  }

  stop(): void {
    this.#mailbox?.stop();
    this.#states.complete();
  }

  #tell(state: TransactionState): void {
    this.#state = state;
    this.#states.next(state);
  }
}
