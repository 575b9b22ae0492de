import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** More than a client says until TLS is up, and less than the shortest payment. */
const HELD_FROM_BYTE = 1024;

/**
 * A TCP relay on the way to a port. The end of the first request stays with it until `release`, also when its sender is dead
 * by then, as what waits in queues between two machines does. Everything else passes at once.
 */
export async function openSlowRoad(targetPort) {
  const sockets = new Set();
  let isFirst = true;
  let release;
  const released = new Promise((resolve) => (release = resolve));
  let reportHeld;
  const held = new Promise((resolve) => (reportHeld = resolve));

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket.on('error', () => undefined));
      socket.once('close', () => sockets.delete(socket));
    }
    far.pipe(near);
    if (isFirst) void carrySlowly(near, far);
    else near.pipe(far);
    isFirst = false;
  });

  async function carrySlowly(near, far) {
    const kept = [];
    let bytes = 0;
    let isOpen = false;
    near.on('data', (chunk) => {
      bytes += chunk.length;
      if (isOpen || bytes <= HELD_FROM_BYTE) return void far.write(chunk);
      kept.push(chunk);
      reportHeld();
    });
    await released;
    isOpen = true;
    for (const chunk of kept) far.write(chunk);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    /** Resolves when bytes are held. */
    held,
    /** Lets go what is held. */
    release,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
