import type { Clock } from '../../ports/clock.port.ts';

/** Both clocks: one may be set, the other may stand still while a virtual machine is paused. */
export interface Reading {
  readonly wallMs: number;
  readonly upMs: number;
}

export function readClocks(clock: Pick<Clock, 'now' | 'upMs'>): Reading {
  return { wallMs: clock.now(), upMs: clock.upMs() };
}

/**
 * For how long an engine believes in its session without hearing of it. It counts from the moment at which it asked, not from the answer: the
 * others count from when the database was asked, which is later. A process that was stopped finds out when it looks, before it does anything.
 */
export class Trust {
  readonly #clock: Pick<Clock, 'now' | 'upMs'>;
  readonly #trustMs: number;
  #confirmed: Reading;

  constructor(clock: Pick<Clock, 'now' | 'upMs'>, trustMs: number, askedAt: Reading) {
    this.#clock = clock;
    this.#trustMs = trustMs;
    this.#confirmed = askedAt;
  }

  /** The database answered what was asked then. */
  confirm(askedAt: Reading): void {
    if (askedAt.upMs >= this.#confirmed.upMs) this.#confirmed = askedAt;
  }

  holds(): boolean {
    const { wallMs, upMs } = readClocks(this.#clock);
    // A clock that was set forward ends the trust early, which harms nothing but the moment.
    return Math.max(wallMs - this.#confirmed.wallMs, upMs - this.#confirmed.upMs) < this.#trustMs;
  }
}
