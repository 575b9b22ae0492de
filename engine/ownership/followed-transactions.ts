import { logEvent } from '../../adapters/logging/log-event.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { POIID } from '../../protocol/ids.ts';
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
  /** One id may stand in it twice: for the till that asked for that payment again, and for whoever looked it up. */
  readonly #followed = new Set<TransactionEntry>();
  /** Those of which it is not known whether there is news. */
  readonly #unread = new Set<TransactionEntry>();
  #position: number | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: FollowedDependencies) {
    this.#deps = deps;
  }

  add(entry: TransactionEntry): void {
    if (this.#followed.size === 0) this.#position = this.#deps.journal.position?.();
    this.#followed.add(entry);
    this.#unread.add(entry);
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
    for (const entry of this.#followed) if (entry.accepted.POIID === poiid) await this.#lookAt(entry);
  }

  /** The engine closes: nothing more of them is read. */
  close(): void {
    for (const entry of this.#followed) entry.close();
  }

  async #look(): Promise<void> {
    if (this.#followed.size === 0) return;
    await this.#readNews();
    for (const entry of this.#unread) await this.#lookAt(entry);
  }

  async #readNews(): Promise<void> {
    const { journal } = this.#deps;
    if (journal.readAfter === undefined || this.#position === undefined) {
      for (const entry of this.#followed) this.#unread.add(entry);
      return;
    }
    for await (const { position, record } of journal.readAfter(this.#position)) {
      this.#position = position;
      for (const entry of this.#followed) if (entry.id === record.transaction) this.#unread.add(entry);
    }
  }

  async #lookAt(entry: TransactionEntry): Promise<void> {
    this.#unread.delete(entry);
    try {
      const stored = entry.isElsewhere ? await lookUpTransaction(this.#deps.journal, entry.id) : undefined;
      // It may have been taken up meanwhile.
      if (!entry.isElsewhere) this.#followed.delete(entry);
      else if (stored !== undefined && hasEnded(stored)) {
        this.#followed.delete(entry);
        this.#deps.stored.takeUp(entry, stored);
      }
    } catch (error) {
      this.#unread.add(entry);
      throw error;
    }
  }
}
