import { createPrng, type Prng } from '../../simulator/primitives/prng.ts';

/** Random choices from one seed. */
export class Dice {
  readonly #prng: Prng;

  constructor(seed: number) {
    this.#prng = createPrng(seed);
  }

  /** A number from 0 up to but not including 1. */
  number(): number {
    return this.#prng.next();
  }

  /** An integer from 0 up to but not including `max`. */
  upTo(max: number): number {
    return Math.floor(this.#prng.next() * max);
  }

  happens(probability: number): boolean {
    return this.#prng.next() < probability;
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[this.upTo(values.length)] ?? values[0];
  }
}
