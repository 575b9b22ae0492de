import { unresolvedFrom, type OverrideRequest, type TransactionState } from 'tenderline';
import { parseTransactionId } from 'tenderline/protocol';
import type { GatewayTransaction } from 'tenderline/gateway';
import { NO_TRANSACTION } from '../contracts.ts';
import { RefusedError } from '../till/call.ts';
import type { Ask } from './ask.ts';
import type { Followed, Following } from './followed.ts';
import type { TillConnection } from '../till/connect-till.ts';
import type { TillTransaction } from '../till/till-transaction.ts';

/** The transactions of the till: begun, found, and acted on. */
export class ClusterTransactions {
  readonly #ask: Ask;
  readonly #followed: Followed;

  constructor(ask: Ask, followed: Followed) {
    this.#ask = ask;
    this.#followed = followed;
  }

  /** Begins one: resolves when the cluster has it. @throws {InputError} what the cluster finds wrong with it */
  begin(start: (till: TillConnection) => TillTransaction): Promise<GatewayTransaction> {
    return this.#ask(async (till, keep) => {
      const transaction = start(till);
      const state = await firstState(transaction);
      // Nothing of it is followed, so that no other report of it comes. One that was settled before was reported then.
      if (transaction.isFree) this.#followed.transactions$.next(state);
      return this.#handle(this.#follow({ till, transaction, state, keep }));
    });
  }

  /** One that is followed. */
  known(id: string): GatewayTransaction | undefined {
    const following = this.#followed.get(id);
    return following && this.#handle(following);
  }

  /**
   * As the cluster has it now; `undefined` where there is none, and where its id is free, because it was refused before anything of it was sent.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTIONID`
   */
  async find(given: string): Promise<GatewayTransaction | undefined> {
    const id = parseTransactionId(given);
    return await this.#ask(async (till, keep) => {
      const transaction = till.find(id);
      const state = await firstState(transaction).catch(undefinedIfUnknown);
      if (state === undefined || transaction.isFree) return undefined;
      return this.#handle(this.#follow({ till, transaction, state, keep }));
    });
  }

  /**
   * Follows one that is open at a terminal. It may have ended since it was seen there: that is reported, too, as no other report of it comes.
   *
   * @returns whether it is one of this till
   */
  async takeUp(id: string): Promise<boolean> {
    if (this.#followed.get(id) !== undefined || this.#followed.hasEnded(id)) return true;
    const found = await this.find(id);
    if (found?.state.state === 'settled') this.#followed.transactions$.next(found.state);
    return found !== undefined;
  }

  override({ transaction: id, ...decision }: OverrideRequest): Promise<GatewayTransaction> {
    return this.#act(id, (transaction) => transaction.override(decision));
  }

  #follow({
    till,
    transaction,
    state,
    keep,
  }: {
    till: TillConnection;
    transaction: TillTransaction;
    state: TransactionState;
    keep: () => void;
  }): Following {
    if (state.state === 'settled') return { state, ended: Promise.resolve() };
    keep();
    return this.#followed.add(till, transaction, state);
  }

  #handle(following: Following): GatewayTransaction {
    const { id } = following.state;
    const act = async (does: (transaction: TillTransaction) => Promise<void>) => {
      const { state } = await this.#act(id, does);
      // What the follower has may be newer, but only when it is the end.
      if (following.state.state !== 'settled') following.state = state;
    };
    return {
      id,
      get state() {
        return following.state;
      },
      async outcome(withinMs, { signal } = {}) {
        await ended(following, withinMs, signal);
        return following.state.outcome ?? unresolvedFrom(following.state);
      },
      abort: () => act((transaction) => transaction.abort()),
      checkStatus: () => act((transaction) => transaction.checkStatus()),
    };
  }

  /** On a connection of its own: what the caller hears has failed is not done later. */
  async #act(given: string, does: (transaction: TillTransaction) => Promise<void>): Promise<GatewayTransaction> {
    const id = parseTransactionId(given);
    return await this.#ask(async (till, keep) => {
      const transaction = till.find(id);
      await does(transaction);
      const state = transaction.state ?? (await firstState(transaction));
      return this.#handle(this.#follow({ till, transaction, state, keep }));
    });
  }
}

/** The first state that the cluster has of it. @throws what is wrong with its request */
async function firstState(transaction: TillTransaction): Promise<TransactionState> {
  const first = await transaction[Symbol.asyncIterator]().next();
  // Closed while it was waited for: the caller was answered already.
  if (first.done === true) throw new RefusedError(503, 'the connection was closed');
  return first.value;
}

function undefinedIfUnknown(error: unknown): undefined {
  if (error instanceof RefusedError && error.status === 404 && error.message === NO_TRANSACTION) return undefined;
  throw error;
}

/** Until nothing more comes of it, the time is up, or the caller goes away. */
async function ended({ state, ended: end }: Following, withinMs: number, signal?: AbortSignal): Promise<void> {
  if (state.state === 'settled') return;
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, withinMs);
  const leave = () => over.resolve();
  if (signal?.aborted === true) leave();
  signal?.addEventListener('abort', leave, { once: true });
  await Promise.race([end, over.promise]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', leave);
}
