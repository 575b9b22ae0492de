import { filter, map, take, type Observable } from 'rxjs';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { ClosedError, formatValue, InputError, JournalError } from '../../errors.ts';
import type { ServiceID, TransactionId } from '../../protocol/ids.ts';
import type { Outcome } from '../../protocol/outcome.ts';
import { corrupt } from '../journal/damage.ts';
import { SafeObservable, type Stream } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { TIMER_MS_MAX } from '../runtime/timers.ts';
import { onAborted, signalOf, type WaitOptions } from '../runtime/wait-options.ts';
import type { Admission } from './admission.ts';
import type { DisplayProgress } from './payment-progress.ts';
import type { TransactionEntry } from './transaction-entry.ts';
import { unresolvedFrom, type TransactionState, type Unresolved } from './transaction-state.ts';

/** How many states are kept for a slow reader: a check that brings nothing new is two of them. */
const STATES_BUFFERED_MAX = 10_000;

/**
 * One transaction, from the till's side. Handles are cheap views: closing over one keeps nothing alive. `for await (const state of
 * transaction)` reads every state of `state$`.
 */
export interface Transaction extends AsyncIterable<TransactionState> {
  readonly id: TransactionId;
  /** ServiceID of the request on the wire, which the terminal and the logs use. */
  readonly serviceId: ServiceID;
  /** The current state. */
  readonly state: TransactionState;
  /** Hot, the current state first, each as it changes; completes with the settled one, or when the engine closes. Never an error. */
  readonly state$: Stream<TransactionState>;
  /**
   * What the shopper does on the terminal, as its notifications report it (none without a listener): hot, the current value
   * first, never backwards, never an error. Completes `limits.displayGraceMs` after the settlement. It never contains the result.
   */
  readonly display$: Stream<DisplayProgress>;
  /** All of it so far, in the order in which it happened on the terminal: what came late is in its place. At most 200 steps. */
  readonly displayed: readonly DisplayProgress[];
  /**
   * Resolves with the outcome once it is known, however long an unknown one takes.
   *
   * @param options.signal ends the wait, never the payment: the promise rejects with its reason
   * @throws {InputError} `ERR_INPUT_SIGNAL`
   * @throws {ClosedError} `ERR_CLOSED` when the engine closes first: the outcome is known after the next start
   * @throws {JournalError} `ERR_JOURNAL_CORRUPT` when its records are damaged: a person must find the outcome out, and override it
   */
  settled(options?: WaitOptions): Promise<Outcome>;
  /**
   * Resolves with the outcome, or `unresolved` when it is not known within that many milliseconds (0 or more; `Infinity` waits for
   * ever), or its records are damaged. Rejects only for a mistake in the call.
   *
   * @param options.signal ends the wait, never the payment: as when the time is over, it resolves with `unresolved`
   * @throws {InputError} `ERR_INPUT_WITHIN`, `ERR_INPUT_SIGNAL`
   */
  outcome(withinMs: number, options?: WaitOptions): Promise<Outcome | Unresolved>;
  /**
   * Asks the terminal to stop. This decides nothing about the money: the shopper may have been faster, and an approval stays an
   * approval. Wait for the outcome; its `abortRequested` records this call. May be called again.
   */
  abort(): void;
  /**
   * Asks the terminal what became of the request: instead of at the next check while the outcome is unknown, and beside the request
   * while its answer is awaited. What came is in the state: a repeated answer settles, anything else is its `failure`
   * (`ERR_STATUS_IN_PROGRESS`: the shopper is busy). One check is under way at a time. Before the request is out it does nothing.
   */
  checkStatus(): void;
}

export interface TransactionHandleDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly admission: Pick<Admission, 'abort'>;
}

export function transactionHandle(entry: TransactionEntry, deps: TransactionHandleDependencies): Transaction {
  return new TransactionView(entry, deps);
}

/** A class: V8 makes a new hidden class of each object that is written with getters, three kibibytes for a handle. */
class TransactionView implements Transaction {
  readonly id: TransactionId;
  // Functions of their own, which a till may take off the handle.
  readonly settled: Transaction['settled'];
  readonly outcome: Transaction['outcome'];
  readonly abort: Transaction['abort'];
  readonly checkStatus: Transaction['checkStatus'];
  readonly #entry: TransactionEntry;
  readonly #log: Logger;

  constructor(entry: TransactionEntry, { clock, log, admission }: TransactionHandleDependencies) {
    this.id = entry.id;
    this.settled = (options) => settled(entry, options);
    this.outcome = (withinMs, options) => outcomeWithin(entry, clock, withinMs, options);
    this.abort = () => admission.abort(entry);
    this.checkStatus = () => entry.send({ type: 'sale.checkStatus' });
    this.#entry = entry;
    this.#log = log;
  }

  get serviceId(): ServiceID {
    return this.#entry.state.serviceId;
  }

  get state(): TransactionState {
    return this.#entry.state;
  }

  get state$(): Stream<TransactionState> {
    return new SafeObservable(this.#entry.state$, this.#log, STATES_BUFFERED_MAX);
  }

  get display$(): Stream<DisplayProgress> {
    return new SafeObservable(this.#entry.progress.display$, this.#log);
  }

  get displayed(): readonly DisplayProgress[] {
    return this.#entry.progress.displayed;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<TransactionState, void, undefined> {
    return this.state$.values();
  }
}

/** The outcome, or that waiting will not bring it: the records are damaged. */
function end$(entry: TransactionEntry): Observable<Outcome | JournalError> {
  return entry.state$.pipe(
    map((state) => (isWaitedForInVain(state) ? corrupt(state.id, state.failure?.message ?? '') : state.outcome)),
    filter((end) => end !== undefined),
    take(1),
  );
}

/** Whether it is damaged, and no person is closing it. */
function isWaitedForInVain({ state, tags }: TransactionState): boolean {
  return state === 'damaged' && (tags.includes('needsAttention') || !tags.includes('outcomeUnknown'));
}

function settled(entry: TransactionEntry, options: WaitOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const signal = signalOf(options);
    const subscription = end$(entry).subscribe({
      next: (end) => (end instanceof JournalError ? reject(end) : resolve(end)),
      complete: () => reject(new ClosedError('the engine')),
    });
    const giveUp = () => {
      subscription.unsubscribe();
      reject(signal?.reason as Error); // changes nothing once an outcome was given
    };
    subscription.add(onAborted(signal, giveUp));
  });
}

async function outcomeWithin(
  entry: TransactionEntry,
  clock: Clock,
  withinMs: number,
  options: WaitOptions = {},
): Promise<Outcome | Unresolved> {
  if (!(withinMs >= 0)) {
    throw new InputError('ERR_INPUT_WITHIN', {
      path: 'withinMs',
      expected: 'milliseconds from 0',
      found: formatValue(withinMs),
    });
  }
  const signal = signalOf(options);
  return new Promise((resolve) => {
    const giveUp = () => {
      subscription.unsubscribe();
      resolve(unresolvedFrom(entry.state));
    };
    // A wait without an end needs no timer, and one beyond Node's longest would end at once.
    const timer = withinMs < TIMER_MS_MAX ? clock.setTimeout(giveUp, withinMs) : undefined;
    const subscription = end$(entry).subscribe({
      next: (end) => resolve(end instanceof JournalError ? unresolvedFrom(entry.state) : end),
      complete: () => resolve(unresolvedFrom(entry.state)), // changes nothing once an outcome was given
    });
    subscription.add(() => clock.clearTimeout(timer));
    subscription.add(onAborted(signal, giveUp));
  });
}
