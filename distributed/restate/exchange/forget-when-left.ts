/** Longer than anything that it began can go on. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/**
 * An execution whose connection to the engine is cut is repeated, here or elsewhere, and never comes to its own end: what it remembers here is
 * forgotten when nobody can need it any more.
 */
export function forgetWhenLeft(left: AbortSignal, forget: () => void): void {
  left.addEventListener('abort', () => setTimeout(forget, FORGOTTEN_AFTER_MS).unref(), { once: true });
}
