import { isIP, type LookupFunction } from 'node:net';
import { Duplex, type Readable } from 'node:stream';
import { createSecureContext, type PeerCertificate, type SecureContext, type TLSSocket } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { FleetRoot } from '../certs/index.ts';
import { BODY_BYTES_MAX } from '../protocol/codec.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import { loadOnce } from './load-once.ts';
import { withoutCoding } from './content-coding.ts';
import { makeHeadPlain } from './answer-head.ts';
import { linkFailure, type Progress } from './link-faults.ts';
import type {
  Preconnection,
  Rank,
  TerminalAddress,
  Transport,
  TransportRequest,
  TransportResult,
} from './ports/transport.port.ts';
import { ConnectionAhead, type Opening } from './connection/connection-ahead.ts';
import { connectToTerminal, givenUp } from './connection/terminal-connection.ts';

/** How the transport over HTTPS is set up. */
export interface UndiciTransportOptions {
  /** The only root that is trusted; it is that of the terminal's environment. */
  readonly fleetRoot: FleetRoot;
  /** For the name, TCP and TLS together, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Finds the addresses of a host name. Default: that of Node.js (`dns.lookup`). */
  readonly lookup?: LookupFunction;
  /**
   * Called when the terminal has proved who it is, before the first byte, with the end of its certificate: epoch milliseconds, NaN when
   * it cannot be read. What it throws fails the request: nothing is sent then.
   */
  readonly onCertificate?: (poiid: string, endsAtMs: number) => void;
}

const PATH = '/nexo';

/** Made once for a root, whatever number of terminals there are. */
const secureContexts = new WeakMap<FleetRoot, SecureContext>();

function secureContextOf(fleetRoot: FleetRoot): SecureContext {
  const known = secureContexts.get(fleetRoot);
  if (known !== undefined) return known;
  const made = createSecureContext({ ca: fleetRoot.pem, minVersion: 'TLSv1.2' });
  secureContexts.set(fleetRoot, made);
  return made;
}

/**
 * HTTPS to one terminal (reference 1): each request has a connection of its own, so an Abort passes while a Payment waits. No
 * retry, no redirect. If a pooled connection failed under a request, that would look the same as a lost answer.
 */
export function undiciTransport(address: TerminalAddress, options: UndiciTransportOptions): Transport {
  const underWay = new Set<AbortController>();
  const ahead = new Set<Preconnection>();
  let closed = false;

  const open = (rank?: Rank): Opening => {
    const giveUp = new AbortController();
    return { giveUp, socket: connect(address, options, giveUp.signal, rank) };
  };
  const take = (connection: Preconnection | undefined): Opening | undefined => {
    if (connection instanceof ConnectionAhead && ahead.has(connection)) return connection.take();
    connection?.close(); // of an address that the terminal had before
    return undefined;
  };

  return {
    preconnect(): Preconnection {
      const connection = new ConnectionAhead(open(), () => ahead.delete(connection));
      ahead.add(connection);
      if (closed) connection.close();
      return connection;
    },
    async post(request): Promise<TransportResult> {
      if (closed || request.signal.aborted) {
        request.connection?.close();
        return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
      }
      // AbortSignal.any would retain something of each request for as long as the transport lives.
      const { giveUp, socket: connecting } = take(request.connection) ?? open(request.rank);
      const { signal } = giveUp;
      const onAbort = () => giveUp.abort();
      request.signal.addEventListener('abort', onAbort, { once: true });
      underWay.add(giveUp);
      try {
        // Whatever is thrown here is thrown before the first byte.
        const socket = await connecting;
        return await exchange(clientOn(socket, originOf(address)), socket, { ...request, signal });
      } catch (error) {
        const result = failed(error, signal, 'connecting');
        giveUp.abort();
        return result;
      } finally {
        request.signal.removeEventListener('abort', onAbort);
        underWay.delete(giveUp);
      }
    },
    close: () => {
      closed = true;
      for (const connection of ahead) connection.close();
      for (const giveUp of underWay) giveUp.abort();
      return Promise.resolve();
    },
  };
}

