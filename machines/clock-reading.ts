import type { ClockReading, TransactionEvent, TransactionInput, TransactionLimits } from './transaction.types.ts';

type Margin = Pick<TransactionLimits, 'clockSkewMaxMs'>;

/** By how much the wall clocks of two machines may differ, where the transaction does not say it. */
const CLOCK_SKEW_MAX_MS = 5_000;

/** Longer than any limit: nothing is known of how long it was. A number that JSON keeps. */
const UNKNOWN_MS = Number.MAX_SAFE_INTEGER;

/**
 * When an event happened, on both clocks. Neither is enough to conclude from a duration: the wall clock can be set, and the other
 * stands still while a virtual machine is paused. Old journals have the wall clock alone; the readings of the two clocks are so far
 * apart that nothing is concluded across them.
 */
export function readingOf({
  atMs,
  upMs = atMs,
  clock,
}: Pick<TransactionEvent, 'atMs' | 'upMs' | 'clock'>): ClockReading {
  return { atMs, upMs, ...(clock !== undefined && { clock }) };
}

/** When the transaction was created: by the clock of `input.bootId`. */
export function createdAt({ createdAtMs, createdUpMs = createdAtMs }: TransactionInput): ClockReading {
  return { atMs: createdAtMs, upMs: createdUpMs };
}

/** A reading of the clock of that boot, as an event of the transaction has it: it names the clock when it is not that of the creation. */
export function readingBy({ bootId }: TransactionInput, boot: string, { atMs, upMs }: ClockReading): ClockReading {
  return { atMs, upMs, ...(boot !== bootId && { clock: boot }) };
}

/**
 * The longest time that can have passed, in milliseconds: only the wall clock includes a pause. Across two clocks it is what the walls say
 * and the margin; walls that contradict the margin say nothing, and the time counts as longer than any limit.
 */
export function elapsedMaxMs(then: ClockReading, now: ClockReading, margin: Margin = {}): number {
  const wallMs = now.atMs - then.atMs;
  if (isSameClock(then, now)) return Math.max(wallMs, now.upMs - then.upMs);
  const skewMs = skewOf(margin);
  return wallMs < -skewMs ? UNKNOWN_MS : wallMs + skewMs;
}

/**
 * The shortest time that has passed, in milliseconds: a clock that cannot be set never counts more than what passed. Across two clocks it
 * is what the walls say, less the margin.
 */
export function elapsedMinMs(then: ClockReading, now: ClockReading, margin: Margin = {}): number {
  return isSameClock(then, now) ? now.upMs - then.upMs : now.atMs - then.atMs - skewOf(margin);
}

/** Whether `upMs` of both counts from the same start. */
export function isSameClock(one: ClockReading, other: ClockReading): boolean {
  return one.clock === other.clock;
}

function skewOf({ clockSkewMaxMs = CLOCK_SKEW_MAX_MS }: Margin): number {
  return clockSkewMaxMs;
}
