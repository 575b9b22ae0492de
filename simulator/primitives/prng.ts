/** Repeatable randomness: the same seed gives the same numbers on every machine. Not for secrets. */
export interface Prng {
  /** A number from 0 up to but not including 1. */
  next(): number;
  bytes(length: number): Uint8Array;
}

/** Returns that many random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** The mulberry32 generator: 32 bits of state, good enough to choose faults and identifiers. */
export function createPrng(seed: number): Prng {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (length) => new Uint8Array(length).map(() => Math.floor(next() * 256)) };
}

/** Derives a seed for each name (FNV-1a), so that what is drawn for one name does not shift what is drawn for another. */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
