import type { Clock } from '../../adapters/index.ts';
import type { Host } from '../../simulator/world/network-request.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';

export interface TillHostParts {
  /** How far the wall clock of its machine is ahead of the shop's, in milliseconds; its timers are not affected. */
  readonly aheadMs: () => number;
  /** When its machine was started: its monotonic clock counts from there. */
  readonly bootedAtMs: number;
  readonly onEnd: (host: TillHost) => void;
  /** A timer callback of the till threw an error. */
  readonly onThrow: (error: unknown) => void;
}

/** The process that a till runs in: all its access to disk, network and clock goes through here, and ends with it. */
export class TillHost implements Host {
  readonly clock: Clock;
  readonly #timers = new Set<unknown>();
  readonly #onEnd: (host: TillHost) => void;
  #ended: Host['ended'] = 'no';
  #crossingsLeft = Number.POSITIVE_INFINITY;
  #planned: Exclude<Host['ended'], 'no'> = 'killed';

  constructor(clock: VirtualClock, { aheadMs, bootedAtMs, onEnd, onThrow }: TillHostParts) {
    this.#onEnd = onEnd;
    this.clock = {
      now: () => clock.now() + aheadMs(),
      upMs: () => clock.now() - bootedAtMs,
      setTimeout: (fn, ms) => {
        const timer = clock.setTimeout(() => {
          this.#timers.delete(timer);
          if (!this.cross()) return;
          try {
            fn();
          } catch (error) {
            onThrow(error);
          }
        }, ms);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.#timers.delete(timer);
        clock.clearTimeout(timer);
      },
    };
  }

  get ended(): Host['ended'] {
    return this.#ended;
  }

  get isAlive(): boolean {
    return this.#ended === 'no';
  }

  /** How many timers of the till are armed. */
  get timers(): number {
    return this.#timers.size;
  }

  /**
   * Ends the process after that many accesses: to its disk, to the network, or by a timer. 0 ends it at once, `Infinity` cancels an
   * earlier plan.
   */
  endAfter(crossings: number, how: Exclude<Host['ended'], 'no'>): void {
    this.#planned = how;
    this.#crossingsLeft = crossings;
    if (crossings === 0) this.end(how);
  }

  /** Counts one access. @returns whether the process is still alive: a dead one does nothing and receives nothing */
  cross(): boolean {
    if (!this.isAlive) return false;
    if (this.#crossingsLeft > 0) this.#crossingsLeft -= 1;
    if (this.#crossingsLeft === 0) this.end(this.#planned);
    return this.isAlive;
  }

  end(how: Exclude<Host['ended'], 'no'>): void {
    if (!this.isAlive) return;
    this.#ended = how;
    this.#onEnd(this);
  }

  /** The value, if the process is still alive; a dead process never gets it. */
  async whileAlive<T>(value: T): Promise<T> {
    return this.cross() ? value : never();
  }
}

export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
