import type { Clock } from '../../adapters/ports/clock.port.ts';

/** How many keys are remembered: the one that was seen longest ago makes room, which forgives it. */
const KEYS_MAX = 1000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** A number of requests a second for each key, with as many again at once: a token bucket. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #clock: Pick<Clock, 'upMs'>;
  /** The least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, clock: Pick<Clock, 'upMs'>) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** @returns after how many seconds to come again, a whole number from 1; `undefined` when the request may pass */
  take(key: string): number | undefined {
    const nowMs = this.#clock.upMs();
    const { tokens, filledAtMs } = this.#buckets.get(key) ?? { tokens: this.#burst, filledAtMs: nowMs };
    const filled = Math.min(this.#burst, tokens + ((nowMs - filledAtMs) / 1000) * this.#perSecond);
    this.#keep(key, { tokens: filled >= 1 ? filled - 1 : filled, filledAtMs: nowMs });
    return filled >= 1 ? undefined : Math.max(1, Math.ceil((1 - filled) / this.#perSecond));
  }

  get #burst(): number {
    return this.#perSecond * 2;
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > KEYS_MAX && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
