import type { RingKey } from '../../crypto/key-ring.ts';
import type { Delivery } from '../wire/delivery.ts';
import type { Fault } from '../faults/faults.ts';
import type { WireObject } from '../messages/responses.ts';
import type { RequestHeader } from '../messages/request-reader.ts';

/** A request whose answer somebody waits for. */
export interface Exchange {
  readonly header: RequestHeader;
  readonly message: unknown;
  readonly key: RingKey | undefined;
  readonly fault: Fault | undefined;
  readonly deliver: (delivery: Delivery) => void;
}

/** The requests that wait for their answers, and the last answers that went out. */
export class Exchanges {
  readonly #waiting = new Map<number, Exchange>();
  /** Of each category, as it stood on the wire, oldest first. */
  readonly #sent = new Map<string, WireObject>();
  #count = 0;

  /** @returns what the exchange is called from now on */
  open(exchange: Exchange): number {
    this.#count += 1;
    this.#waiting.set(this.#count, exchange);
    return this.#count;
  }

  /** Nobody waits for it after this; `undefined` when nobody did. */
  close(name: number): Exchange | undefined {
    const exchange = this.#waiting.get(name);
    this.#waiting.delete(name);
    return exchange;
  }

  /** @returns those that waited */
  closeAll(): readonly Exchange[] {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    return waiting;
  }

  remember(category: string, answer: WireObject): void {
    this.#sent.delete(category);
    this.#sent.set(category, answer);
  }

  /** The last answer of the category, or of any. */
  previous(category: string): WireObject | undefined {
    return this.#sent.get(category) ?? [...this.#sent.values()].at(-1);
  }

  forget(): void {
    this.#sent.clear();
  }
}
