import { uptime } from 'node:os';
import type { Clock } from './ports/clock.port.ts';

/** For how long a reading of the uptime is carried on, in milliseconds: on Linux each one opens a file, and a payment has ten. */
const CARRIED_ON_MS = 100;
/** By how much the other two clocks may disagree meanwhile. While the machine sleeps, one of them stands still and the other does not. */
const AGREED_MS = 2;

interface Clocks {
  /** Goes on while the machine sleeps; it may be set. */
  readonly wall: () => number;
  /** Stands still while the machine sleeps; it is never set. */
  readonly process: () => number;
  /** Goes on while the machine sleeps, and is never set; in whole hundredths of a second on Linux. */
  readonly uptime: () => number;
}

/**
 * The uptime, read anew after a tenth of a second, and at once when the machine may have slept, or its clock was set. It never runs
 * backwards.
 */
export function carriedOnUptime({ wall, process, uptime: read }: Clocks): () => number {
  let at = { wall: 0, process: Number.NEGATIVE_INFINITY, up: 0 };
  let last = 0;
  return () => {
    const now = { wall: wall(), process: process() };
    const elapsed = now.process - at.process;
    const isCarriedOn = elapsed <= CARRIED_ON_MS && Math.abs(now.wall - at.wall - elapsed) <= AGREED_MS;
    if (!isCarriedOn) at = { ...now, up: read() };
    last = Math.max(last, Math.round(at.up + (isCarriedOn ? elapsed : 0)));
    return last;
  };
}

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `process.hrtime` alone, which stands still while the machine sleeps.
  upMs: carriedOnUptime({
    wall: () => Date.now(),
    process: () => performance.now(),
    uptime: () => uptime() * 1000,
  }),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
