import type { Clock } from '../../adapters/index.ts';
import type { Host } from '../../simulator/world/network.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';

export interface TillHostParts {
  /** How far the clock on the wall of its machine is ahead of the world's; its timers run as they should. */
  readonly aheadMs: () => number;
  /** When its machine was started: its other clock counts from there. */
  readonly bootedAtMs: number;
  readonly onEnd: (host: TillHost) => void;
  /** Something that the till did when a timer of its fired ended in an error that nobody caught. */
  readonly onThrow: (error: unknown) => void;
}

/** A process that a till runs in: what it does to the world goes through here, and ends with it. */
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

  /** Timers that the till has set and neither cleared nor seen fire. */
  get timers(): number {
    return this.#timers.size;
  }

  /**
   * Ends the process when it has touched the world that often: stored or read something, sent or heard something, or woken up. 0 is
   * at once, `Infinity` takes an earlier plan back.
   */
  endAfter(crossings: number, how: Exclude<Host['ended'], 'no'>): void {
    this.#planned = how;
    this.#crossingsLeft = crossings;
    if (crossings === 0) this.end(how);
  }

  /** The process touches the world. @returns whether it still lives: what is dead does nothing and hears nothing */
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

  /** What is asked of the world for a process that is dead is never answered. */
  async whileAlive<T>(value: T): Promise<T> {
    return this.cross() ? value : never();
  }
}

export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
