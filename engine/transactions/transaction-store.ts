import { isDeepStrictEqual } from 'node:util';
import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import { inOrder } from '../runtime/in-order.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import type { TransactionEntry } from './transaction-entry.ts';
import type { TransactionState } from './transaction-state.ts';

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
  readonly #queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly #states = new Subject<TransactionState>();
  readonly #report = inOrder((state: TransactionState) => this.#states.next(state));
  readonly #unresolved = new BehaviorSubject<readonly TransactionState[]>([]);
  #unknown: readonly TransactionState[] = [];

  constructor(limits: { settledKeptMax: number }, queues: ReadonlyMap<POIID, TerminalQueue>) {
    this.#settledKeptMax = limits.settledKeptMax;
    this.#queues = queues;
  }

  /** Those whose outcome is unknown. */
  get unresolved(): readonly TransactionState[] {
    return this.#unknown;
  }

  /** The same list whenever it changes; hot, the current list first. */
  get unresolved$(): Observable<readonly TransactionState[]> {
    return this.#unresolved.asObservable();
  }

  /** Every state of every transaction, from now on. */
  get states$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  add(entry: TransactionEntry): void {
    this.#entries.set(entry.id, entry);
    this.#byServiceId.set(entry.state.serviceId, entry);
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

  /** Sets the new state of a transaction: every view is updated before it is reported. */
  update(entry: TransactionEntry, state: TransactionState): void {
    // What happens inside a state, as when the intent is stored, is no news.
    if (entry.isReported && isDeepStrictEqual(entry.state, state)) return;
    const queue = this.#queues.get(state.poiid);
    const unknownBefore = this.#unknown;
    // One that turns out to be in the journal has the ServiceID of its first run.
    if (state.serviceId !== entry.state.serviceId) this.#moveServiceId(entry, state.serviceId);
    entry.setState(state);
    this.#updateUnknown(state);
    if (state.state === 'settled') this.#keepSettled(entry);
    if (entry.isStarted) {
      if (state.tags.includes('outcomeUnknown')) queue?.send({ type: 'transaction.unknown', transaction: state.id });
      if (state.state === 'settled') queue?.send({ type: 'transaction.settled', transaction: state.id });
    }

    entry.publish();
    this.#report(state);
    if (this.#unknown !== unknownBefore) this.#unresolved.next(this.#unknown);
    queue?.publish();
  }

  close(): void {
    this.#unresolved.complete();
    this.#states.complete();
  }

  #moveServiceId(entry: TransactionEntry, serviceId: string): void {
    this.#byServiceId.delete(entry.state.serviceId);
    this.#byServiceId.set(serviceId, entry);
  }

  #updateUnknown(state: TransactionState): void {
    const others = this.#unknown.filter(({ id }) => id !== state.id);
    if (state.tags.includes('outcomeUnknown')) this.#unknown = [...others, state];
    else if (others.length < this.#unknown.length) this.#unknown = others;
  }

  #keepSettled(entry: TransactionEntry): void {
    if (!entry.isStarted) return;
    this.#settled.push(entry);
    const oldest = this.#settled.length > this.#settledKeptMax ? this.#settled.shift() : undefined;
    if (oldest !== undefined) this.drop(oldest);
  }
}
