/** The source of time. */
export interface Clock {
  /** The wall clock, in epoch milliseconds. It may be set, forward and back. */
  now(): number;
  /**
   * Milliseconds since this machine was started, sleep included, on a clock that is never set; it may not count the pause of a
   * virtual machine. Two processes of the same boot agree on it. A whole number.
   */
  upMs(): number;
  /** Calls `fn` once, `ms` milliseconds from now (0 or more), never before this call returns. */
  setTimeout(fn: () => void, ms: number): unknown;
  /** Clears a timer; one that has fired or is unknown is ignored. */
  clearTimeout(timer: unknown): void;
}
