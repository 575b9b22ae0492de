import type { Clock } from '../../adapters/index.ts';
import type { Host } from '../../simulator/world/network-request.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';

/** The clocks of a machine. */
export interface MachineClock extends Pick<Clock, 'now' | 'upMs'> {
  /** How long a timer of that many milliseconds takes on the shop's clock. Default: just as long. */
  lastsMs?(ms: number): number;
}

export interface TillHostParts {
  readonly machine: MachineClock;
  /** The name of its machine, where there are several. */
  readonly name?: string;
  readonly onEnd: (host: TillHost) => void;
  readonly onStop?: (host: TillHost) => void;
  /** A timer callback of the till threw an error. */
  readonly onThrow: (error: unknown) => void;
}

interface Arrival {
  readonly run: () => void;
  readonly isTimer: boolean;
}

/**
 * The process that a till runs in: all its access to disk, network and clock goes through here, and ends with it. While it is stopped, no
 * timer fires and nothing that arrives is taken.
 */
export class TillHost implements Host {
  readonly clock: Clock;
  readonly machine?: string;
  readonly #shopClock: VirtualClock;
  readonly #timers = new Set<unknown>();
  readonly #onEnd: (host: TillHost) => void;
  readonly #onStop: (host: TillHost) => void;
  #ended: Host['ended'] = 'no';
  #crossingsLeft = Number.POSITIVE_INFINITY;
  #planned: Exclude<Host['ended'], 'no'> | 'stopped' = 'killed';
  #isStopped = false;
  /** What is due or has arrived while it is stopped. */
  #backlog: Arrival[] = [];

  constructor(clock: VirtualClock, { machine, name, onEnd, onStop, onThrow }: TillHostParts) {
    if (name !== undefined) this.machine = name;
    this.#shopClock = clock;
    this.#onEnd = onEnd;
    this.#onStop = onStop ?? (() => undefined);
    this.clock = {
      now: () => machine.now(),
      upMs: () => machine.upMs(),
      setTimeout: (fn, ms) => {
        const fire = () => {
          // Another callback may have cleared it since it was due.
          if (!this.#timers.delete(timer) || !this.cross()) return;
          try {
            fn();
          } catch (error) {
            onThrow(error);
          }
        };
        const timer = clock.setTimeout(() => this.#arrive({ run: fire, isTimer: true }), machine.lastsMs?.(ms) ?? ms);
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

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** How many timers of the till are armed. */
  get timers(): number {
    return this.#timers.size;
  }

  /**
   * Ends or stops the process after that many accesses: to its disk, to the network, or by a timer. 0 does it at once, `Infinity`
   * cancels an earlier plan.
   */
  endAfter(crossings: number, how: Exclude<Host['ended'], 'no'> | 'stopped'): void {
    this.#planned = how;
    this.#crossingsLeft = crossings;
    if (crossings === 0) this.#carryOutPlan();
  }

  /** It goes on: what is due, and what has arrived, comes at once. */
  wake(timersFirst = false): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    const arrived = this.#backlog;
    this.#backlog = [];
    const others = arrived.filter(({ isTimer }) => !isTimer);
    const inOrder = timersFirst ? [...arrived.filter(({ isTimer }) => isTimer), ...others] : arrived;
    for (const arrival of inOrder) this.#shopClock.setTimeout(() => this.#arrive(arrival), 0);
  }

  /** Runs it now, or when the process that is stopped wakes. */
  whenAwake(run: () => void): void {
    this.#arrive({ run, isTimer: false });
  }

  /** Resolves now, or when the process that is stopped wakes. */
  untilAwake(): Promise<void> {
    return new Promise((resolve) => this.whenAwake(resolve));
  }

  /** Counts one access. @returns whether the process is still alive: a dead one does nothing and receives nothing */
  cross(): boolean {
    if (!this.isAlive) return false;
    if (this.#crossingsLeft > 0) this.#crossingsLeft -= 1;
    if (this.#crossingsLeft === 0) this.#carryOutPlan();
    return this.isAlive;
  }

  end(how: Exclude<Host['ended'], 'no'>): void {
    if (!this.isAlive) return;
    this.#ended = how;
    this.#backlog = [];
    this.#onEnd(this);
  }

  /** The value, if the process is still alive; a dead process never gets it. */
  async whileAlive<T>(value: T): Promise<T> {
    if (this.#isStopped) await this.untilAwake();
    return this.cross() ? value : never();
  }

  #carryOutPlan(): void {
    this.#crossingsLeft = Number.POSITIVE_INFINITY;
    if (this.#planned !== 'stopped') return this.end(this.#planned);
    if (!this.isAlive || this.#isStopped) return undefined;
    this.#isStopped = true;
    return this.#onStop(this);
  }

  #arrive(arrival: Arrival): void {
    if (this.#isStopped) this.#backlog.push(arrival);
    else arrival.run();
  }
}

export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}
