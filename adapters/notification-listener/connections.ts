import type { Socket } from 'node:net';

export interface ConnectionBounds {
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
}

/**
 * The open connections of a server, within limits. At a limit an old connection is closed instead of refusing the new one:
 * a peer that holds a thousand open in silence blocks no other.
 */
export class Connections {
  readonly #bounds: ConnectionBounds;
  /** By remote address and port, the least recently used first. */
  readonly #sockets = new Map<string, Socket>();
  /** Those with a request under way. */
  readonly #busy = new Set<string>();
  #isDraining = false;

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  /** A connection was made. */
  take(socket: Socket): void {
    socket.on('error', () => undefined);
    if (this.#isDraining) return void socket.destroy();
    const { connectionsMax, connectionsPerAddressMax } = this.#bounds;
    const neighbours = [...this.#sockets].filter(([, { remoteAddress }]) => remoteAddress === socket.remoteAddress);
    if (neighbours.length >= connectionsPerAddressMax) this.#giveUpOneOf(neighbours.map(([peer]) => peer));
    else if (this.#sockets.size >= connectionsMax) this.#giveUpOneOf([...this.#sockets.keys()]);
    const peer = peerOf(socket);
    this.#sockets.set(peer, socket);
    return void socket.once('close', () => {
      if (this.#sockets.get(peer) === socket) this.#forget(peer);
    });
  }

  /**
   * A request came on a connection, which is busy until it is answered or given up.
   *
   * @returns to be called when it is
   */
  begin(socket: Socket): () => void {
    const peer = peerOf(socket);
    const known = this.#sockets.get(peer);
    if (known === undefined) return () => undefined;
    this.#busy.add(peer);
    this.#sockets.delete(peer);
    this.#sockets.set(peer, known);
    return () => {
      this.#busy.delete(peer);
      if (this.#isDraining) known.destroy();
    };
  }

  /** Ends what is idle now, and the rest as it becomes idle. */
  drain(): void {
    this.#isDraining = true;
    for (const [peer, socket] of this.#sockets) if (!this.#busy.has(peer)) socket.destroy();
  }

  /** Ends everything now. */
  destroy(): void {
    this.#isDraining = true;
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  #giveUpOneOf(peers: readonly string[]): void {
    const peer = peers.find((candidate) => !this.#busy.has(candidate)) ?? peers[0];
    if (peer === undefined) return;
    this.#sockets.get(peer)?.destroy();
    this.#forget(peer);
  }

  #forget(peer: string): void {
    this.#sockets.delete(peer);
    this.#busy.delete(peer);
  }
}

/** TLS wraps the socket of a connection in another one: both have the same remote end. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}
