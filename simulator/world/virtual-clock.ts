import type { SimulatorClock } from '../primitives/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** How long a chain of promises may be that one timer sets off, in turns of the event loop. */
const TURNS = 2;

/**
 * A clock that stands still until it is told to go on. Timers fire in the order in which they are due, those of one moment in
 * the order in which they were set; between two of them everything runs that waits for nothing but promises.
 */
export class VirtualClock implements SimulatorClock {
  readonly #timers = new Map<number, Timer>();
  #nowMs: number;
  #count = 0;

  /** @param startAtMs epoch milliseconds */
  constructor(startAtMs = Date.UTC(2026, 0, 5, 9)) {
    this.#nowMs = startAtMs;
  }

  now(): number {
    return this.#nowMs;
  }

  upMs(): number {
    return this.#nowMs;
  }

  setTimeout(run: () => void, afterMs: number): unknown {
    this.#count += 1;
    this.#timers.set(this.#count, { atMs: this.#nowMs + Math.max(0, afterMs), run });
    return this.#count;
  }

  clearTimeout(timer: unknown): void {
    if (typeof timer === 'number') this.#timers.delete(timer);
  }

  /** How many timers are armed. */
  get timers(): number {
    return this.#timers.size;
  }

  /** When the next timer is due: epoch milliseconds, `undefined` without one. */
  get nextAtMs(): number | undefined {
    return this.#next()?.[1].atMs;
  }

  /** Goes to the next timer that is due by then, fires it, and lets run what it set off. @returns whether there was one */
  async fireNext(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const next = this.#next();
    if (next === undefined || next[1].atMs > untilMs) return false;
    const [name, { atMs, run }] = next;
    this.#timers.delete(name);
    this.#nowMs = Math.max(this.#nowMs, atMs);
    run();
    await settled();
    return true;
  }

  /** Lets that much time pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    while (await this.fireNext(untilMs));
    this.#nowMs = untilMs;
  }

  /**
   * Lets time pass, timer by timer, until that promise is settled, and gives what it gives. With a promise that waits for something
   * real (a file, a socket) the clock runs ahead of it.
   *
   * @param withinMs how much virtual time that may take; default one day
   * @throws {Error} when it is not settled by then, or when no timer is left that could settle it
   */
  async until<T>(promise: PromiseLike<T>, withinMs = 86_400_000): Promise<T> {
    let isSettled = false;
    const note = () => {
      isSettled = true;
    };
    promise.then(note, note);
    const untilMs = this.#nowMs + withinMs;
    await settled();
    do {
      if (isSettled) return promise;
    } while (await this.fireNext(untilMs));
    const why = this.timers === 0 ? 'no timer is armed that could settle it' : `${withinMs} ms have passed`;
    throw new Error(`the promise is not settled, and ${why}`);
  }

  #next(): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    // The map is in the order of setting, so that of one moment the earliest set stays first.
    for (const entry of this.#timers) if (first === undefined || entry[1].atMs < first[1].atMs) first = entry;
    return first;
  }
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
