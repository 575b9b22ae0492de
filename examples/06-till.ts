/**
 * A small till: it keeps its orders, shows their status, and leaves the money to the engine. What it must get right is little: one id
 * for one attempt to pay, and nothing shown as paid or not paid before the engine says so.
 */
import { createEngine, type Amount, type Engine, type EngineOptions } from 'tenderline';
import type { Outcome, Transaction, Unresolved } from 'tenderline';

export interface Order {
  readonly id: string;
  readonly poiid: string;
  readonly amount: Amount;
  /** The order whose money is given back. */
  readonly refundOf?: string;
}

/** What the cashier sees of an order. */
export type OrderStatus = 'paying' | 'paid' | 'partly paid' | 'given back' | 'not done' | 'unknown';

type Show = (order: string, result: Outcome | Unresolved) => void;

const PATIENCE_MS = 60_000; // after so long the cashier sees that the outcome is not known yet

export class Till {
  readonly #engine: Engine;
  readonly #show: Show;
  readonly #statuses = new Map<string, OrderStatus>();

  private constructor(engine: Engine, show: Show) {
    this.#engine = engine;
    this.#show = show;
  }

  /** @param show called whenever the status of an order changes */
  static async open(options: EngineOptions, show: Show = () => undefined): Promise<Till> {
    return new Till(await createEngine(options), show);
  }

  pay({ id, poiid, amount }: Order): Promise<void> {
    if (this.status(id) === 'paid') throw new Error(`${id} is paid`);
    // The same id is the same payment, also after a crash: it is sent once.
    return this.#follow(this.#engine.pay({ id, poiid, amount, reference: id }));
  }

  refund({ id, poiid, refundOf }: Order): Promise<void> {
    if (refundOf === undefined) throw new Error(`${id} names no order to refund`);
    return this.#follow(this.#engine.refund({ id, poiid, reference: id, transaction: refundOf }));
  }

  status(order: string): OrderStatus | undefined {
    return this.#statuses.get(order);
  }

  unresolved() {
    return this.#engine.unresolved();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #follow(transaction: Transaction): Promise<void> {
    this.#statuses.set(transaction.id, 'paying');
    const soon = await transaction.outcome(PATIENCE_MS);
    this.#put(transaction.id, soon);
    if (soon.kind === 'unresolved') this.#put(transaction.id, await transaction.settled());
  }

  #put(order: string, outcome: Outcome | Unresolved): void {
    this.#statuses.set(order, statusOf(outcome));
    this.#show(order, outcome);
  }
}

function statusOf({ kind, charged }: Outcome | Unresolved): OrderStatus {
  if (charged === 'unknown') return 'unknown';
  if (kind === 'accepted') return 'given back';
  if (kind === 'partial') return 'partly paid';
  return charged === 'yes' ? 'paid' : 'not done';
}
