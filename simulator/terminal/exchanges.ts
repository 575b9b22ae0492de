import type { RingKey } from '../../crypto/key-ring.ts';
import type { Fault } from '../faults/faults.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { Delivery } from '../wire/delivery.ts';

/** A request that waits for its answer. */
export interface Exchange {
  readonly header: RequestHeader;
  readonly message: unknown;
  /** The key that the request was sealed with; `undefined`: it came in the clear. */
  readonly key: RingKey | undefined;
  readonly fault: Fault | undefined;
  readonly deliver: (delivery: Delivery) => void;
}

/** The requests that wait for their answers, and the last answers that were sent. */
export class Exchanges {
  readonly #waiting = new Map<number, Exchange>();
  /** The last answer of each category, as it was on the wire, oldest first. */
  readonly #sent = new Map<string, WireObject>();
  #count = 0;

  /** @returns the number that identifies the exchange */
  open(exchange: Exchange): number {
    this.#count += 1;
    this.#waiting.set(this.#count, exchange);
    return this.#count;
  }

  /** Removes an exchange; `undefined` when it does not wait any more. */
  close(id: number): Exchange | undefined {
    const exchange = this.#waiting.get(id);
    this.#waiting.delete(id);
    return exchange;
  }

  /** @returns the exchanges that waited */
  closeAll(): readonly Exchange[] {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    return waiting;
  }

  remember(category: string, answer: WireObject): void {
    this.#sent.delete(category);
    this.#sent.set(category, answer);
  }

  /** The last answer of the category, or of any category. */
  previous(category: string): WireObject | undefined {
    return this.#sent.get(category) ?? [...this.#sent.values()].at(-1);
  }

  forget(): void {
    this.#sent.clear();
  }
}
