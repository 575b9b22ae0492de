/** Repeatable randomness: the same seed gives the same numbers, on every machine. Not for secrets. */
export interface Prng {
  /** 0 up to but not including 1. */
  next(): number;
  bytes(length: number): Uint8Array;
}

/** The mulberry32 generator: 32 bits of state, good enough to choose faults and names. */
export function createPrng(seed: number): Prng {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) };
}
