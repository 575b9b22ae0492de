import { ReplaySubject, type Observable } from 'rxjs';
import type { TransactionHappening } from '../machines/index.ts';
import type { Failure } from '../protocol/faults.ts';
import type { POIID, ServiceID, TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Amount } from '../protocol/money.ts';
import { notProcessed } from '../protocol/outcome.ts';
import { TransactionDisplay } from './display.ts';
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
 * The place of one transaction in the engine, from the call on: while its id is looked up in the journal, while it waits for its
 * terminal, and with its mailbox. The till's handle is a view of it.
 */
export class TransactionSlot {
  readonly asked: Asked;
  /** What the shopper does on the terminal. */
  readonly display = new TransactionDisplay();
  readonly #states = new ReplaySubject<TransactionState>(1);
  #state: TransactionState;
  #mailbox: Mailbox | undefined;
  #onWithdrawn: (() => void) | undefined;

  constructor(asked: Asked) {
    const { id, POIID: poiid, ServiceID: serviceId, reference, amount } = asked;
    this.asked = asked;
    this.#state = {
      id,
      poiid,
      serviceId,
      reference,
      ...(amount !== undefined && { amount }),
      state: 'queued',
      tags: ['abortable'],
      abortRequested: false,
    };
  }

  get state(): TransactionState {
    return this.#state;
  }

  get hasMailbox(): boolean {
    return this.#mailbox !== undefined;
  }

  /** Hot, the current state first; completes with the settled one, or when the engine closes. Never an error. */
  get state$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  /**
   * It is known that nothing of it was ever sent, and it waits for its terminal. Before this an abort is only noted: the id may
   * turn out to be that of a payment that was made.
   *
   * @param onWithdrawn called when the till aborts it, also when it did so before
   */
  awaitTerminal(onWithdrawn: () => void): void {
    this.#onWithdrawn = onWithdrawn;
    if (this.#state.abortRequested) onWithdrawn();
  }

  /** The engine closes: what is known to be unsent stays so. */
  withdraw(failure: Failure): void {
    if (this.#onWithdrawn !== undefined) this.refuse(failure);
  }

  /** It waits in line: the till is told. */
  enqueue(): void {
    this.#tell(this.#state);
  }

  /** It is not sent, for that reason: settled, and nothing of it is stored. */
  refuse(failure: Failure): void {
    if (this.#state.state === 'settled') return;
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
    this.#onWithdrawn?.();
  }

  /** The engine closes: what is not settled stays as the journal has it. */
  stop(): void {
    this.display.close();
    this.#states.complete();
  }

  #tell(state: TransactionState): void {
    this.#state = state;
    this.#states.next(state);
  }
}
