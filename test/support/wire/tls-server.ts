import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions, TLSSocket } from 'node:tls';
import type { IssuedCertificate } from '../../../simulator/fleet/fleet.ts';

export interface TlsServer {
  readonly port: number;
  /** Bytes of HTTP that arrived on any connection: the test of "nothing was sent". */
  readonly bytesReceived: () => number;
  readonly connections: () => number;
  readonly resumedSessions: () => number;
  readonly serverNames: readonly (string | false)[];
  /** Called with every connection whose handshake is done. */
  onConnection(listener: (socket: TLSSocket) => void): void;
  close(): Promise<void>;
}

/** A real HTTPS server on loopback that counts what reaches it. */
export async function tlsServer(
  certificate: IssuedCertificate,
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
  options: TlsOptions = {},
  host = '127.0.0.1',
): Promise<TlsServer> {
  let bytes = 0;
  let connections = 0;
  let resumed = 0;
  const serverNames: (string | false)[] = [];
  const server: Server = createServer({ cert: certificate.chainPem, key: certificate.keyPem, ...options });
  server.on('secureConnection', (socket) => {
    connections += 1;
    if (socket.isSessionReused()) resumed += 1;
    serverNames.push((socket as unknown as { servername: string | false }).servername);
    socket.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
    request.on('error', () => {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    bytesReceived: () => bytes,
    connections: () => connections,
    resumedSessions: () => resumed,
    serverNames,
    onConnection: (listener) => void server.on('secureConnection', listener),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
