import type { Clock } from '../../adapters/ports/clock.port.ts';

/** A wait that its caller may end, and its deadline. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Whether the deadline has ended it. */
  readonly isOver: () => boolean;
  /** It is no longer needed. */
  readonly end: () => void;
}

/**
 * A signal that aborts with the given one, or after that many milliseconds. Not AbortSignal.any, which costs more than sealing a
 * message, and retains something of each wait for as long as the given signal lives.
 *
 * @param timeoutMs without it: the given signal alone
 */
export function withDeadline(signal: AbortSignal, clock: Clock, timeoutMs: number | undefined): Patience {
  if (timeoutMs === undefined) return { signal, isOver: () => false, end: () => {} };
  const ended = new AbortController();
  let isOver = false;
  const giveUp = () => ended.abort(signal.reason);
  const timer = clock.setTimeout(() => {
    isOver = true;
    ended.abort();
  }, timeoutMs);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  return {
    signal: ended.signal,
    isOver: () => isOver,
    end: () => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    },
  };
}
