import { Subject } from 'rxjs';
import type { TransactionProgress, TransactionState } from 'tenderline';
import type { TillConnection } from '../till/connect-till.ts';
import type { TillTransaction } from '../till/till-transaction.ts';

/** A transaction that is followed, or was. */
export interface Following {
  /** The last state that is known. */
  state: TransactionState;
  /** When nothing more is heard of it: it is settled, or the engine is closed. */
  readonly ended: Promise<void>;
}

/** The transactions that are followed to their settlement, each by one connection, however many callers wait for it. */
export class Followed {
  /** Each state of each of them. */
  readonly transactions$ = new Subject<TransactionState>();
  /** What their terminals displayed. */
  readonly display$ = new Subject<TransactionProgress>();
  readonly #open = new Map<string, Following & { readonly till: TillConnection }>();

  get(id: string): Following | undefined {
    return this.#open.get(id);
  }

  /** Follows a transaction that has begun. The connection ends with that. */
  add(till: TillConnection, transaction: TillTransaction, state: TransactionState): Following {
    const ended = Promise.withResolvers<void>();
    const following = { till, state, ended: ended.promise };
    this.#open.set(transaction.id, following);
    void this.#follow(transaction, following).finally(() => {
      this.#open.delete(transaction.id);
      till.close();
      ended.resolve();
    });
    return following;
  }

  close(): void {
    for (const { till } of this.#open.values()) till.close();
    this.transactions$.complete();
    this.display$.complete();
  }

  /** Never rejects: one that the cluster refuses now is looked for anew when it is asked for. */
  async #follow(transaction: TillTransaction, following: Following): Promise<void> {
    const displayed = new Set<string>();
    try {
      for await (const state of transaction) {
        following.state = state;
        this.#report(transaction, displayed);
        this.transactions$.next(state);
      }
    } catch {
      // Its last state stays what is known.
    }
  }

  /** What came late is in its place, and not at the end. */
  #report({ id, progress }: TillTransaction, displayed: Set<string>): void {
    for (const step of progress) {
      const text = JSON.stringify(step);
      if (displayed.has(text)) continue;
      displayed.add(text);
      this.display$.next({ transaction: id as TransactionProgress['transaction'], progress: step });
    }
  }
}
