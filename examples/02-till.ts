/**
 * A small till: it keeps its orders, shows how they stand, and leaves the money to the engine. What it must get right is
 * little: one id for one attempt to pay, and nothing shown as paid or not paid before the engine says so.
 */
import {
  createEngine,
  type Amount,
  type Engine,
  type EngineOptions,
  type Outcome,
  type Transaction,
  type Unresolved,
} from 'tenderline';

export interface Order {
  readonly id: string;
  readonly poiid: string;
  readonly amount: Amount;
  /** The order whose money is given back. */
  readonly refundOf?: string;
}

/** What the cashier sees of an order. */
export type Standing = 'paying' | 'paid' | 'partly paid' | 'given back' | 'not done' | 'unknown';

/** After so long without an outcome the cashier is told that nobody knows yet. */
const PATIENCE_MS = 60_000;

export class Till {
  readonly #engine: Engine;
  readonly #show: (order: string, outcome: Outcome | Unresolved) => void;
  readonly #standings = new Map<string, Standing>();

  private constructor(engine: Engine, show: (order: string, outcome: Outcome | Unresolved) => void) {
    this.#engine = engine;
    this.#show = show;
  }

  /** @param show called whenever an order stands in another way than before */
  static async open(
    options: EngineOptions,
    show: (order: string, outcome: Outcome | Unresolved) => void = () => undefined,
  ): Promise<Till> {
    return new Till(await createEngine(options), show);
  }

  pay({ id, poiid, amount }: Order): Promise<void> {
    if (this.standing(id) === 'paid') throw new Error(`${id} is paid`);
    // The same id is the same payment, also after a crash: it is sent once.
    return this.#follow(this.#engine.pay({ id, poiid, amount, reference: id }));
  }

  refund({ id, poiid, refundOf }: Order): Promise<void> {
    const original = refundOf === undefined ? {} : { transaction: refundOf };
    return this.#follow(this.#engine.refund({ id, poiid, reference: id, ...original }));
  }

  standing(order: string): Standing | undefined {
    return this.#standings.get(order);
  }

  unresolved() {
    return this.#engine.unresolved();
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #follow(transaction: Transaction): Promise<void> {
    this.#standings.set(transaction.id, 'paying');
    const soon = await transaction.outcome(PATIENCE_MS);
    this.#put(transaction.id, soon);
    if (soon.kind === 'unresolved') this.#put(transaction.id, await transaction.settled());
  }

  #put(order: string, outcome: Outcome | Unresolved): void {
    this.#standings.set(order, standingOf(outcome));
    this.#show(order, outcome);
  }
}

function standingOf({ kind, charged }: Outcome | Unresolved): Standing {
  if (charged === 'unknown') return 'unknown';
  if (kind === 'accepted') return 'given back';
  if (kind === 'partial') return 'partly paid';
  return charged === 'yes' ? 'paid' : 'not done';
}
