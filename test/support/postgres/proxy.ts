import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between an engine and its database, which a test holds and cuts. */
export interface DatabaseNetwork {
  readonly port: number;
  /** From now on nothing comes through in that direction, until it is cut. */
  hold(direction: 'requests' | 'answers'): void;
  /** Resolves when something was held. */
  held(): Promise<void>;
  /** The next connection that sends this text gets no answer any more. */
  muteAt(text: string): void;
  /** Every connection is gone; new ones come through. */
  cut(): void;
  close(): void;
}

export async function databaseNetwork(serverPort: number): Promise<DatabaseNetwork> {
  const holding = new Set<string>();
  const sockets = new Set<Socket>();
  let onHeld: () => void = () => {};
  let muteAt: string | undefined;
  const server = createServer((client) => {
    const database = connect(serverPort, '127.0.0.1');
    const pass = (from: Socket, to: Socket, direction: string) => {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (muteAt !== undefined && bytes.includes(muteAt)) {
          muteAt = undefined;
          to.removeAllListeners('data').resume();
        }
        if (holding.has(direction)) onHeld();
        else to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!holding.has(direction)) to.destroy();
      });
    };
    pass(client, database, 'requests');
    pass(database, client, 'answers');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hold: (direction) => void holding.add(direction),
    held: () => new Promise((resolve) => (onHeld = resolve)),
    muteAt: (text) => void (muteAt = text),
    cut() {
      holding.clear();
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
