import { ManagementError } from './management-error.ts';

/** How to wait. The rate limit holds for live only, per group of calls; its figures are not documented (reference 10). */
export interface Waiting {
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1, so that many who wait do not come back at once. */
  readonly random: () => number;
  /** Is called before each pause. */
  readonly onWait?: (ms: number) => void;
}

const ATTEMPTS = 3;
/** What the documentation's example gives as the time frame. */
const PAUSE_MS = 60_000;
const JITTER_MS = 5_000;
/** Few people sit in front of a command for longer. */
const PAUSE_MAX_MS = 120_000;

/** Reads again after a pause, as long as the only thing in the way is the rate limit. */
export async function rateLimited<T>(read: () => Promise<T>, { wait, random, onWait }: Waiting): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ManagementError) || error.details.fault !== 'rateLimited') throw error;
      const pauseMs = error.details.retryAfterMs ?? PAUSE_MS + Math.round(random() * JITTER_MS);
      if (attempt === ATTEMPTS || pauseMs > PAUSE_MAX_MS) throw error;
      onWait?.(pauseMs);
      await wait(pauseMs);
    }
  }
}
