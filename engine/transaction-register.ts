import { BehaviorSubject, type Observable } from 'rxjs';
import type { TransactionId } from '../protocol/ids.ts';
import type { TransactionSlot } from './transaction-slot.ts';
import type { TransactionState } from './transaction-state.ts';

/** The transactions in memory: every one that is not settled, and those that were settled lately. */
export class TransactionRegister {
  readonly #slots = new Map<TransactionId, TransactionSlot>();
  /** The oldest first. */
  readonly #settled: TransactionSlot[] = [];
  readonly #settledKeptMax: number;
  readonly #unresolved = new BehaviorSubject<readonly TransactionState[]>([]);

  constructor(limits: { settledKeptMax: number }) {
    this.#settledKeptMax = limits.settledKeptMax;
  }

  get unresolved(): readonly TransactionState[] {
    return this.#unresolved.value;
  }

  get unresolved$(): Observable<readonly TransactionState[]> {
    return this.#unresolved.asObservable();
  }

  add(slot: TransactionSlot): void {
    this.#slots.set(slot.asked.id, slot);
  }

  get(id: TransactionId): TransactionSlot | undefined {
    return this.#slots.get(id);
  }

  all(): TransactionSlot[] {
    return [...this.#slots.values()];
  }

  findByServiceID(ServiceID: string | undefined): TransactionSlot | undefined {
    return this.all().find(({ state }) => state.serviceId === ServiceID);
  }

  holds(slot: TransactionSlot): boolean {
    return this.#slots.get(slot.asked.id) === slot;
  }

  /** Nothing of it was stored: its id is free. Another slot that took the id meanwhile stays. */
  drop(slot: TransactionSlot): void {
    if (this.holds(slot)) this.#slots.delete(slot.asked.id);
  }

  /**
   * It is unknown until its own first word, which comes when the restart is stored; then it is asked about.
   *
   * @param nextCheckAtMs when that is due if the journal works: epoch milliseconds
   */
  noteRecovered(slot: TransactionSlot, nextCheckAtMs: number): void {
    const others = this.#unresolved.value.filter(({ id }) => id !== slot.asked.id);
    this.#unresolved.next([...others, { ...slot.state, nextCheckAtMs }]);
  }

  /** A transaction with a mailbox has a new state. */
  note(slot: TransactionSlot, state: TransactionState): void {
    const others = this.#unresolved.value.filter(({ id }) => id !== state.id);
    if (state.tags.includes('outcomeUnknown')) this.#unresolved.next([...others, state]);
    else if (others.length < this.#unresolved.value.length) this.#unresolved.next(others);
    if (state.state !== 'settled') return;
    this.#settled.push(slot);
    const oldest = this.#settled.length > this.#settledKeptMax ? this.#settled.shift() : undefined;
    if (oldest !== undefined) this.drop(oldest);
  }

  close(): void {
    this.#unresolved.complete();
  }
}
