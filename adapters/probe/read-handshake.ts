import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { errorCode } from '../../errors.ts';
import type { Handshake, Step } from './probe.types.ts';

/** No chain of a terminal is that long. */
const CHAIN_MAX = 10;

/**
 * Completes a TLS handshake, reads what the peer presents, and ends the connection. The certificate is not verified here: what is wrong
 * with it is to be found out. So nothing may ever be sent on such a connection.
 */
export function readHandshake(
  socket: Socket,
  { host, servername, timeoutMs }: { host: string; servername: string | undefined; timeoutMs: number },
): Promise<Step<Handshake>> {
  return new Promise((resolve) => {
    let secure: TLSSocket | undefined;
    const end = (step: Step<Handshake>) => {
      clearTimeout(timer);
      secure?.destroy();
      socket.destroy();
      resolve(step);
    };
    const failed = (error: unknown) =>
      end({
        ok: false,
        code: errorCode(error) ?? 'unknown',
        message: error instanceof Error ? error.message : String(error),
      });
    const timer = setTimeout(() => end({ ok: false, code: 'ETIMEDOUT', message: 'no answer' }), timeoutMs);
    try {
      secure = connect({
        socket,
        servername: servername ?? (isIP(host) === 0 ? host : ''),
        minVersion: 'TLSv1.2',
        // Nothing is sent on it, and nothing that it presents is believed.
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
      });
      secure
        .on('error', failed)
        .once('close', () => failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
        .once('secureConnect', () => end({ ok: true, value: read(secure as TLSSocket) }));
    } catch (error) {
      failed(error);
    }
  });
}

function read(socket: TLSSocket): Handshake {
  const { name: cipher } = socket.getCipher();
  return { protocol: socket.getProtocol() ?? 'unknown', cipher, chain: chainOf(socket.getPeerCertificate(true)) };
}

/** The certificates from that of the peer upwards. */
function chainOf(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  for (let next: DetailedPeerCertificate | undefined = leaf; next !== undefined && chain.length < CHAIN_MAX;) {
    const { raw, fingerprint256 } = next as Partial<DetailedPeerCertificate>;
    if (raw === undefined || fingerprint256 === undefined || seen.has(fingerprint256)) break;
    seen.add(fingerprint256);
    chain.push(new X509Certificate(raw));
    next = next.issuerCertificate as DetailedPeerCertificate | undefined;
  }
  return chain;
}
