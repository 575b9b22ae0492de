import type { ClockReading, TransactionEvent, TransactionInput } from './transaction.types.ts';

/**
 * When an event happened, on both clocks. Neither is enough to conclude from a duration: the wall clock can be set, and the other
 * stands still while a virtual machine is paused. Old journals have the wall clock alone; the readings of the two clocks are so far
 * apart that nothing is concluded across them.
 */
export function readingOf({ atMs, upMs = atMs }: Pick<TransactionEvent, 'atMs' | 'upMs'>): ClockReading {
  return { atMs, upMs };
}

/** When the transaction was created. */
export function createdAt({ createdAtMs, createdUpMs = createdAtMs }: TransactionInput): ClockReading {
  return { atMs: createdAtMs, upMs: createdUpMs };
}

/** The longest time that can have passed, in milliseconds: only the wall clock includes a pause. */
export function elapsedMaxMs(then: ClockReading, now: ClockReading): number {
  return Math.max(now.atMs - then.atMs, now.upMs - then.upMs);
}

/** The shortest time that has passed, in milliseconds: a clock that cannot be set never counts more than what passed. */
export function elapsedMinMs(then: ClockReading, now: ClockReading): number {
  return now.upMs - then.upMs;
}
