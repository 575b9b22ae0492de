import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { IssuedCertificate } from '../fleet/fleet.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import { NamedTimers } from '../primitives/named-timers.ts';
import { respond, type Delivery, type HttpAnswer } from './delivery.ts';
import { listenWith } from './listener.ts';

/** What the server needs of a terminal. */
export interface ServedTerminal {
  /** Whether a connection, or an HTTP request by its header, is accepted; otherwise it is reset. */
  admits(stage: 'connect' | 'header'): boolean;
  /** Takes the body of a request. `deliver` is called at most twice: a reset may come before the answer that is then lost. */
  receive(bytes: Uint8Array, deliver: (delivery: Delivery) => void): void;
  /** The terminal's port was closed, or was opened again. */
  setReachable(isReachable: boolean): void;
}

export interface WireServerOptions {
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly certificate: Pick<IssuedCertificate, 'chainPem' | 'keyPem'>;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly clock: SimulatorClock;
}

export interface WireServer {
  readonly port: number;
  /**
   * Resets every open connection and refuses new ones for `downMs`, as a machine that is off does. While it is off, another call
   * replaces the duration; 0 ends it at once.
   */
  restart(downMs: number): void;
  close(): Promise<void>;
}

/** The path is accepted with and without the slash at its end (reference 1.1). */
const PATHS = ['/nexo', '/nexo/'];
const BODY_BYTES_MAX = 1024 * 1024;

/** The HTTPS side of a terminal: it passes bytes on and carries out deliveries, and decides nothing. */
export async function startWireServer(terminal: ServedTerminal, options: WireServerOptions): Promise<WireServer> {
  const { host, port, certificate, minVersion, maxVersion, clock } = options;
  const delays = new NamedTimers<symbol>(clock);
  const connections = new Map<string, Socket>();
  const server = createServer(
    {
      cert: certificate.chainPem,
      key: certificate.keyPem,
      ...(minVersion !== undefined && { minVersion }),
      ...(maxVersion !== undefined && { maxVersion }),
      // OpenSSL allows TLS before 1.2 at its lowest security level only.
      ...(maxVersion !== undefined && maxVersion < 'TLSv1.2' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    (request, response) => {
      // A client that disconnects is no error: its transaction continues.
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      if (!terminal.admits('header')) return reset(connections.get(peerOf(request.socket)));
      if (!PATHS.includes(request.url ?? '')) return send(response, respond(404, {}, ''), delays);
      if (request.method !== 'POST') return send(response, respond(405, { Allow: 'POST' }, ''), delays);
      return readBody(request, (bytes) => {
        if (bytes === undefined) return send(response, respond(413, { Connection: 'close' }, ''), delays);
        return terminal.receive(bytes, (delivery) => carryOut(delivery, request, response));
      });
    },
  );

  function carryOut(delivery: Delivery, request: IncomingMessage, response: ServerResponse): void {
    if (delivery.kind === 'reset') return reset(connections.get(peerOf(request.socket)));
    if (delivery.kind === 'silence') return undefined;
    if (delivery.delayMs === undefined) return send(response, delivery, delays);
    return delays.set(Symbol('delay'), delivery.delayMs, () => send(response, delivery, delays));
  }

  // Before TLS, which must not begin on a connection that is refused.
  server.prependListener('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    if (!terminal.admits('connect')) return reset(socket);
    const peer = peerOf(socket);
    connections.set(peer, socket);
    return socket.once('close', () => connections.delete(peer));
  });

  const listener = await listenWith(server, {
    host,
    port,
    clock,
    onReachable: (isReachable) => terminal.setReachable(isReachable),
  });
  return {
    port: listener.port,
    restart(downMs) {
      listener.closeFor(downMs);
      connections.forEach(reset);
    },
    async close() {
      delays.clear();
      const stopped = listener.stop();
      for (const socket of connections.values()) socket.destroy();
      server.closeAllConnections();
      await stopped;
    },
  };
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}

function reset(socket: Socket | undefined): void {
  socket?.resetAndDestroy();
}

/** Reads the body; `undefined` when it is too large. A body that breaks off is no request. */
function readBody(request: IncomingMessage, done: (bytes: Uint8Array | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on('end', () => done(size > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks)));
}

function send(response: ServerResponse, answer: HttpAnswer, delays: NamedTimers<symbol>): void {
  if (response.destroyed || response.headersSent) return;
  const { status, headers, body, cutAtByte, pieces } = answer;
  response.writeHead(status, { ...headers, 'Content-Length': body.length });
  if (cutAtByte !== undefined) {
    const { socket } = response;
    response.flushHeaders();
    response.write(body.subarray(0, cutAtByte));
    socket?.destroySoon();
  } else if (pieces === undefined) {
    response.end(body);
  } else {
    trickle(response, body, pieces, delays);
  }
}

function trickle(
  response: ServerResponse,
  body: Uint8Array,
  { bytes, everyMs }: { bytes: number; everyMs: number },
  delays: NamedTimers<symbol>,
): void {
  if (response.destroyed) return;
  response.write(body.subarray(0, bytes));
  const rest = body.subarray(bytes);
  if (rest.length === 0) response.end();
  else delays.set(Symbol('piece'), everyMs, () => trickle(response, rest, { bytes, everyMs }, delays));
}
