import { RANKS, type Rank } from '../ports/transport.port.ts';

/** How many handshakes may need the processor at the same time: each takes it for one to two milliseconds. */
const AT_ONCE = 2;
/** For how long a peer that does not answer keeps its place, in milliseconds. */
const PATIENCE_MS = 5;

/**
 * Bounds the handshakes that begin at once. The cryptography of a TLS handshake runs on the event loop: a thousand that are answered at the
 * same moment would hold it for more than a second. A place is for work and not for waiting: a peer that is silent or slow gives its place
 * back after milliseconds and goes on without one, so no number of dead terminals keeps a living one from its turn.
 */
export class Handshakes {
  readonly #waiting: Readonly<Record<Rank, Set<() => void>>> = {
    first: new Set(),
    ordinary: new Set(),
    later: new Set(),
  };
  #free = AT_ONCE;
  #turns = 0;

  /**
   * Calls back when a handshake may begin, at once where there is a place.
   *
   * @param begin gets what gives the place back: to be called when the handshake is over, however it ended
   * @returns ends the wait
   */
  enter(rank: Rank, begin: (done: () => void) => void): () => void {
    const start = () => begin(this.#place());
    if (this.#free > 0) {
      start();
      return () => {};
    }
    const line = this.#waiting[rank];
    line.add(start);
    return () => void line.delete(start);
  }

  #place(): () => void {
    this.#free -= 1;
    let isTaken = true;
    const giveBack = () => {
      if (!isTaken) return;
      isTaken = false;
      clearTimeout(timer);
      this.#free += 1;
      this.#next();
    };
    const timer = setTimeout(giveBack, PATIENCE_MS);
    return giveBack;
  }

  /** Every fourth place goes to the lowest rank that waits, so that none starves. */
  #next(): void {
    this.#turns += 1;
    const ranks = this.#turns % 4 === 0 ? RANKS.toReversed() : RANKS;
    const line = ranks.map((rank) => this.#waiting[rank]).find(({ size }) => size > 0);
    const [start] = line ?? [];
    if (start === undefined) return;
    line?.delete(start);
    start();
  }
}

/** There is one event loop, whoever connects. */
export const handshakes = new Handshakes();
