import { connect as connectTcp, isIP, type LookupFunction } from 'node:net';
import { connect as connectTls, type PeerCertificate, type SecureContext, type TLSSocket } from 'node:tls';
import { verifyIdentity, type FleetRoot } from '../../certs/index.ts';
import { handshakes } from './handshakes.ts';
import type { Rank, TerminalAddress } from '../ports/transport.port.ts';

export interface ConnectionOptions {
  readonly fleetRoot: FleetRoot;
  /** Made of the fleet root alone. */
  readonly secureContext: SecureContext;
  /** For the name, TCP and TLS together, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Finds the addresses of a host name. Default: that of Node.js (`dns.lookup`). */
  readonly lookup?: LookupFunction | undefined;
  /** Gets the certificate of the peer that proved to be the terminal. Must not throw. Node.js takes a millisecond to read it once more. */
  readonly onVerified?: ((certificate: PeerCertificate) => void) | undefined;
}

/** A terminal that loses its power closes no connection: probes end a dead one within half a minute. */
const KEEP_ALIVE_DELAY_MS = 10_000;
/** An address that stays silent keeps this part of the time for connecting from the next address of the same name. */
const TIME_PER_ADDRESS = 1 / 4;

const nothing = () => {};

/** The error of a connection that the till gave up. */
export const givenUp = (): Error => Object.assign(new Error('given up'), { code: 'ABORT_ERR' });

/**
 * Makes a connection to a terminal and verifies the peer. Until it resolves, no byte of a request can have left.
 *
 * TLS starts when TCP is connected, never before: while it tries one address of a name after the other, Node.js replaces the handle
 * of the socket, and a TLS socket around it would be left with a dead one, which ends the process.
 *
 * When `signal` aborts, also later, the TCP connection is *reset*: after an ordinary close, the kernel would go on delivering
 * the rest of the request, maybe long after the terminal reported that it never arrived.
 *
 * @throws an error with a `code` of Node.js, OpenSSL or the identity check
 */
export function connectToTerminal(
  { host, port, ...terminal }: TerminalAddress,
  { fleetRoot, secureContext, connectTimeoutMs, lookup, onVerified }: ConnectionOptions,
  signal: AbortSignal,
  rank: Rank = 'ordinary',
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw givenUp();
    const raw = connectTcp({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: Math.ceil(connectTimeoutMs * TIME_PER_ADDRESS),
      ...(lookup !== undefined && { lookup }),
    });
    let secure: TLSSocket | undefined;
    let isMade = false;
    // First the reason: ending one of the sockets makes the other one report an error of its own.
    const fail = (error: Error) => {
      reject(error);
      secure?.destroy(error);
      raw.destroy();
    };
    const failAtOnce = (error: Error) => {
      reject(error);
      if (!raw.connecting) raw.resetAndDestroy();
      fail(error);
    };
    const overdue = () => failAtOnce(errorOf('ETIMEDOUT', 'connecting took too long'));
    const startedAt = performance.now();
    let timer = setTimeout(overdue, connectTimeoutMs);
    let leave = nothing;
    let handshakeDone = nothing;
    const giveUp = () => failAtOnce(givenUp());
    signal.addEventListener('abort', giveUp, { once: true });

    const startTls = () => {
      secure = connectTls({
        socket: raw,
        secureContext,
        servername: isIP(host) === 0 ? host : '', // no server name for an address (reference 1.7)
        rejectUnauthorized: true, // also when the environment of the process disables it
        // Node skips this check on a resumed TLS session; no session is ever passed, so every connection is checked.
        checkServerIdentity: (_host, certificate) => {
          const refused = refusal(certificate, { ...terminal, environment: fleetRoot.environment });
          if (refused === undefined) onVerified?.(certificate);
          return refused;
        },
        ALPNProtocols: ['http/1.1'],
      });
      secure
        .on('error', fail)
        // Most are closed when their work is done: no caller would get the error with its stack.
        .once('close', () => (isMade ? raw.destroy() : fail(errorOf('ECONNRESET', 'closed'))))
        .once('secureConnect', () => {
          // What came together with the handshake is read by then.
          setImmediate(takeOver);
        });
    };
    const takeOver = () => {
      clearTimeout(timer);
      handshakeDone();
      if (secure === undefined || secure.destroyed) return;
      if (secure.readableLength > 0)
        return failAtOnce(errorOf('PEER_SPOKE_FIRST', 'the peer spoke before it was asked'));
      isMade = true;
      return resolve(secure);
    };
    raw
      .on('error', fail)
      .once('connect', () => {
        // That other handshakes come first is not the time of this terminal.
        clearTimeout(timer);
        const leftMs = connectTimeoutMs - (performance.now() - startedAt);
        leave = handshakes.enter(rank, (done) => {
          handshakeDone = done;
          timer = setTimeout(overdue, leftMs);
          try {
            startTls();
          } catch (error) {
            // Thrown in an event of the socket, it would end the process.
            fail(error instanceof Error ? error : new Error(String(error)));
          }
        });
      })
      .once('close', () => {
        // While it waits for its handshake, nothing else says so.
        if (secure === undefined) reject(errorOf('ECONNRESET', 'closed'));
        clearTimeout(timer);
        leave();
        handshakeDone();
        signal.removeEventListener('abort', giveUp);
      });
  });
}

function errorOf(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function refusal(certificate: PeerCertificate, terminal: Parameters<typeof verifyIdentity>[1]): Error | undefined {
  // A certificate may have no subject; an error that is thrown here would end the process.
  const subject = certificate.subject as PeerCertificate['subject'] | undefined;
  const fault = verifyIdentity(subject?.CN, terminal);
  return fault === undefined ? undefined : errorOf(fault.code, fault.message);
}
