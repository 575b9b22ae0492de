import type { X509Certificate } from 'node:crypto';

/** How far a connection gets, step by step. It sends no byte of a request, and believes nothing: it only looks. */
export interface Probe {
  /** What the host name stands for; the address itself where it is one. */
  readonly addresses: Step<readonly string[]>;
  /** Absent when there is no address. */
  readonly tcp?: Step<TcpOpened>;
  /** Absent when no connection was made. */
  readonly tls?: Step<Handshake>;
}

/** What a step found, or the code of Node.js or OpenSSL that says why it found nothing. */
export type Step<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly message: string };

export interface TcpOpened {
  readonly address: string;
  readonly ms: number;
}

/** What a peer presents in the TLS handshake. Nothing of it is verified. */
export interface Handshake {
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly protocol: string;
  /** In the words of OpenSSL. */
  readonly cipher: string;
  /** The certificates from that of the peer upwards, as far as it sent them. */
  readonly chain: readonly X509Certificate[];
}
