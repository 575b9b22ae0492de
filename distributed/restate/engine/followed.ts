import { isDeepStrictEqual } from 'node:util';
import { Subject } from 'rxjs';
import type { TransactionProgress, TransactionState } from 'tenderline';
import type { TillConnection } from '../till/connect-till.ts';
import type { TillTransaction } from '../till/till-transaction.ts';

const ENDED_MAX = 1000;

/** A transaction that is followed, or was. */
export interface Following {
  /** The last state that is known. */
  state: TransactionState;
  /** When nothing more comes of it: it is settled, or the engine is closed. */
  readonly ended: Promise<void>;
}

interface OpenFollowing extends Following {
  /** The newest connection: what came by an older one is of the past. */
  till: TillConnection;
  readonly end: () => void;
  /** Of the state: what is older is not taken. */
  version: number;
  reported?: TransactionState;
  readonly displayed: Set<string>;
}

/** The transactions that are followed to their settlement, each by one connection, however many callers wait for it. */
export class Followed {
  /** Each state of each of them. */
  readonly transactions$ = new Subject<TransactionState>();
  /** What their terminals displayed. */
  readonly display$ = new Subject<TransactionProgress>();
  readonly #open = new Map<string, OpenFollowing>();
  /** Those that were settled last: the lists of the terminals may still have them. */
  readonly #ended = new Set<string>();

  get(id: string): Following | undefined {
    return this.#open.get(id);
  }

  /** Whether its end was reported. */
  hasEnded(id: string): boolean {
    return this.#ended.has(id);
  }

  /** Follows a transaction that is open, by this connection from now on. It ends with that. */
  add(till: TillConnection, transaction: TillTransaction, state: TransactionState): Following {
    const known = this.#open.get(transaction.id);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const version = transaction.version ?? 0;
    const following = known ?? { till, state, version, ended, end, displayed: new Set() };
    if (known !== undefined) {
      known.till.close();
      known.till = till;
      if (version > known.version) Object.assign(known, { state, version });
    }
    this.#open.set(transaction.id, following);
    void this.#follow(till, transaction, following);
    return following;
  }

  close(): void {
    for (const { till } of this.#open.values()) till.close();
    this.transactions$.complete();
    this.display$.complete();
  }

  /** Never rejects: one that the cluster refuses now is looked for anew when it is asked for. */
  async #follow(till: TillConnection, transaction: TillTransaction, following: OpenFollowing): Promise<void> {
    try {
      for await (const state of transaction) {
        if (following.till !== till) return;
        const { version = 0 } = transaction;
        if (version < following.version) continue;
        Object.assign(following, { state, version });
        this.#report(transaction, state, following);
      }
    } catch {
      // Its last state stays what is known.
    }
    if (following.till !== till) return;
    this.#open.delete(transaction.id);
    if (following.state.state === 'settled') this.#noteEnded(transaction.id);
    till.close();
    following.end();
  }

  #noteEnded(id: string): void {
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (this.#ended.size > ENDED_MAX && oldest !== undefined) this.#ended.delete(oldest);
  }

  #report({ id, progress }: TillTransaction, state: TransactionState, following: OpenFollowing): void {
    // What came late is in its place, and not at the end.
    for (const step of progress) {
      const text = JSON.stringify(step);
      if (following.displayed.has(text)) continue;
      following.displayed.add(text);
      this.display$.next({ transaction: id as TransactionProgress['transaction'], progress: step });
    }
    if (isDeepStrictEqual(following.reported, state)) return;
    following.reported = state;
    this.transactions$.next(state);
  }
}
