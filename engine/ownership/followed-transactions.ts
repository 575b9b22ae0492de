import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { POIID } from '../../protocol/ids.ts';
import { lookUpTransaction } from '../journal/stored-transactions.ts';
import { describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { TransactionEntry } from '../transactions/transaction-entry.ts';
import type { UnmatchedResponses } from '../transactions/unmatched-responses.ts';
import { hasEnded } from '../transactions/transaction-reducer.ts';
import type { StoredEntries } from './stored-entries.ts';

export interface FollowedDependencies {
  readonly journal: Pick<SharedJournal, 'read' | 'readOpen' | 'readAfter' | 'position'>;
  readonly stored: Pick<StoredEntries, 'takeUp'>;
  readonly unmatched: Pick<UnmatchedResponses, 'noteAfterwards'>;
  readonly clock: Pick<Clock, 'upMs'>;
  readonly log: Logger;
}

/**
 * How long the other engine has to store an end before an answer that came here is raised, in milliseconds: it asks the terminal,
 * and learns the same, within seconds.
 */
const HELD_MS = 30_000;

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
  /** Those of which the terminal said something here since they were let go, and since when. */
  readonly #heldSince = new Map<TransactionEntry, number>();
  #position: number | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: FollowedDependencies) {
    this.#deps = deps;
  }

  add(entry: TransactionEntry): void {
    if (this.#followed.size === 0) this.#position = this.#deps.journal.position?.();
    this.#followed.add(entry);
    entry.isFollowed = true;
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
    for (const entry of this.#followed) {
      this.#raise(entry);
      entry.close();
    }
  }

  async #look(): Promise<void> {
    if (this.#followed.size === 0) return;
    try {
      await this.#readNews();
    } finally {
      // Also when that throws: what is damaged is thrown when the rest has been read.
      await this.#lookAtUnread();
    }
  }

  async #lookAtUnread(): Promise<void> {
    try {
      for (const entry of this.#unread) await this.#lookAt(entry);
    } finally {
      for (const entry of this.#followed) if (this.#isOverdue(entry)) this.#raise(entry);
    }
  }

  #isOverdue(entry: TransactionEntry): boolean {
    if (!entry.hasUnheard) return false;
    const nowMs = this.#deps.clock.upMs();
    const sinceMs = this.#heldSince.get(entry) ?? nowMs;
    this.#heldSince.set(entry, sinceMs);
    return nowMs - sinceMs >= HELD_MS;
  }

  /** What the terminal said here, and what was compared with no end, is for a person. */
  #raise(entry: TransactionEntry): void {
    this.#heldSince.delete(entry);
    for (const payload of entry.takeUnheard()) this.#deps.unmatched.noteAfterwards(entry.id, payload, undefined);
  }

  #forget(entry: TransactionEntry): void {
    this.#followed.delete(entry);
    entry.isFollowed = false;
    this.#heldSince.delete(entry);
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
      if (!entry.isElsewhere) this.#forget(entry);
      else if (stored !== undefined && hasEnded(stored)) {
        this.#forget(entry);
        this.#deps.stored.takeUp(entry, stored);
      }
    } catch (error) {
      this.#unread.add(entry);
      throw error;
    }
  }
}
