import type { Prng } from '../../../simulator/primitives/prng.ts';
import type { VirtualClock } from '../../../simulator/world/virtual-clock.ts';
import type { DatabaseHealth } from '../schedule/pair-schedule.ts';

/** How long the kernel waits before it sends again what did not get through. */
const RETRANSMIT_MS = 200;

/** What lies between the machines and the database: lines that are cut, and a server that is slow, or down. */
export class Lines {
  health: DatabaseHealth = { kind: 'well' };
  readonly clock: VirtualClock;
  readonly #prng: Prng;
  readonly #cutUntilMs = new Map<string, number>();

  constructor(clock: VirtualClock, prng: Prng) {
    this.clock = clock;
    this.#prng = prng;
  }

  cut(machine: string, lastsMs: number): void {
    const untilMs = this.clock.now() + lastsMs;
    this.#cutUntilMs.set(machine, Math.max(untilMs, this.#cutUntilMs.get(machine) ?? 0));
  }

  isCut(machine: string): boolean {
    return this.clock.now() < (this.#cutUntilMs.get(machine) ?? 0);
  }

  heal(): void {
    this.health = { kind: 'well' };
    this.#cutUntilMs.clear();
  }

  happens(probability: number): boolean {
    return this.#prng.next() < probability;
  }

  /** Carries something in one direction: at once where nothing is in the way and it need not take time. */
  carry(machine: string, isQuick: boolean, arrive: () => void): void {
    if (isQuick && !this.isCut(machine)) return arrive();
    this.#arriveWhenWhole(machine, 1 + Math.floor(this.#prng.next() * 3), arrive);
  }

  #arriveWhenWhole(machine: string, afterMs: number, arrive: () => void): void {
    this.clock.setTimeout(() => {
      if (!this.isCut(machine)) return arrive();
      const leftMs = (this.#cutUntilMs.get(machine) ?? 0) - this.clock.now();
      this.#arriveWhenWhole(machine, leftMs + Math.floor(this.#prng.next() * RETRANSMIT_MS), arrive);
    }, afterMs);
  }

  /** When the server takes a statement: now, later, or not before it is well. */
  whenTaken(run: () => void): void {
    const { health } = this;
    if (health.kind === 'slow') this.clock.setTimeout(run, health.byMs);
    else if (health.kind === 'hanging') this.clock.setTimeout(() => this.whenTaken(run), RETRANSMIT_MS);
    else run();
  }
}
