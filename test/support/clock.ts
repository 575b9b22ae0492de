import { SimulatedClock } from 'xstate';
import type { Clock } from '../../adapters/ports/clock.port.ts';

/** A clock that stands still until it is stepped. Each step lets what waits for promises run as well. */
export interface SteppedClock extends Clock {
  /** Lets that much time pass, in steps of `stepMs`. */
  step(totalMs: number, stepMs?: number): Promise<void>;
}

export function steppedClock(): SteppedClock {
  const clock = new SimulatedClock();
  return {
    now: () => clock.now(),
    upMs: () => clock.now(),
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (timer) => {
      if (timer !== undefined) clock.clearTimeout(timer as number);
    },
    async step(totalMs, stepMs = totalMs) {
      for (let passed = 0; passed < totalMs; passed += stepMs) {
        clock.increment(Math.min(stepMs, totalMs - passed));
        await settle();
      }
    },
  };
}

/** Lets everything run that waits for nothing but promises. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
