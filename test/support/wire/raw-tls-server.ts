import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { createServer, type TLSSocket } from 'node:tls';
import type { IssuedCertificate } from '../../../simulator/fleet/fleet.ts';

/** A TLS server that answers every request of HTTP with those bytes, each part in a packet of its own, and ends the connection. */
export async function rawTlsServer({ chainPem, keyPem }: IssuedCertificate, parts: readonly (string | Buffer)[]) {
  let requests = 0;
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert: chainPem, key: keyPem, noDelay: true }, (socket) => {
    sockets.add(socket);
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(received)?.[1];
      if (head === -1 || received.length < head + 4 + Number(length)) return;
      received = '';
      requests += 1;
      void answer(socket);
    });
  });
  async function answer(socket: TLSSocket): Promise<void> {
    for (const part of parts) {
      socket.write(part);
      await setImmediate();
      await setImmediate();
    }
    socket.end();
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** How many requests arrived whole. */
    requests: () => requests,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
