import type { TLSSocket } from 'node:tls';
import type { Preconnection } from '../ports/transport.port.ts';

/** A connection that is being made, or is made, and what resets it. */
export interface Opening {
  readonly socket: Promise<TLSSocket>;
  readonly giveUp: AbortController;
}

/**
 * How long a connection waits for its request, in milliseconds. A terminal may close one that stands idle, and one that is closed just as
 * the request is written looks the same as a lost answer.
 */
const KEPT_MS = 1000;

/** A connection that is made while its request may not leave yet. It knows nothing of the request: nothing of it can leave here. */
export class ConnectionAhead implements Preconnection {
  /** Not kept any longer: a transaction that has ended still knows its connection. */
  #opening: Opening | undefined;
  readonly #onEnd: () => void;
  #made: TLSSocket | undefined;
  #madeAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param onEnd called once when it is taken, given up or lost */
  constructor(opening: Opening, onEnd: () => void) {
    this.#opening = opening;
    this.#onEnd = onEnd;
    opening.socket.then(
      (socket) => this.#keep(socket),
      () => {}, // of its request: `take`
    );
  }

  /**
   * For its request, which fails with it where it cannot be made: it is the one attempt that a request has, begun earlier.
   *
   * @returns `undefined` when it was made and is over: what was lost before the request counts for nothing
   */
  take(): Opening | undefined {
    if (this.#made !== undefined && !isUsable(this.#made)) this.close();
    // A process that was stopped, or busy, goes on before its timers fire.
    if (this.#made !== undefined && performance.now() - this.#madeAtMs > KEPT_MS) this.close();
    return this.#end();
  }

  close(): void {
    this.#end()?.giveUp.abort();
  }

  #keep(socket: TLSSocket): void {
    if (this.#opening === undefined) return;
    this.#made = socket;
    this.#madeAtMs = performance.now();
    this.#timer = setTimeout(() => this.close(), KEPT_MS);
  }

  #end(): Opening | undefined {
    const opening = this.#opening;
    if (opening === undefined) return undefined;
    clearTimeout(this.#timer);
    this.#opening = this.#made = undefined;
    this.#onEnd();
    return opening;
  }
}

/** Open in both directions, and the peer has not spoken before it was asked. */
function isUsable(socket: TLSSocket): boolean {
  return !socket.destroyed && socket.writable && !socket.readableEnded && socket.readableLength === 0;
}
