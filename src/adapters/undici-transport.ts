import type { Readable } from 'node:stream';
import { createSecureContext, type PeerCertificate } from 'node:tls';
import { Pool, type Dispatcher } from 'undici';
import { whyNotThisTerminal, type FleetRoot } from '../certs/index.ts';
import { BODY_BYTES_MAX } from '../protocol/codec.ts';
import { failure } from '../protocol/faults.ts';
import { linkFailure, type Progress } from './link-faults.ts';
import type { TerminalAddress, Transport, TransportResult } from './ports/transport.port.ts';

export interface UndiciTransportOptions {
  /** The only root that is trusted; its environment is the terminal's. */
  readonly fleetRoot: FleetRoot;
  /** For TCP and TLS together, in milliseconds. */
  readonly connectTimeoutMs: number;
}

const PATH = '/nexo';
const KEEP_ALIVE_DELAY_MS = 10_000;

/** HTTPS to one terminal (reference 1): one pool, a fresh connection for each request, no retry, no redirect. */
export function undiciTransport(address: TerminalAddress, options: UndiciTransportOptions): Transport {
  const pool = new Pool(originOf(address), {
    // One request, one connection: a pooled socket that dies under a request cannot be told apart from a lost answer.
    // Their number is bounded by the engine, which has one request, one abort and one check a transaction.
    connections: null,
    pipelining: 1,
    allowH2: false,
    // Deadlines come from the caller's signal; undici's own would end a payment while the shopper looks for the card.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: options.connectTimeoutMs,
      // A terminal that loses its power sends no farewell: probes end a dead connection within half a minute.
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
      secureContext: createSecureContext({ ca: options.fleetRoot.pem, minVersion: 'TLSv1.2' }),
      rejectUnauthorized: true, // also when the environment of the process says otherwise
      checkServerIdentity: (_host: string, certificate: PeerCertificate) => refusal(certificate, address, options),
      // Node skips checkServerIdentity on a resumed TLS session: no session is kept, so each connection is checked.
      maxCachedSessions: 0,
    },
  });

  return {
    async post({ body, signal, onWritten }): Promise<TransportResult> {
      let progress = 'connecting' as Progress;
      // undici draws the body once the connection is made and checked, and comes back when the bytes are handed over.
      async function* bytes(): AsyncGenerator<Uint8Array, void> {
        progress = 'writing';
        yield body;
        onWritten?.();
      }
      try {
        const response = await pool.request({
          method: 'POST',
          path: PATH,
          headers: { 'content-type': 'application/json', 'content-length': String(body.byteLength) },
          // undici's documentation takes an AsyncIterable here, its types do not yet say so.
          body: bytes() as unknown as Readable,
          reset: true,
          signal,
        });
        return await readWhole(response);
      } catch (error) {
        return { kind: 'failed', failure: linkFailure(error, progress) };
      }
    },
    close: () => pool.destroy(),
  };
}

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

function refusal(
  certificate: PeerCertificate,
  { poiid, allowLegacyCertificate }: TerminalAddress,
  { fleetRoot }: UndiciTransportOptions,
): Error | undefined {
  const fault = whyNotThisTerminal(certificate.subject.CN, {
    poiid,
    environment: fleetRoot.environment,
    allowLegacyCertificate,
  });
  return fault === undefined ? undefined : Object.assign(new Error(fault.message), { code: fault.code });
}

function originOf({ host, port }: TerminalAddress): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
