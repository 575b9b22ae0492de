import type { ClockReading, TransactionEvent, TransactionInput } from './transaction.types.ts';

/**
 * When an event happened, on both clocks. Neither is enough for a conclusion from how long something took: the wall clock can be set,
 * and the other stands still while a virtual machine is paused. Old journals have the wall clock alone; the readings of the two are so
 * far apart that between them nothing is concluded.
 */
export function readingOf({ atMs, upMs = atMs }: Pick<TransactionEvent, 'atMs' | 'upMs'>): ClockReading {
  return { atMs, upMs };
}

/** When the transaction was created. */
export function createdAt({ createdAtMs, createdUpMs = createdAtMs }: TransactionInput): ClockReading {
  return { atMs: createdAtMs, upMs: createdUpMs };
}

/** The most that can have passed, in milliseconds: a pause shows on the wall clock alone. */
export function elapsedMaxMs(then: ClockReading, now: ClockReading): number {
  return Math.max(now.atMs - then.atMs, now.upMs - then.upMs);
}

/** The least that has passed, in milliseconds: a clock that cannot be set never says more than what passed. */
export function elapsedMinMs(then: ClockReading, now: ClockReading): number {
  return now.upMs - then.upMs;
}
