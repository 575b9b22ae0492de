import {
  ClosedError,
  unresolvedFrom,
  type DisplayProgress,
  type JsonObject,
  type OverrideRequest,
  type TransactionState,
  type Unresolved,
} from 'tenderline';
import { progressOf } from 'tenderline/runtime';
import type { Act, View } from '../contracts.ts';
import { call, type TillConnectionOptions } from './call.ts';

type Outcome = NonNullable<TransactionState['outcome']>;

/** One transaction, from the till's side: as that of an engine. `for await (const state of transaction)` reads each state as it changes. */
export interface TillTransaction extends AsyncIterable<TransactionState> {
  readonly id: string;
  /** The last state that was heard of; `undefined` before the first. */
  readonly state: TransactionState | undefined;
  /**
   * Resolves with the outcome once it is known, however long an unknown one takes.
   *
   * @throws {InputError} the request is wrong: nothing of it was sent
   * @throws {RefusedError} the till is not known, or the transaction is not its own
   * @throws {ClosedError} the connection was closed first: the outcome is known after `find`
   */
  settled(): Promise<Outcome>;
  /** The same; `unresolved` when it is not known in time: the money may or may not be taken. Throws as `settled` does. */
  outcome(withinMs: number): Promise<Outcome | Unresolved>;
  /** The till withdraws it: what has not left is not sent, what has is aborted at the terminal. */
  abort(): Promise<void>;
  /** Asks the terminal now. */
  checkStatus(): Promise<void>;
  /** A person decides about an unknown outcome, on record. @throws {InputError} `ERR_INPUT_OVERRIDE` */
  override(decision: Omit<OverrideRequest, 'transaction'>): Promise<void>;
  /** Its events, the first first. */
  history(): Promise<readonly JsonObject[]>;
  /** Grows with every change of the state; `undefined` before the first. */
  readonly version: number | undefined;
  /** It was refused, and nothing of it was sent: the same request may be made again under its id. */
  readonly isFree: boolean;
  /** Results that came after the settlement and say something else. */
  readonly late: readonly JsonObject[];
  /**
   * What the terminal displays to the shopper, in its own order, up to the settlement; `find` it again for what came after that. Empty without a
   * listener. It informs, and decides nothing.
   */
  readonly progress: readonly DisplayProgress[];
}

/** How the transaction is begun, or found: the first version of it. */
export type FirstView = (closed: AbortSignal) => Promise<View>;

/** Follows a transaction from its first version to its settlement. */
export function followTransaction(
  id: string,
  connection: TillConnectionOptions,
  first: FirstView,
  closed: AbortSignal,
  onView: (view: View) => void,
): TillTransaction {
  let view: View | undefined;
  let changed = Promise.withResolvers<void>();
  const about = { transaction: id };

  function take(next: View): void {
    if (view !== undefined && next.version <= view.version) return;
    view = next;
    onView(next);
    const { resolve } = changed;
    changed = Promise.withResolvers();
    resolve();
  }

  async function follow(): Promise<Outcome> {
    take(await first(closed));
    for (;;) {
      if (view?.state.outcome !== undefined) return view.state.outcome;
      take(await call<View>(connection, 'next', { ...about, since: view?.version ?? 0 }, closed));
    }
  }
  const ended = follow();
  ended.catch(() => {}); // whoever waits for it hears of it

  const act = async (given: Act): Promise<void> => {
    take(await call<View>(connection, 'act', { ...about, act: given }, closed, true));
  };

  return {
    id,
    get state() {
      return view?.state;
    },
    get version() {
      return view?.version;
    },
    get isFree() {
      return view?.isFree === true;
    },
    get late() {
      return view?.late ?? [];
    },
    get progress() {
      return progressOf(view?.displayed ?? []);
    },
    settled: () => ended,
    async outcome(withinMs) {
      const timer = Promise.withResolvers<'overdue'>();
      const timeout = setTimeout(() => timer.resolve('overdue'), withinMs);
      const result = await Promise.race([ended, timer.promise]).finally(() => clearTimeout(timeout));
      if (result !== 'overdue') return result;
      if (view !== undefined) return unresolvedFrom(view.state);
      // The engine was not reached: it may have the request all the same.
      return { kind: 'unresolved', charged: 'unknown', state: 'queued' };
    },
    abort: () => act({ do: 'abort' }),
    checkStatus: () => act({ do: 'check' }),
    override: ({ by, reason, outcome }) => act({ do: 'override', by, reason, outcome }),
    history: () => call(connection, 'events', about, closed),
    async *[Symbol.asyncIterator]() {
      let seen = 0;
      const over = ended.catch((error: unknown) => {
        if (!(error instanceof ClosedError)) throw error;
      });
      for (;;) {
        const next = changed.promise;
        if (view !== undefined && view.version > seen) {
          seen = view.version;
          yield view.state;
          if (view.state.outcome !== undefined) return;
        } else {
          await Promise.race([next, over]);
          if (closed.aborted) return;
        }
      }
    },
  };
}
