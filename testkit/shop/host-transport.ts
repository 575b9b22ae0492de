import type { TransportFactory } from '../../adapters/index.ts';
import type { Network } from '../../simulator/world/network.ts';
import { networkTransport } from '../terminal/network-transport.ts';
import { never, type TillHost } from './till-host.ts';

/** The network as one process has it: a dead process gets no answer, and one that is stopped gets it when it wakes. */
export function hostTransport(network: Network, host: TillHost): TransportFactory {
  const connect = networkTransport(network, host);
  return (address) => {
    const transport = connect(address);
    return {
      ...transport,
      post: async (request) => {
        if (!host.cross()) return never();
        if (host.isStopped) await host.untilAwake();
        const written = () => {
          if (host.cross()) request.onWritten?.();
        };
        return host.whileAlive(await transport.post({ ...request, onWritten: written }));
      },
    };
  };
}
