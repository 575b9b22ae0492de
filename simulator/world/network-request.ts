/** A process that uses the network. It can end at any moment, and its machine may lose its power with it. */
export interface Host {
  readonly ended: 'no' | 'killed' | 'poweredOff';
  /** Its machine, where there are several: each has a way of its own to a terminal. */
  readonly machine?: string;
  /** Runs it now, or when the process that is stopped wakes. Without it no process is ever stopped. */
  whenAwake?(run: () => void): void;
}

export interface NetworkRequest {
  readonly poiid: string;
  readonly body: Uint8Array;
  /** Each of them resets the connection. */
  readonly signals: readonly AbortSignal[];
  /** Asked when the connection is made, right before the first byte: if not, nothing leaves. */
  readonly mayLeave?: (() => boolean) | undefined;
  /** The last byte was handed to the kernel. */
  readonly onWritten?: (() => void) | undefined;
}

/** The result of a request, in the terms of Node: its error code, and whether a byte of the request may have left. */
export type NetworkResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly code: string; readonly progress: 'connecting' | 'writing' };
