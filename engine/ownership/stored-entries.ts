import { isDeepStrictEqual } from 'node:util';
import type { Failure } from '../../protocol/faults.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import type { Damage } from '../journal/damage.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { acceptedOfDamaged, DamagedTransaction } from '../transactions/damaged-transaction.ts';
import type { ProcessDependencies } from '../transactions/running-transaction.ts';
import { acceptedOf, TransactionEntry, type AcceptedRequest } from '../transactions/transaction-entry.ts';
import { TransactionProcess } from '../transactions/transaction-process.ts';
import { storedState } from '../transactions/transaction-reducer.ts';

/** Makes transactions in memory of what the journal has: at a start, at a takeover, and when one is looked up. */
export class StoredEntries {
  readonly #process: ProcessDependencies;
  /** Those that were looked up while another engine runs them: one for each, however often that is done. */
  readonly #recalled = new Map<TransactionId, TransactionEntry>();

  constructor(process: ProcessDependencies) {
    this.#process = process;
  }

  /** @returns makes it go on: before that it is reported, and nothing of it is stored or asked */
  resume(stored: StoredTransaction): () => void {
    const entry = this.#entryFor(acceptedOf(stored.input));
    return entry === undefined ? () => {} : TransactionProcess.resume(this.#process, entry, stored);
  }

  quarantine(damage: Damage): void {
    const entry = this.#entryFor(acceptedOfDamaged(damage));
    if (entry !== undefined) DamagedTransaction.begin(this.#process, entry, damage);
  }

  /** The entry goes on as the journal has it. */
  takeUp(entry: TransactionEntry, stored: StoredTransaction | Damage): void {
    this.#recalled.delete(entry.id);
    if ('error' in stored) DamagedTransaction.begin(this.#process, entry, stored);
    else TransactionProcess.resume(this.#process, entry, stored)();
  }

  /** Another engine runs it: it is unknown here until that engine has settled it. */
  leaveElsewhere(entry: TransactionEntry, reason: Failure): void {
    const { store, follow } = this.#process;
    entry.isElsewhere = true;
    store.hold(entry, reason);
    entry.publish();
    follow?.(entry);
  }

  /** Loads a transaction of the journal for reading: one that is settled, or that another engine runs, whose end is read there. */
  recall(stored: StoredTransaction): TransactionEntry {
    const state = storedState(stored);
    const known = this.#recalled.get(stored.input.id);
    const entry = known ?? new TransactionEntry(acceptedOf(stored.input), state);
    entry.setState(state);
    entry.publish();
    if (known === undefined && state.state !== 'settled' && this.#process.store.isShared) {
      entry.isElsewhere = true;
      this.#recalled.set(entry.id, entry);
      this.#process.follow?.(entry);
    }
    return entry;
  }

  /**
   * That of the till that waits for it: it was let go, or is still looked up. One that is settled in memory stays so for whoever has its
   * handle. `undefined`: it runs.
   */
  #entryFor(accepted: AcceptedRequest): TransactionEntry | undefined {
    const { store } = this.#process;
    const known = store.get(accepted.id);
    if (known !== undefined && known.state.state !== 'settled') {
      if (known.isStarted && !known.isElsewhere) return undefined;
      if (known.isStarted || isDeepStrictEqual(known.accepted.request, accepted.request)) return known;
    }
    const entry = this.#recalled.get(accepted.id) ?? new TransactionEntry(accepted);
    this.#recalled.delete(accepted.id);
    store.add(entry);
    return entry;
  }
}
