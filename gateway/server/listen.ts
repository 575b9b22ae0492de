import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Connections } from '../../adapters/notification-listener/connections.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { ConfigError, errorCode } from '../../errors.ts';
import type { GatewayLimits } from '../limits.ts';
import { answerClientError } from './client-error.ts';
import { listenOnSocketFile } from './socket-file.ts';

/** Where the gateway listens. */
export type Place =
  | { readonly host: string; readonly port: number; readonly tls?: Tls | undefined }
  /** A Unix socket, or a named pipe on Windows: its user alone can connect. */
  | { readonly socketPath: string };

/** The certificate of a server and its key, in PEM. */
export interface Tls {
  /** Certificate chain in PEM. */
  readonly cert: string | Uint8Array;
  /** Its private key in PEM. */
  readonly key: string | Uint8Array;
}

export interface Listening {
  /** `http://127.0.0.1:4460`; of a socket file `http://localhost`, which is reached through the file. */
  readonly url: string;
  /** Ends it: what is under way has `limits.closeTimeoutMs`. */
  close(): Promise<void>;
}

/** @throws {ConfigError} `ERR_CONFIG_GATEWAY` when the place is taken or cannot be used */
export async function listen(
  place: Place,
  listener: RequestListener,
  { limits, clock, onError }: { limits: GatewayLimits; clock: Clock; onError: (code: string) => void },
): Promise<Listening> {
  const server = serverOf(place, limits);
  const connections = connectionsOf(place, server, limits);
  server.on('request', (incoming, outgoing) => {
    // A caller who goes away is no failure.
    incoming.on('error', () => {});
    outgoing.on('error', () => {});
    outgoing.once('close', connections.begin(incoming.socket));
    listener(incoming, outgoing);
  });
  server.on('clientError', answerClientError);
  const port = await bind(server, place);
  server.on('error', (error) => onError(errorCode(error) ?? 'unknown'));

  let closed: Promise<void> | undefined;
  return {
    url: urlOf(place, port),
    close: () => (closed ??= stop(server, connections, limits.closeTimeoutMs, clock)),
  };
}

function serverOf(place: Place, limits: GatewayLimits): Server {
  const { headersBytesMax, headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs } = limits;
  const options: ServerOptions = {
    maxHeaderSize: headersBytesMax,
    headersTimeout: headersTimeoutMs,
    // For headers and body together; the time of the body alone is limited where it is read, with an answer that says so.
    requestTimeout: headersTimeoutMs + bodyTimeoutMs + 1000,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(headersTimeoutMs, 1000),
  };
  if (!('host' in place) || place.tls === undefined) return createHttpServer(options);
  const { cert, key } = place.tls;
  try {
    const secure = { cert: pem(cert), key: pem(key), minVersion: 'TLSv1.2' as const };
    return createHttpsServer({ ...options, ...secure, handshakeTimeout: headersTimeoutMs });
  } catch (cause) {
    const expected = 'a certificate and its private key in PEM';
    throw new ConfigError('ERR_CONFIG_GATEWAY', { path: 'tls', expected, found: 'what cannot be used' }, { cause });
  }
}

function pem(given: string | Uint8Array): string | Buffer {
  return typeof given === 'string' ? given : Buffer.from(given);
}

/** Those of a socket file have no address that tells them apart: the server itself limits their number. */
function connectionsOf(place: Place, server: Server, { connectionsMax }: GatewayLimits): Connections {
  const connections = new Connections({ connectionsMax, connectionsPerAddressMax: connectionsMax });
  if ('host' in place) server.prependListener('connection', (socket: Socket) => connections.take(socket));
  else server.maxConnections = connectionsMax;
  return connections;
}

async function bind(server: Server, place: Place): Promise<number> {
  const where = 'host' in place ? `${place.host}:${place.port}` : place.socketPath;
  try {
    if ('host' in place) {
      server.listen(place.port, place.host);
      await once(server, 'listening');
    } else await listenOnSocketFile(server, place.socketPath);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError(
      'ERR_CONFIG_GATEWAY',
      { path: 'listen', expected: `to listen on ${where}`, found },
      { cause },
    );
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function urlOf(place: Place, port: number): string {
  if (!('host' in place)) return 'http://localhost';
  const { host, tls } = place;
  return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function stop(server: Server, connections: Connections, closeTimeoutMs: number, clock: Clock): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  connections.drain();
  const timer = clock.setTimeout(() => {
    connections.destroy();
    server.closeAllConnections();
  }, closeTimeoutMs);
  await closed;
  clock.clearTimeout(timer);
}
