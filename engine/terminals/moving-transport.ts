import type {
  Preconnection,
  Transport,
  TransportRequest,
  TransportResult,
} from '../../adapters/ports/transport.port.ts';

/** A way to the terminal, and how many exchanges use it. */
interface Way {
  readonly transport: Transport;
  underWay: number;
}

/**
 * The transport to a terminal whose address may change: a new exchange goes the newest way, and one that is under way stays on its own,
 * which is closed behind the last one.
 */
export class MovingTransport implements Transport {
  readonly #ways = new Set<Way>();
  readonly #onCloseFailed: (error: unknown) => void;
  #current: Way;

  /** @param onCloseFailed receives why a way that is not used any more could not be closed */
  constructor(transport: Transport, onCloseFailed: (error: unknown) => void) {
    this.#onCloseFailed = onCloseFailed;
    this.#current = this.#open(transport);
  }

  move(transport: Transport): void {
    const before = this.#current;
    this.#current = this.#open(transport);
    this.#closeUnused(before);
  }

  /** On the newest way. One that the terminal has left meanwhile is not used by `post`: it is another transport's. */
  preconnect(): Preconnection | undefined {
    return this.#current.transport.preconnect?.();
  }

  async post(request: TransportRequest): Promise<TransportResult> {
    const way = this.#current;
    way.underWay += 1;
    try {
      return await way.transport.post(request);
    } finally {
      way.underWay -= 1;
      this.#closeUnused(way);
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#ways, ({ transport }) => transport.close()));
  }

  #open(transport: Transport): Way {
    const way = { transport, underWay: 0 };
    this.#ways.add(way);
    return way;
  }

  #closeUnused(way: Way): void {
    if (way === this.#current || way.underWay > 0 || !this.#ways.delete(way)) return;
    way.transport.close().catch(this.#onCloseFailed);
  }
}
