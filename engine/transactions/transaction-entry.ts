import { ReplaySubject, type Observable } from 'rxjs';
import type { AttemptToken, TransactionEventPayload, TransactionInput, whyNotSend } from '../../machines/index.ts';
import type { POIID, ServiceID, TransactionId } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Amount } from '../../protocol/money.ts';
import { saysOfRequest } from '../sending/resumption.ts';
import { PaymentProgress } from './payment-progress.ts';
import { queuedState, type TransactionState } from './transaction-state.ts';

/** A transaction as the till requested it: plain frozen data. */
export interface AcceptedRequest {
  readonly id: TransactionId;
  readonly POIID: POIID;
  readonly ServiceID: ServiceID;
  readonly reference: string;
  readonly amount?: Amount;
  /** The caller's request: the same id with another request is refused. Absent where the journal is damaged. */
  readonly request?: JsonObject;
}

/** The request of a transaction that the journal knows. */
export function acceptedOf({ id, POIID, ServiceID, reference, amount, request }: TransactionInput): AcceptedRequest {
  return { id, POIID, ServiceID, reference, ...(amount !== undefined && { amount }), request };
}

/** Receives the events of a transaction. */
export interface EventReceiver {
  send(payload: TransactionEventPayload): void;
  /** Why its request must not leave any more; asked right before the first byte. `undefined` while it may. */
  whyNotSend(attempt: AttemptToken): ReturnType<typeof whyNotSend>;
  /** Nothing of it is to leave any more. Where something may have left, this changes nothing. */
  withdraw(): void;
  /**
   * The terminal went over to another engine: what may have been sent is that engine's, what was not ends unsent. Resolves when nothing
   * of it is on its way into the journal.
   */
  letGo(): Promise<void>;
  /** The engine closes. */
  stop(): void;
}

/**
 * One transaction in memory, from the call on: while its id is looked up in the journal, while it waits for its terminal, and with its
 * process. Only the store changes its state; the till's handle is a view of it.
 */
export class TransactionEntry {
  readonly accepted: AcceptedRequest;
  /** What the shopper does on the terminal. */
  readonly progress = new PaymentProgress();
  /** @internal How it ended is not in the journal yet: it stays in memory. */
  isBeingStored = false;
  /** @internal Another engine has it: nothing of it is sent, asked or stored here. */
  isElsewhere = false;
  /** @internal The end that the other engine stores is read: what the terminal still says here is kept, to be compared with it. */
  isFollowed = false;
  readonly #states = new ReplaySubject<TransactionState>(1);
  #state: TransactionState;
  #isReported = false;
  #isSeen = false;
  #receiver: EventReceiver | undefined;
  #input: TransactionInput | undefined;
  #createdAtMs: number | undefined;
  /** What the terminal said of the request, and was not stored when it was let go. */
  #unheard: TransactionEventPayload[] = [];

  constructor(accepted: AcceptedRequest, state?: TransactionState) {
    const { id, POIID: poiid, ServiceID: serviceId, reference, amount } = accepted;
    this.accepted = accepted;
    this.#state = state ?? queuedState({ id, poiid, serviceId, reference, ...(amount !== undefined && { amount }) });
  }

  get id(): TransactionId {
    return this.accepted.id;
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** Whether a state of it was reported already. */
  get isReported(): boolean {
    return this.#isReported;
  }

  /** Hot, the current state first; completes with the settled one, or when the engine closes. Never an error. */
  get state$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  /** Whether its process runs: then it is in the journal, or about to be. */
  get isStarted(): boolean {
    return this.#receiver !== undefined;
  }

  /** @internal What its process runs. Absent before that, and where the journal is damaged. */
  get input(): TransactionInput | undefined {
    return this.#input;
  }

  /** When it was created, as the journal has it; while it waits, when it was asked for. `undefined` of one that is damaged. */
  get createdAtMs(): number | undefined {
    return this.#createdAtMs;
  }

  /** @internal It waits since then, in epoch milliseconds. */
  waitSince(atMs: number): void {
    this.#createdAtMs = atMs;
  }

  /** @internal The receiver of its events from now on. */
  start(receiver: EventReceiver, input?: TransactionInput): void {
    this.#receiver = receiver;
    this.isElsewhere = false;
    this.isFollowed = false;
    this.#input = input;
    this.#createdAtMs = input?.createdAtMs;
    for (const payload of this.takeUnheard()) receiver.send(payload);
  }

  /** @internal It was let go before that was stored: who takes it up next has it first. */
  keepForNext(payload: TransactionEventPayload): void {
    if (saysOfRequest(payload)) this.#unheard.push(payload);
  }

  /** @internal Whether something is kept for whoever takes it up next. */
  get hasUnheard(): boolean {
    return this.#unheard.length > 0;
  }

  /** @internal What was kept, which is not kept any longer. */
  takeUnheard(): readonly TransactionEventPayload[] {
    return this.#unheard.splice(0);
  }

  /** @internal Whether its events go there. */
  isReceivedBy(receiver: EventReceiver): boolean {
    return this.#receiver === receiver;
  }

  /** @internal Its terminal is lost. */
  async letGo(): Promise<void> {
    if (this.#state.state !== 'settled' || this.isBeingStored) await this.#receiver?.letGo();
  }

  /** Sends it an event. Before it is started that is an abort at most, which the admission ensures. */
  send(payload: TransactionEventPayload): void {
    this.#receiver?.send(payload);
  }

  /** The terminal proved that it has the request. Stored once: each payment has many notifications. */
  noteSeen(): void {
    if (this.#isSeen || this.#receiver === undefined || this.#state.state === 'settled') return;
    this.#isSeen = true;
    this.#receiver.send({ type: 'poi.progress' });
  }

  /** The engine closes soon: what has not left is not sent. */
  withdraw(): void {
    this.#receiver?.withdraw();
  }

  /** @internal The till withdraws a transaction that is not started; whether that stops it is decided later. */
  requestAbort(): void {
    this.#state = { ...this.#state, abortRequested: true };
  }

  /** @internal For the store, and for what the store does not have yet. */
  setState(state: TransactionState): void {
    this.#state = state;
  }

  /** @internal Reports the state to the subscribers. */
  publish(): void {
    this.#isReported = true;
    this.#states.next(this.#state);
    if (this.#state.state === 'settled') this.#states.complete();
  }

  /** The engine closes: what is not settled stays as the journal has it. */
  close(): void {
    this.#receiver?.stop();
    this.progress.close();
    this.#states.complete();
  }
}
