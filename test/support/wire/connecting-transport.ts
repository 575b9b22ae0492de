import { failure } from '../../../protocol/faults.ts';
import type { Transport, TransportFactory, TransportRequest } from '../../../adapters/ports/transport.port.ts';

/**
 * A transport whose connections are made when the test says so, in front of another one. Until then a request that is given up was not
 * sent, as with a real one.
 */
export function connectingTransport(inner: Transport) {
  const connecting: (() => void)[] = [];
  const factory: TransportFactory = () => ({
    async post(request: TransportRequest) {
      const isGivenUp = await new Promise<boolean>((resolve) => {
        connecting.push(() => resolve(false));
        request.signal.addEventListener('abort', () => resolve(true), { once: true });
      });
      return isGivenUp ? { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') } : inner.post(request);
    },
    close: () => inner.close(),
  });
  return {
    factory,
    /** How many connections were begun. */
    begun: () => connecting.length,
    /** Makes all connections that were begun. */
    connect: () => {
      for (const connected of connecting) connected();
    },
  };
}
