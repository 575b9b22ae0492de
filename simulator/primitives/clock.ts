/** The source of time of a simulator. */
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
 * A clock on which time passes at another speed: with `timeScale` 0.01 a simulated second takes 10 ms, and the two minutes of a
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
