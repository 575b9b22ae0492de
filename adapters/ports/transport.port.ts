import type { Failure } from '../../protocol/faults.ts';

/**
 * Carries bytes to one terminal and back.
 *
 * Promises: the bytes of a request leave at most once (no retry, no redirect); they leave only towards a peer that proved to be
 * the terminal; calls may overlap, so that an Abort passes while a Payment waits.
 */
export interface Transport {
  /**
   * Sends one request and waits for the whole answer. Never rejects: a failure is a result. The transport has no
   * deadline of its own beyond the one for connecting; `signal` ends the wait.
   */
  post(request: TransportRequest): Promise<TransportResult>;
  /**
   * Begins the connection of a request that may not leave yet: the peer proves who it is meanwhile, and no byte of a request is sent.
   * Optional: without it `post` makes each connection. Must not throw; a failure is a result of `post`.
   */
  preconnect?(): Preconnection | undefined;
  /** Ends every exchange under way. Safe to call twice; a later `post` gives `ERR_LINK_CANCELLED`. */
  close(): Promise<void>;
}

/** One request to send. */
export interface TransportRequest {
  /** The HTTP body; not changed. */
  readonly body: Uint8Array;
  /** Ends the exchange: `ERR_LINK_CANCELLED` before the first byte, `ERR_LINK_ABANDONED` after it. */
  readonly signal: AbortSignal;
  /**
   * Asked once, immediately before the first byte, when the connection is made and the peer verified: connecting takes time, and
   * the till may have withdrawn meanwhile. When it returns a failure, nothing is sent and that failure is the result; nor when
   * it throws. Without it the request may always leave.
   */
  readonly whyNotSend?: () => Failure | undefined;
  /**
   * Called once when the last byte was handed to the network, before the answer. What the peer says before that is no answer to
   * the request: a rejection without it is not believed.
   */
  readonly onWritten?: () => void;
  /** Where a burst of requests has to wait for the processor. Default `ordinary`. */
  readonly rank?: Rank;
  /**
   * The connection that `preconnect` of this transport began for this request. One that failed, was lost or is another transport's is not
   * used: `post` makes one then.
   */
  readonly connection?: Preconnection | undefined;
}

/** A connection that was begun ahead of its one request. */
export interface Preconnection {
  /** Gives it up, unless a request has it. Safe to call twice. */
  close(): void;
}

/** Who comes first: what stops something, before all others; what no person waits for, behind them. */
export type Rank = (typeof RANKS)[number];

export const RANKS = ['first', 'ordinary', 'later'] as const;

/** What came of a request: an answer that is not verified yet, or a fault. */
export type TransportResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: Uint8Array;
      /** The Date header, where there is one: only for a look at the clocks. */
      readonly date?: string | undefined;
    }
  /** The fault's delivery states whether a byte may have left. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The terminal that a transport connects to. */
export interface TerminalAddress {
  readonly poiid: string;
  /** Address or name. An IPv6 address may name its zone: `fe80::1%eth0`. */
  readonly host: string;
  readonly port: number;
  /** Whether the legacy certificate, which names no terminal, is accepted. */
  readonly allowLegacyCertificate: boolean;
}

/** Creates the transport to a terminal. */
export type TransportFactory = (address: TerminalAddress) => Transport;
