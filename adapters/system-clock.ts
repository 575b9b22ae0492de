import { uptime } from 'node:os';
import type { Clock } from './ports/clock.port.ts';

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `process.hrtime`, which stands still while the machine sleeps.
  upMs: () => Math.round(uptime() * 1000),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
