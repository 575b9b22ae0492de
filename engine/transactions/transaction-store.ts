import { isDeepStrictEqual } from 'node:util';
import { Observable, Subject } from 'rxjs';
import type { Failure } from '../../protocol/faults.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import { inOrder } from '../runtime/in-order.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import type { TransactionEntry } from './transaction-entry.ts';
import { heldState, type TransactionState } from './transaction-state.ts';

/**
 * The transactions in memory: every one that is not settled, and those settled recently. The only writer of their states: each
 * view (by id, unknown outcomes, the terminal's queue) is updated first, and only then is the state reported.
 */
export class TransactionStore {
  readonly #entries = new Map<TransactionId, TransactionEntry>();
  readonly #byServiceId = new Map<string, TransactionEntry>();
  /** The oldest first. */
  readonly #settled: TransactionEntry[] = [];
  readonly #settledKeptMax: number;
  /** Whether other engines store in the same journal. */
  readonly isShared: boolean;
  readonly #queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly #states = new Subject<TransactionState>();
  readonly #report = inOrder((state: TransactionState) => this.#states.next(state));
  readonly #unresolved = new Subject<readonly TransactionState[]>();
  /** In the order in which they changed last. */
  readonly #unknown = new Map<TransactionId, TransactionState>();
  /** The same as a list, made when it is asked for: a start with thousands changes it as often. */
  #unknownList: readonly TransactionState[] | undefined = [];

  constructor(limits: { settledKeptMax: number }, queues: ReadonlyMap<POIID, TerminalQueue>, isShared = false) {
    this.#settledKeptMax = limits.settledKeptMax;
    this.isShared = isShared;
    this.#queues = queues;
  }

  /** Those whose outcome is unknown. */
  get unresolved(): readonly TransactionState[] {
    this.#unknownList ??= [...this.#unknown.values()];
    return this.#unknownList;
  }

  /** The same list whenever it changes; hot, the current list first. */
  get unresolved$(): Observable<readonly TransactionState[]> {
    return new Observable((subscriber) => {
      const subscription = this.#unresolved.subscribe(subscriber);
      subscriber.next(this.unresolved);
      return subscription;
    });
  }

  /** Every state of every transaction, from now on. */
  get states$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  add(entry: TransactionEntry): void {
    this.#entries.set(entry.id, entry);
    if (entry.state.serviceId !== '') this.#byServiceId.set(entry.state.serviceId, entry);
  }

  get(id: TransactionId): TransactionEntry | undefined {
    return this.#entries.get(id);
  }

  all(): TransactionEntry[] {
    return [...this.#entries.values()];
  }

  findByServiceId(ServiceID: string | undefined): TransactionEntry | undefined {
    return ServiceID === undefined ? undefined : this.#byServiceId.get(ServiceID);
  }

  /** Forgets an entry, so that its id is free; another entry that took the id meanwhile stays. */
  drop(entry: TransactionEntry): void {
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
    if (this.#byServiceId.get(entry.state.serviceId) === entry) this.#byServiceId.delete(entry.state.serviceId);
  }

  /**
   * Forgets one that has ended unsent, and of whose end the journal has nothing. Where engines share the journal another one may make that
   * payment under the same id, or has already: this one must not go on saying that it was not processed.
   */
  forgetUnstored(entry: TransactionEntry): void {
    if (!this.isShared) return;
    this.drop(entry);
    entry.progress.close();
  }

  /** It has ended unsent. @param stored whether the journal has that, in the end */
  async whileStored(entry: TransactionEntry, stored: Promise<boolean>): Promise<void> {
    let isStored = false;
    try {
      isStored = await stored;
    } finally {
      entry.isBeingStored = false;
      if (!isStored) this.forgetUnstored(entry);
    }
  }

  /** Sets the new state of a transaction: every view is updated before it is reported. */
  update(entry: TransactionEntry, state: TransactionState): void {
    // What happens inside a state, as when the intent is stored, is no news.
    if (entry.isReported && isDeepStrictEqual(entry.state, state)) return;
    const queues = this.#queuesOf(state.poiid);
    // One that turns out to be in the journal has the ServiceID of its first run.
    if (state.serviceId !== entry.state.serviceId) this.#moveServiceId(entry, state.serviceId);
    entry.setState(state);
    const isUnknownChanged = this.#updateUnknown(state);
    if (state.state === 'settled') this.#keepSettled(entry);
    if (entry.isStarted) {
      const { id: transaction, tags } = state;
      for (const queue of queues) {
        if (tags.includes('outcomeUnknown')) queue.send({ type: 'transaction.unknown', transaction });
        if (state.state === 'settled') queue.send({ type: 'transaction.settled', transaction });
      }
    }

    entry.publish();
    this.#report(state);
    if (isUnknownChanged) this.#reportUnknown();
    for (const queue of queues) queue.publish();
  }

  /**
   * Lists a transaction as unknown while the disk does not take what happened to it. That is no new state of it: its state is what the
   * journal has.
   */
  hold(entry: TransactionEntry, reason: Failure): void {
    const state = heldState(entry.state, reason);
    entry.setState(state);
    this.#updateUnknown(state);
    for (const queue of this.#queuesOf(state.poiid)) {
      queue.send({ type: 'transaction.unknown', transaction: state.id });
      queue.publish();
    }
    this.#reportUnknown();
  }

  /** A terminal that comes while the engine runs: what is unknown on it, or may be, keeps it from the start. */
  introduce(queue: TerminalQueue): void {
    for (const { id: transaction, poiid } of this.unresolved) {
      if (poiid !== queue.poiid && String(poiid) !== '') continue;
      queue.send({ type: 'transaction.unknown', transaction });
      this.#entries.get(transaction)?.send({ type: 'sale.checkStatus' });
    }
    queue.publish();
  }

  close(): void {
    this.#unresolved.complete();
    this.#states.complete();
  }

  /** A damaged transaction whose terminal is not known may be on any of them. */
  #queuesOf(poiid: POIID | ''): readonly TerminalQueue[] {
    if (poiid === '') return [...this.#queues.values()];
    const queue = this.#queues.get(poiid);
    return queue === undefined ? [] : [queue];
  }

  #moveServiceId(entry: TransactionEntry, serviceId: string): void {
    this.#byServiceId.delete(entry.state.serviceId);
    this.#byServiceId.set(serviceId, entry);
  }

  /** @returns whether the list is another one now */
  #updateUnknown(state: TransactionState): boolean {
    const isUnknown = state.tags.includes('outcomeUnknown');
    const isChanged = this.#unknown.delete(state.id) || isUnknown;
    if (isUnknown) this.#unknown.set(state.id, state);
    if (isChanged) this.#unknownList = undefined;
    return isChanged;
  }

  #reportUnknown(): void {
    if (this.#unresolved.observed) this.#unresolved.next(this.unresolved);
  }

  #keepSettled(entry: TransactionEntry): void {
    if (!entry.isStarted) return;
    this.#settled.push(entry);
    // One that the journal does not show as settled yet would be taken up from there as if its process had died.
    const at = this.#settled.findIndex(({ isBeingStored }) => !isBeingStored);
    const [oldest] = this.#settled.length > this.#settledKeptMax && at !== -1 ? this.#settled.splice(at, 1) : [];
    if (oldest !== undefined) this.drop(oldest);
  }
}
