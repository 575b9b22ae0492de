/** Where time comes from. */
export interface Clock {
  /** What the clock on the wall says, in epoch milliseconds. It may be set, forward and back. */
  now(): number;
  /**
   * Milliseconds since this machine was started, sleep included, on a clock that is never set; a virtual machine that is paused may
   * not count that. Two processes of the same boot agree on it. A whole number.
   */
  upMs(): number;
  /** Calls `fn` once, `ms` milliseconds from now (0 or more), never before this call returns. */
  setTimeout(fn: () => void, ms: number): unknown;
  /** Forgets a timer; one that has fired or is unknown is no mistake. */
  clearTimeout(timer: unknown): void;
}
