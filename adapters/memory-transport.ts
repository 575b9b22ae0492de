import { failure } from '../protocol/faults.ts';
import type { Transport, TransportResult } from './ports/transport.port.ts';

/** The other end: gets the bytes of a request and returns the answer, or a fault of the link. */
export type MemoryPeer = (body: Uint8Array) => Promise<TransportResult>;

/** A transport without a network: the request goes straight to `peer`. For tests and simulation. */
export function memoryTransport(peer: MemoryPeer): Transport {
  const closed = new AbortController();
  return {
    async post({ body, signal, onWritten }) {
      const ended = AbortSignal.any([signal, closed.signal]);
      if (ended.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
      try {
        const answer = peer(body);
        onWritten?.();
        return await Promise.race([answer, abandoned(ended)]);
      } catch {
        return { kind: 'failed', failure: failure('ERR_LINK_LOST') };
      }
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function abandoned(signal: AbortSignal): Promise<TransportResult> {
  return new Promise((resolve) => {
    const result = { kind: 'failed', failure: failure('ERR_LINK_ABANDONED') } as const;
    signal.addEventListener('abort', () => resolve(result), { once: true });
  });
}
