import { createPrng, type Prng } from '../primitives/prng.ts';
import type { FaultPlan, InjectedFault } from './fault-plan.ts';
import type { InspectedRequest } from './request-inspector.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { WorldTerminal } from './world-terminal.ts';

export interface NetworkConditionsParts {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly faultPlan: FaultPlan;
  readonly terminals: ReadonlyMap<string, WorldTerminal>;
  /** A request was handed to the kernel: from now on it may arrive. */
  readonly onSent: (request: InspectedRequest) => void;
  readonly onFault: (fault: InjectedFault) => void;
}

/** The state of the network that its connections share: partitions, latency, faults, and earlier answers. */
export class NetworkConditions {
  readonly clock: VirtualClock;
  readonly terminals: ReadonlyMap<string, WorldTerminal>;
  readonly onSent: (request: InspectedRequest) => void;
  readonly faultPlan: FaultPlan;
  readonly #onFault: (fault: InjectedFault) => void;
  /** For latency, which no fault decides. */
  readonly #prng: Prng;
  readonly #partitionedUntilMs = new Map<string, number>();
  readonly #answers = new Map<string, Uint8Array>();

  constructor({ clock, seed, faultPlan, terminals, onSent, onFault }: NetworkConditionsParts) {
    this.clock = clock;
    this.terminals = terminals;
    this.onSent = onSent;
    this.faultPlan = faultPlan;
    this.#onFault = onFault;
    this.#prng = createPrng(seed);
  }

  /** @param machine the one that is cut off from the terminal. Default: all are */
  partition(poiid: string, lastsMs: number, machine = ''): void {
    const untilMs = this.clock.now() + lastsMs;
    const way = `${poiid} ${machine}`;
    this.#partitionedUntilMs.set(way, Math.max(untilMs, this.#partitionedUntilMs.get(way) ?? 0));
  }

  isPartitioned(poiid: string, machine = ''): boolean {
    const untilMs = (way: string) => this.#partitionedUntilMs.get(way) ?? 0;
    return this.clock.now() < Math.max(untilMs(`${poiid} `), untilMs(`${poiid} ${machine}`));
  }

  /** How long a message takes, in milliseconds. */
  latencyMs(): number {
    return 1 + Math.floor(this.#prng.next() * 20);
  }

  /** Reports that a fault strikes. @returns randomness for its details */
  inject(fault: InjectedFault): Prng {
    this.#onFault(fault);
    return this.faultPlan.detailsOf(fault);
  }

  /**
   * The terminal's previous answer, for a replay; keeps this one for the next. Only sealed answers: a rejection in the clear does
   * not state which request it is for, and TLS is trusted to deliver it to that request.
   */
  replaceAnswer(poiid: string, answer: Uint8Array): Uint8Array | undefined {
    const earlier = this.#answers.get(poiid);
    if (Buffer.from(answer).includes('"NexoBlob":')) this.#answers.set(poiid, answer);
    return earlier;
  }
}
