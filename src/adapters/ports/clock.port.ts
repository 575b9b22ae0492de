/** Where time comes from. XState's `SimulatedClock` fits it too. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `fn` once, `ms` milliseconds from now (0 or more), never before this call returns. */
  setTimeout(fn: () => void, ms: number): unknown;
  /** Forgets a timer; one that has fired or is unknown is no mistake. */
  clearTimeout(timer: unknown): void;
}
