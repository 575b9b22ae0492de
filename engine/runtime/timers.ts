import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { ClockReading } from '../../machines/index.ts';

/** The longest wait of a Node.js timer, in milliseconds: a longer one would fire at once. */
export const TIMER_MS_MAX = 2_147_483_647;

/** Both clocks, read at once. */
export function readClock(clock: Clock): ClockReading {
  return { atMs: clock.now(), upMs: clock.upMs() };
}

/** How long it takes, for the log: no clock that fails costs an answer. */
export function stopwatch(clock: Clock): () => number | undefined {
  const read = () => {
    try {
      return clock.now();
    } catch {
      return Number.NaN;
    }
  };
  const startedAtMs = read();
  return () => {
    const ms = read() - startedAtMs;
    return Number.isNaN(ms) ? undefined : ms;
  };
}

/** Timers with names: one of each, the last one armed counts. */
export class Timers<Name extends string> {
  readonly #clock: Clock;
  /** Absent while none is armed: each transaction has some that mostly are not. */
  #armed: Map<Name, unknown> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param delayMs clamped to 0 and the longest wait of a timer */
  arm(name: Name, delayMs: number, fire: () => void): void {
    this.disarm(name);
    const onDue = () => {
      this.#forget(name);
      fire();
    };
    const timer = this.#clock.setTimeout(onDue, Math.min(Math.max(0, delayMs), TIMER_MS_MAX));
    this.#armed ??= new Map();
    this.#armed.set(name, timer);
  }

  disarm(name: Name): void {
    if (this.#armed?.has(name) !== true) return;
    this.#clock.clearTimeout(this.#armed.get(name));
    this.#forget(name);
  }

  disarmAll(): void {
    for (const name of this.#armed?.keys() ?? []) this.disarm(name);
  }

  #forget(name: Name): void {
    this.#armed?.delete(name);
    if (this.#armed?.size === 0) this.#armed = undefined;
  }
}

/** The pause between attempts at a write or read that the disk refused. */
const RETRY_MS = 1000;

/**
 * Repeats an attempt once a second until it succeeds or the signal aborts.
 *
 * @param onFailure called with the error of each failed attempt
 * @param isFinal whether another attempt cannot help: then the error is thrown
 * @returns the result of the attempt; `undefined` when the signal aborted first
 */
export async function retry<T>(
  clock: Clock,
  signal: AbortSignal,
  attempt: () => Promise<T>,
  onFailure: (error: unknown) => void,
  isFinal: (error: unknown) => boolean = () => false,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw error;
      onFailure(error);
      await sleep(clock, signal, RETRY_MS);
    }
  }
  return undefined;
}

/** Resolves after that many milliseconds, or when the signal aborts. */
export function sleep(clock: Clock, signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      signal.removeEventListener('abort', end);
      clock.clearTimeout(timer);
      resolve();
    };
    const timer = clock.setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
