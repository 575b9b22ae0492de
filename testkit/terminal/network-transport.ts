import type { TransportFactory } from '../../adapters/index.ts';
import { linkFailure } from '../../adapters/link-faults.ts';
import { failure } from '../../protocol/faults.ts';
import type { Host } from '../../simulator/world/network-request.ts';
import type { Network } from '../../simulator/world/network.ts';

/** Carries the requests of an engine over the virtual network. */
export function networkTransport(network: Network, host: Host): TransportFactory {
  return ({ poiid }) => {
    const closed = new AbortController();
    return {
      post: async ({ body, signal, onWritten }) => {
        if (closed.signal.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
        const ended = AbortSignal.any([signal, closed.signal]);
        const result = await network.post({ poiid, body, signal: ended, onWritten }, host);
        if (result.kind === 'answered') return result;
        return { kind: 'failed', failure: linkFailure({ code: result.code }, result.progress) };
      },
      close: () => {
        closed.abort();
        return Promise.resolve();
      },
    };
  };
}
