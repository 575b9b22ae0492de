import { setMaxListeners } from 'node:events';
import type { TransportFactory } from '../../adapters/index.ts';
import { linkFailure } from '../../adapters/link-faults.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import type { Host } from '../../simulator/world/network-request.ts';
import type { Network } from '../../simulator/world/network.ts';

/** Carries the requests of an engine over the virtual network. */
export function networkTransport(network: Network, host: Host): TransportFactory {
  return ({ poiid }) => {
    const closed = new AbortController();
    // One listener for each exchange that is under way.
    setMaxListeners(0, closed.signal);
    return {
      post: async ({ body, signal, whyNotSend, onWritten }) => {
        if (closed.signal.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
        let reason: Failure | undefined;
        const mayLeave = () => {
          try {
            reason = whyNotSend?.();
          } catch {
            reason = failure('ERR_LINK_CANCELLED');
          }
          return reason === undefined;
        };
        const result = await network.post({ poiid, body, signals: [signal, closed.signal], mayLeave, onWritten }, host);
        if (result.kind === 'answered') return result;
        if (reason !== undefined) return { kind: 'failed', failure: reason };
        return { kind: 'failed', failure: linkFailure({ code: result.code }, result.progress) };
      },
      close: () => {
        closed.abort();
        return Promise.resolve();
      },
    };
  };
}
