import { RANKS, type Rank } from '../../adapters/ports/transport.port.ts';

/** How many pieces of work are done before the network, the disk and the timers have their turn: one takes up to two milliseconds. */
const AT_ONCE = 4;

/**
 * Shares the event loop: a thousand payments that begin, or are asked about, at the same moment do not hold up what else the process does.
 * Those of a rank come in the order in which they asked. One place of each round is for the lowest rank that waits, so that none starves.
 */
export class Slices {
  readonly #waiting: Readonly<Record<Rank, (() => void)[]>> = { first: [], ordinary: [], later: [] };
  #left = AT_ONCE;
  #isScheduled = false;

  /** Whether something waits for its turn: a burst. */
  get isCrowded(): boolean {
    return RANKS.some((rank) => this.#waiting[rank].length > 0);
  }

  /** Asks for a turn. @returns `undefined` where it is now, which is so outside of a burst; else it resolves when it comes */
  turn(rank: Rank = 'ordinary'): Promise<void> | undefined {
    this.#schedule();
    if (this.#left > 0 && !this.isCrowded) {
      this.#left -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting[rank].push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    this.#isScheduled = false;
    for (this.#left = AT_ONCE; this.#left > 0; this.#left -= 1) {
      const ranks = this.#left === 1 ? RANKS.toReversed() : RANKS;
      const go = ranks
        .map((rank) => this.#waiting[rank])
        .find((line) => line.length > 0)
        ?.shift();
      if (go === undefined) break;
      go();
    }
    if (this.#left < AT_ONCE) this.#schedule();
  }
}