/** A connection on which the terminal has proved who it is, whoever waits for it. */
async function connect(
  address: TerminalAddress,
  options: UndiciTransportOptions,
  signal: AbortSignal,
  rank: Rank | undefined,
): Promise<TLSSocket> {
  let endsAtMs = Number.NaN;
  const onVerified = (certificate: PeerCertificate) => (endsAtMs = Date.parse(certificate.valid_to));
  const secureContext = secureContextOf(options.fleetRoot);
  const socket = await connectToTerminal(address, { ...options, secureContext, onVerified }, signal, rank);
  try {
    options.onCertificate?.(address.poiid, endsAtMs);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

/**
 * undici reads the code that parses answers from the disk with its first connection, which would be in the middle of a payment. This makes
 * that connection before, to nothing: a disk that fails, or a package that is replaced under a running till, can end no payment then.
 *
 * @throws why it cannot be read
 */
export const loadParser = loadOnce(requestToNothing);

async function requestToNothing(): Promise<void> {
  // Ends with the first byte.
  const nothing = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(new Error('nothing is there')) });
  const client = new Client('http://127.0.0.1', {
    connect: (_, callback) => process.nextTick(callback, null, nothing),
  });
  let isWritten = false;
  async function* body(): AsyncGenerator<Uint8Array, void> {
    isWritten = true;
    yield Buffer.from('-');
  }
  try {
    await client.request({ method: 'POST', path: '/', body: body() as unknown as Readable });
  } catch (error) {
    // A body is asked for when there is a parser.
    if (!isWritten) throw error;
  } finally {
    await client.destroy();
  }
}

/** An HTTP client whose one connection is that socket. */
function clientOn(socket: TLSSocket, origin: URL): Client {
  makeHeadPlain(socket);
  return new Client(origin, {
    // undici expects the answer later than the call. A socket that is lost by then is an error: undici would ask for another, and get the same.
    connect: (_, callback) =>
      process.nextTick(() => (socket.destroyed ? callback(lost(), null) : callback(null, socket))),
    pipelining: 1,
    allowH2: false,
    // Deadlines come from the caller's signal; undici's own would end a payment while the shopper looks for the card.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

const lost = () => Object.assign(new Error('the connection is lost'), { code: 'ECONNRESET' });

/** Why a client is closed after its one request: without it, undici makes an error with a stack for each. */
const DONE = new Error('the request has ended');

async function exchange(
  client: Client,
  socket: TLSSocket,
  { body, signal, onWritten, whyNotSend }: TransportRequest,
): Promise<TransportResult> {
  let progress = 'connecting' as Progress;
  let reason: Failure | undefined;
  // undici reads the body before it writes the head, and continues when the bytes are handed over, or the connection is closed.
  async function* bytes(): AsyncGenerator<Uint8Array, void> {
    if (signal.aborted) throw givenUp();
    reason = whyNotSend?.();
    if (reason !== undefined) throw new Error('not sent');
    progress = 'writing';
    yield body;
    if (!socket.destroyed) onWritten?.();
  }
  try {
    const response = await client.request({
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/json', 'content-length': String(body.byteLength) },
      // undici's documentation accepts an AsyncIterable here, its types do not yet.
      body: bytes() as unknown as Readable,
      reset: true,
      // No signal here: undici would close the connection in the ordinary way. A signal resets it, and that ends this.
    });
    return await readWhole(response);
  } catch (error) {
    return reason === undefined ? failed(error, signal, progress) : { kind: 'failed', failure: reason };
  } finally {
    await client.destroy(DONE);
  }
}

function failed(error: unknown, signal: AbortSignal, progress: Progress): TransportResult {
  return { kind: 'failed', failure: linkFailure(signal.aborted ? givenUp() : error, progress) };
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
  const { date, 'content-encoding': coding } = response.headers;
  const body = withoutCoding(Buffer.concat(chunks), coding);
  return { kind: 'answered', status: response.statusCode, body, ...(typeof date === 'string' && { date }) };
}

/** For the Host header. It has no zone: that means something on this machine alone (RFC 9110, 7.2; RFC 6874). */
function originOf({ host, port }: TerminalAddress): URL {
  return new URL(`https://${isIP(host) === 6 ? `[${host.replace(/%.*/, '')}]` : host}:${port}`);
}
