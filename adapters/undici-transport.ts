import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as connectTls, createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import { verifyIdentity, type FleetRoot } from '../certs/index.ts';
import { BODY_BYTES_MAX } from '../protocol/codec.ts';
import { failure } from '../protocol/faults.ts';
import { linkFailure, type Progress } from './link-faults.ts';
import type { TerminalAddress, Transport, TransportRequest, TransportResult } from './ports/transport.port.ts';

export interface UndiciTransportOptions {
  /** The only root that is trusted; it is that of the terminal's environment. */
  readonly fleetRoot: FleetRoot;
  /** For TCP and TLS together, in milliseconds. */
  readonly connectTimeoutMs: number;
}

const PATH = '/nexo';
/** A terminal that loses its power closes no connection: probes end a dead one within half a minute. */
const KEEP_ALIVE_DELAY_MS = 10_000;

/**
 * HTTPS to one terminal (reference 1): each request has a connection of its own, so an Abort passes while a Payment waits. No
 * retry, no redirect. If a pooled connection failed under a request, that would look the same as a lost answer.
 */
export function undiciTransport(address: TerminalAddress, options: UndiciTransportOptions): Transport {
  // Read once: the root is the same for every connection.
  const secureContext = createSecureContext({ ca: options.fleetRoot.pem, minVersion: 'TLSv1.2' });
  const underWay = new Set<AbortController>();
  let closed = false;

  return {
    async post(request): Promise<TransportResult> {
      if (closed || request.signal.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
      // AbortSignal.any would retain something of each request for as long as the transport lives.
      const giveUp = new AbortController();
      const { signal } = giveUp;
      const onAbort = () => giveUp.abort();
      request.signal.addEventListener('abort', onAbort, { once: true });
      underWay.add(giveUp);
      const client = new Client(originOf(address), {
        connect: connector(address, options, secureContext, signal),
        pipelining: 1,
        allowH2: false,
        // Deadlines come from the caller's signal; undici's own would end a payment while the shopper looks for the card.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      try {
        return await exchange(client, { ...request, signal });
      } finally {
        request.signal.removeEventListener('abort', onAbort);
        underWay.delete(giveUp);
        await client.destroy();
      }
    },
    close: () => {
      closed = true;
      for (const giveUp of underWay) giveUp.abort();
      return Promise.resolve();
    },
  };
}

async function exchange(client: Client, { body, signal, onWritten }: TransportRequest): Promise<TransportResult> {
  let progress = 'connecting' as Progress;
  // undici reads the body once the connection is made and checked, and continues when the bytes are handed over.
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    progress = 'writing';
    yield body;
    onWritten?.();
  }
  try {
    const response = await client.request({
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/json', 'content-length': String(body.byteLength) },
      // undici's documentation accepts an AsyncIterable here, its types do not yet.
      body: bytes() as unknown as Readable,
      reset: true,
      // No signal here: undici would close the connection in the ordinary way. The connector resets it, and that ends this.
    });
    return await readWhole(response);
  } catch (error) {
    return { kind: 'failed', failure: linkFailure(signal.aborted ? givenUp : error, progress) };
  }
}

const givenUp = { code: 'ABORT_ERR' };

async function readWhole(response: Dispatcher.ResponseData): Promise<TransportResult> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early destroys the stream, and with it the connection.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > BODY_BYTES_MAX) return { kind: 'failed', failure: failure('ERR_ANSWER_TOO_LARGE') };
    chunks.push(chunk);
  }
  return { kind: 'answered', status: response.statusCode, body: Buffer.concat(chunks) };
}

/**
 * Makes the one connection of a request, and verifies the peer before a byte of the request may pass.
 *
 * When the request is cancelled the TCP connection is *reset*: after an ordinary close, the kernel would go on delivering
 * the rest of the request, maybe long after the terminal reported that it never arrived.
 */
function connector(
  { host, port, ...terminal }: TerminalAddress,
  { fleetRoot, connectTimeoutMs }: UndiciTransportOptions,
  secureContext: SecureContext,
  signal: AbortSignal,
): buildConnector.connector {
  return (_, callback) => {
    // One connection per request: undici would make another for one that was cancelled.
    if (signal.aborted) return callback(Object.assign(new Error('given up'), givenUp), null);
    const raw = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS });
    const secure = connectTls({
      socket: raw,
      secureContext,
      servername: isIP(host) === 0 ? host : '', // no server name for an address (reference 1.7)
      rejectUnauthorized: true, // also when the environment of the process disables it
      // Node skips this check on a resumed TLS session; no session is ever passed, so every connection is checked.
      checkServerIdentity: (_host, certificate) =>
        refusal(certificate, { ...terminal, environment: fleetRoot.environment }),
      ALPNProtocols: ['http/1.1'],
    });
    const overdue = Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' });
    const timer = setTimeout(() => secure.destroy(overdue), connectTimeoutMs);
    const giveUp = () => {
      reset(raw);
      secure.destroy(Object.assign(new Error('given up'), givenUp));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    let waiting = true;
    const answer = (error: Error | null) => {
      clearTimeout(timer);
      if (!waiting) return;
      waiting = false;
      if (error === null) callback(null, secure);
      else callback(error, null);
    };
    raw.on('error', (error) => secure.destroy(error));
    secure
      .once('secureConnect', () => answer(null))
      .on('error', answer)
      .on('close', () => {
        signal.removeEventListener('abort', giveUp);
        answer(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }));
      });
  };
}

/** Resets a TCP connection at once and drops what was not delivered yet. */
function reset(socket: Socket): void {
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}

function refusal(certificate: PeerCertificate, terminal: Parameters<typeof verifyIdentity>[1]): Error | undefined {
  const fault = verifyIdentity(certificate.subject.CN, terminal);
  return fault === undefined ? undefined : Object.assign(new Error(fault.message), { code: fault.code });
}

function originOf({ host, port }: TerminalAddress): string {
  return `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
