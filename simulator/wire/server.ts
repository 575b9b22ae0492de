import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { NamedTimers, type SimulatorClock } from '../primitives/clock.ts';
import { respond, type Delivery, type HttpAnswer } from './delivery.ts';
import type { IssuedCertificate } from '../fleet/fleet.ts';
import { listenWith } from './listener.ts';
import type { VirtualTerminal } from '../terminal/virtual-terminal.ts';

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
   * Resets every connection that is open now, and takes no new one for that long: nobody listens, as at a machine that is off.
   * While it is off, another call says anew for how long; 0 ends it at once.
   */
  restart(downMs: number): void;
  close(): Promise<void>;
}

/** A path is taken with and without the slash at its end (reference 1.1). */
const PATHS = ['/nexo', '/nexo/'];
const BODY_BYTES_MAX = 1024 * 1024;

/** The HTTPS side of a terminal: it carries bytes and carries out deliveries, and decides nothing. */
export async function startWireServer(terminal: VirtualTerminal, options: WireServerOptions): Promise<WireServer> {
  const { host, port, certificate, minVersion, maxVersion, clock } = options;
  const delays = new NamedTimers<symbol>(clock);
  const connections = new Map<string, Socket>();
  const server = createServer(
    {
      cert: certificate.chainPem,
      key: certificate.keyPem,
      ...(minVersion !== undefined && { minVersion }),
      ...(maxVersion !== undefined && { maxVersion }),
      // OpenSSL speaks TLS before 1.2 at its lowest security level only.
      ...(maxVersion !== undefined && maxVersion < 'TLSv1.2' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    (request, response) => {
      // A client that goes away is no error: what it asked for goes on.
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      if (!terminal.admits('header')) return reset(connections.get(peerOf(request.socket)));
      if (!PATHS.includes(request.url ?? '')) return send(response, respond(404, {}, ''), delays);
      if (request.method !== 'POST') return send(response, respond(405, { Allow: 'POST' }, ''), delays);
      return readBody(request, (bytes) => {
        if (bytes === undefined) return send(response, respond(413, { Connection: 'close' }, ''), delays);
        return terminal.take(bytes, (delivery) => carryOut(delivery, request, response));
      });
    },
  );

  function carryOut(delivery: Delivery, request: IncomingMessage, response: ServerResponse): void {
    if (delivery.kind === 'reset') return reset(connections.get(peerOf(request.socket)));
    if (delivery.kind === 'silence') return undefined;
    if (delivery.delayMs === undefined) return send(response, delivery, delays);
    return delays.set(Symbol('delay'), delivery.delayMs, () => send(response, delivery, delays));
  }

  // Ahead of TLS, which must not begin on a connection that is refused.
  server.prependListener('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    if (!terminal.admits('connect')) return reset(socket);
    const peer = peerOf(socket);
    connections.set(peer, socket);
    return socket.once('close', () => connections.delete(peer));
  });

  const listener = await listenWith(server, { host, port, clock, tell: (what) => terminal.becomes(what) });
  return {
    port: listener.port,
    restart(downMs) {
      listener.leave(downMs);
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

/** Reads the body; `undefined` when it is too large. A body that breaks off is nobody's request. */
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
