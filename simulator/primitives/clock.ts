/** Where a simulator takes its time from. */
export interface SimulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, afterMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The system's clock. */
export function systemClock(): SimulatorClock {
  return {
    now: () => Date.now(),
    setTimeout: (run, afterMs) => setTimeout(run, afterMs)[Symbol.toPrimitive](),
    clearTimeout(handle) {
      if (typeof handle === 'number') clearTimeout(handle);
    },
  };
}

/**
 * A clock on which time passes at another speed: with `timeScale` 0.01 a simulated second takes 10 ms, and two minutes of a
 * shopper who never comes take 1.2 s.
 */
export function scaledClock(clock: SimulatorClock, timeScale: number): SimulatorClock {
  if (timeScale === 1) return clock;
  const startedAt = clock.now();
  return {
    now: () => Math.round(startedAt + (clock.now() - startedAt) / timeScale),
    setTimeout: (run, afterMs) => clock.setTimeout(run, afterMs * timeScale),
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}

/** Timers by name, on a clock: setting one again replaces it, and `clear` leaves none behind. */
export class NamedTimers<Name extends string | symbol> {
  readonly #clock: SimulatorClock;
  readonly #handles = new Map<Name, unknown>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  set(name: Name, afterMs: number, run: () => void): void {
    this.unset(name);
    const fire = () => {
      this.#handles.delete(name);
      run();
    };
    this.#handles.set(name, this.#clock.setTimeout(fire, afterMs));
  }

  unset(name: Name): void {
    if (!this.#handles.has(name)) return;
    this.#clock.clearTimeout(this.#handles.get(name));
    this.#handles.delete(name);
  }

  clear(): void {
    for (const name of this.#handles.keys()) this.unset(name);
  }
}
