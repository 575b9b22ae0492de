import { logEvent } from '../../adapters/logging/log-event.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import { lookUpTransaction } from '../journal/stored-transactions.ts';
import { describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { TransactionEntry } from '../transactions/transaction-entry.ts';
import { hasEnded } from '../transactions/transaction-reducer.ts';
import type { StoredEntries } from './stored-entries.ts';

export interface FollowedDependencies {
  readonly journal: Pick<SharedJournal, 'read' | 'readOpen' | 'readAfter' | 'position'>;
  readonly stored: Pick<StoredEntries, 'takeUp'>;
  readonly log: Logger;
}

/**
 * Transactions that another engine has: they were let go here, or a till asked for one by its id. Nothing of them is sent, asked or stored
 * here; that the other engine has settled one is read in the journal.
 */
export class FollowedTransactions {
  readonly #deps: FollowedDependencies;
  readonly #followed = new Map<TransactionId, TransactionEntry>();
  /** Those of which it is not known whether there is news. */
  readonly #unread = new Set<TransactionId>();
  #position: number | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: FollowedDependencies) {
    this.#deps = deps;
  }

  add(entry: TransactionEntry): void {
    if (this.#followed.size === 0) this.#position = this.#deps.journal.position?.();
    this.#followed.set(entry.id, entry);
    this.#unread.add(entry.id);
  }

  /** Looks what became of them, where there is news. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => logEvent(this.#deps.log, 'journal.notRead', { error: describeError(error) }))
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Looks at those of a terminal that was taken. @throws {JournalError} */
  async lookAt(poiid: POIID): Promise<void> {
    for (const entry of this.#followed.values()) if (entry.accepted.POIID === poiid) await this.#lookAt(entry);
  }

  async #look(): Promise<void> {
    if (this.#followed.size === 0) return;
    await this.#readNews();
    for (const id of this.#unread) {
      const entry = this.#followed.get(id);
      if (entry === undefined) this.#unread.delete(id);
      else await this.#lookAt(entry);
    }
  }

  async #readNews(): Promise<void> {
    const { journal } = this.#deps;
    if (journal.readAfter === undefined || this.#position === undefined) {
      for (const id of this.#followed.keys()) this.#unread.add(id);
      return;
    }
    for await (const { position, record } of journal.readAfter(this.#position)) {
      this.#position = position;
      if (this.#followed.has(record.transaction)) this.#unread.add(record.transaction);
    }
  }

  async #lookAt(entry: TransactionEntry): Promise<void> {
    const { id } = entry;
    this.#unread.delete(id);
    try {
      const stored = entry.isElsewhere ? await lookUpTransaction(this.#deps.journal, id) : undefined;
      // It may have been taken up meanwhile.
      if (!entry.isElsewhere) this.#followed.delete(id);
      else if (stored !== undefined && hasEnded(stored)) {
        this.#followed.delete(id);
        this.#deps.stored.takeUp(entry, stored);
      }
    } catch (error) {
      this.#unread.add(id);
      throw error;
    }
  }
}
