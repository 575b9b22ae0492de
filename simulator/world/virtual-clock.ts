import type { SimulatorClock } from '../primitives/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Turns of the event loop that the promises after one timer may take. */
const TURNS = 2;

/**
 * A clock that stands still until it is advanced. Timers fire in the order in which they are due, those of one moment in the order
 * in which they were set; between two of them everything runs that waits for promises only.
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

  /** Advances to the next timer due by then, fires it, and runs what it started. @returns whether there was one */
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

  /** Advances by that much time, timer by timer. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    while (await this.fireNext(untilMs));
    this.#nowMs = untilMs;
  }

  /**
   * Advances, timer by timer, until the promise is settled, and returns its result. If the promise waits for something real (a file,
   * a socket), the clock runs ahead of it.
   *
   * @param withinMs the virtual time that it may take; default one day
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
    // The map is in the order of setting, so of the timers of one moment the first set stays first.
    for (const entry of this.#timers) if (first === undefined || entry[1].atMs < first[1].atMs) first = entry;
    return first;
  }
}

/** Runs everything that waits for promises only. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
