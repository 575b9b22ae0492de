import { filter, map, type Observable } from 'rxjs';
import type { Clock } from '../adapters/ports/clock.port.ts';
import { ClosedError } from '../errors.ts';
import type { ServiceID, TransactionId } from '../protocol/ids.ts';
import type { Failure } from '../protocol/faults.ts';
import type { Outcome } from '../protocol/outcome.ts';
import type { Mailbox } from './mailbox.ts';
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
   * The outcome, once it is known: an unknown is waited for, however long it takes.
   *
   * @throws {ClosedError} `ERR_CLOSED` when the engine closes first: the outcome is known after the next start
   */
  settled(): Promise<Outcome>;
  /** The outcome, or `unresolved` when it is not known within that many milliseconds. Never rejects. */
  outcome(withinMs: number): Promise<Outcome | Unresolved>;
  /**
   * Asks the terminal to stop. It says nothing of the money: the shopper may have been faster, and an approval stays an
   * approval. Wait for the outcome; its `abortRequested` tells that this was asked for. May be asked again.
   */
  abort(): void;
  /** While the outcome is unknown: asks the terminal now instead of at the next check. */
  checkStatus(): void;
}

export function transactionHandle(mailbox: Mailbox, clock: Clock): Transaction {
  return {
    id: mailbox.state.id,
    serviceId: mailbox.state.serviceId,
    get state() {
      return mailbox.state;
    },
    get state$() {
      return mailbox.state$;
    },
    settled: () => settled(mailbox),
    outcome: (withinMs) => outcomeWithin(mailbox, clock, withinMs),
    abort: () => mailbox.deliver({ type: 'sale.abort' }),
    checkStatus: () => mailbox.deliver({ type: 'sale.checkStatus' }),
  };
}

function outcome$(mailbox: Mailbox): Observable<Outcome> {
  return mailbox.state$.pipe(
    map((state) => state.outcome),
    filter((outcome) => outcome !== undefined),
  );
}

function settled(mailbox: Mailbox): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    outcome$(mailbox).subscribe({ next: resolve, complete: () => reject(new ClosedError('the engine')) });
  });
}

function outcomeWithin(mailbox: Mailbox, clock: Clock, withinMs: number): Promise<Outcome | Unresolved> {
  return new Promise((resolve) => {
    const giveUp = () => {
      subscription.unsubscribe();
      resolve(unresolved(mailbox.state));
    };
    const timer = clock.setTimeout(giveUp, withinMs);
    const subscription = outcome$(mailbox).subscribe({
      next: resolve,
      complete: () => {
        clock.clearTimeout(timer);
        resolve(unresolved(mailbox.state)); // changes nothing once an outcome was given
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
