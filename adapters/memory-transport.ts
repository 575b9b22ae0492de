import { failure } from '../protocol/faults.ts';
import type { Transport, TransportResult } from './ports/transport.port.ts';

/** The other end: gets the bytes of a request and returns the answer, or a fault of the link. */
export type MemoryPeer = (body: Uint8Array) => Promise<TransportResult>;

const nothing = () => {};

/** A transport without a network: the request goes straight to `peer`. For tests and simulation. */
export function memoryTransport(peer: MemoryPeer): Transport {
  const underWay = new Set<() => void>();
  let closed = false;
  return {
    async post({ body, signal, whyNotSend, onWritten }) {
      if (closed || signal.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
      try {
        const reason = whyNotSend?.();
        if (reason !== undefined) return { kind: 'failed', failure: reason };
      } catch {
        return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
      }
      // AbortSignal.any would keep something of each request for as long as the transport lives.
      let abandon = nothing;
      const abandoned = new Promise<TransportResult>((resolve) => {
        abandon = () => resolve({ kind: 'failed', failure: failure('ERR_LINK_ABANDONED') });
      });
      signal.addEventListener('abort', abandon, { once: true });
      underWay.add(abandon);
      try {
        const answer = peer(body);
        onWritten?.();
        return await Promise.race([answer, abandoned]);
      } catch {
        return { kind: 'failed', failure: failure('ERR_LINK_LOST') };
      } finally {
        signal.removeEventListener('abort', abandon);
        underWay.delete(abandon);
      }
    },
    close: () => {
      closed = true;
      for (const abandon of underWay) abandon();
      return Promise.resolve();
    },
  };
}
