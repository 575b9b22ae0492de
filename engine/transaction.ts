import { filter, map, type Observable } from 'rxjs';
import type { Clock } from '../adapters/ports/clock.port.ts';
import { ClosedError, InputError, formatValue } from '../errors.ts';
import type { ServiceID, TransactionId } from '../protocol/ids.ts';
import type { Failure } from '../protocol/faults.ts';
import type { Outcome } from '../protocol/outcome.ts';
import type { DisplayProgress } from './display.ts';
import { HarmlessObservable } from './harmless.ts';
import type { Logger } from './logging.ts';
import type { TransactionSlot } from './transaction-slot.ts';
import type { TransactionState } from './transaction-state.ts';

/** What is said of a transaction whose outcome is not known in time: the money may or may not be taken. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly charged: 'unknown';
  readonly state: TransactionState['state'];
  readonly failure?: Failure;
  /** When the terminal is asked next, in epoch milliseconds. */
  readonly nextCheckAtMs?: number;
}

/** One transaction, from the till's side. Handles are cheap views: closing over one keeps nothing alive. */
export interface Transaction {
  readonly id: TransactionId;
  /** Of the request on the wire: what the terminal and the logs call it. */
  readonly serviceId: ServiceID;
  /** Where it stands now. */
  readonly state: TransactionState;
  /** Hot, the current state first; completes with the settled one, or when the engine closes. Never an error. */
  readonly state$: Observable<TransactionState>;
  /**
   * What the shopper does on the terminal, as far as its notifications tell (none without a listener): hot, the current value
   * first, never backwards, never an error. Completes `limits.displayGraceMs` after the settlement. It never says how it ended.
   */
  readonly display$: Observable<DisplayProgress>;
  /**
   * The outcome, once it is known: an unknown is waited for, however long it takes.
   *
   * @throws {ClosedError} `ERR_CLOSED` when the engine closes first: the outcome is known after the next start
   */
  settled(): Promise<Outcome>;
  /**
   * The outcome, or `unresolved` when it is not known within that many milliseconds (0 or more; `Infinity` waits for ever).
   * Never rejects but for a mistake in the call.
   *
   * @throws {InputError} `ERR_INPUT_WITHIN`
   */
  outcome(withinMs: number): Promise<Outcome | Unresolved>;
  /**
   * Asks the terminal to stop. It says nothing of the money: the shopper may have been faster, and an approval stays an
   * approval. Wait for the outcome; its `abortRequested` tells that this was asked for. May be asked again.
   */
  abort(): void;
  /** While the outcome is unknown: asks the terminal now instead of at the next check. */
  checkStatus(): void;
}

export function transactionHandle(slot: TransactionSlot, clock: Clock, log: Logger): Transaction {
  return {
    id: slot.asked.id,
    get serviceId() {
      return slot.state.serviceId;
    },
    get state() {
      return slot.state;
    },
    get state$() {
      return new HarmlessObservable(slot.state$, log);
    },
    get display$() {
      return new HarmlessObservable(slot.display.display$, log);
    },
    settled: () => settled(slot),
    outcome: (withinMs) => outcomeWithin(slot, clock, withinMs),
    abort: () => slot.deliver({ type: 'sale.abort' }),
    checkStatus: () => slot.deliver({ type: 'sale.checkStatus' }),
  };
}

/** The longest wait of a Node.js timer. */
const TIMER_MS_MAX = 2_147_483_647;

function outcome$(slot: TransactionSlot): Observable<Outcome> {
  return slot.state$.pipe(
    map((state) => state.outcome),
    filter((outcome) => outcome !== undefined),
  );
}

function settled(slot: TransactionSlot): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    outcome$(slot).subscribe({ next: resolve, complete: () => reject(new ClosedError('the engine')) });
  });
}

async function outcomeWithin(slot: TransactionSlot, clock: Clock, withinMs: number): Promise<Outcome | Unresolved> {
  if (!(withinMs >= 0)) {
    throw new InputError('ERR_INPUT_WITHIN', `withinMs: expected milliseconds from 0, found ${formatValue(withinMs)}`);
  }
  return new Promise((resolve) => {
    // A wait without an end needs no timer, and one beyond Node's longest would end at once.
    const timed = withinMs < TIMER_MS_MAX;
    const giveUp = () => {
      subscription.unsubscribe();
      resolve(unresolved(slot.state));
    };
    const timer = timed ? clock.setTimeout(giveUp, withinMs) : undefined;
    const subscription = outcome$(slot).subscribe({
      next: resolve,
      complete: () => {
        clock.clearTimeout(timer);
        resolve(unresolved(slot.state)); // changes nothing once an outcome was given
      },
    });
  });
}

function unresolved({ state, failure, nextCheckAtMs }: TransactionState): Unresolved {
  return {
    kind: 'unresolved',
    charged: 'unknown',
    state,
    ...(failure !== undefined && { failure }),
    ...(nextCheckAtMs !== undefined && { nextCheckAtMs }),
  };
}
