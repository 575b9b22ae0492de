import { isLoopbackHost } from '../../adapters/notification-listener/loopback.ts';
import type { NotificationListenerOptions } from '../../adapters/ports/listener.port.ts';
import { startNotificationListener } from '../../adapters/notification-listener/start-listener.ts';
import type { Environment } from '../../certs/index.ts';
import { ConfigError, errorCode } from '../../errors.ts';
import { fail, pass, skip, warn, type OpenFinding } from './check.ts';

/** The ports that the URL of a notification may have (reference 8.1). */
const PORTS: Readonly<Record<Environment, readonly number[]>> = {
  test: [80, 8080, 8888, 443, 8443, 8843],
  live: [443, 8443, 8843],
};

export interface ListenerSetup {
  /** As the engine would listen; `undefined` when there is no listener. */
  readonly options: Pick<NotificationListenerOptions, 'host' | 'port' | 'tls' | 'credentials'> | undefined;
  readonly environment: Environment;
  /** The hosts of the terminals: whether notifications come from other machines. */
  readonly terminalHosts: readonly string[];
  /** The process that owns the journal: the port is its own, then. */
  readonly ownerPid: number | undefined;
}

/** Whether the port for notifications can be listened on, and whether terminals can reach it, as far as this machine can know. */
export async function checkListener({ options, environment, ...setup }: ListenerSetup): Promise<OpenFinding> {
  if (options === undefined) return skip('no listener is configured: the till displays no progress of the shopper');
  const { host, port, tls } = options;
  try {
    // It has no key, so that nothing is taken from the till in the moment that it listens.
    const keyRing = { find: () => undefined };
    const listener = await startNotificationListener({ ...options, keyRing, sink: () => {} });
    await listener.close();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (errorCode(error.cause) !== 'EADDRINUSE') return fail(error.message, 'correct the options of the listener');
    const taken = `the listener port ${port} is taken: another process listens on ${host}:${port}`;
    if (setup.ownerPid === undefined) return fail(taken, 'end the other process, or give another --listen-port');
    return warn(
      `${taken}, probably the till that has the journal open (process ${setup.ownerPid})`,
      'nothing, if it is that till',
    );
  }
  const isLocal = setup.terminalHosts.every(isLoopbackHost);
  if (isLoopbackHost(host) && !isLocal) {
    return warn(
      `it listens on ${host}, which no terminal in the network can reach`,
      'listen on the address of this machine in the network of the terminals (--listen-host), with credentials',
    );
  }
  const bound = `${host}:${port} can be listened on${tls === undefined ? ' (HTTP)' : ' (HTTPS)'}`;
  if (isLocal) return pass(bound);
  if (environment === 'live' && tls === undefined) {
    return warn(`${bound}, and a live terminal sends to HTTPS only`, 'give a certificate and its key');
  }
  if (port !== 0 && !PORTS[environment].includes(port)) {
    return warn(
      `${bound}, and a terminal may refuse to send to that port`,
      `use one of ${PORTS[environment].join(', ')}`,
    );
  }
  return pass(`${bound}; open it in the firewall of this machine for the terminals: that cannot be seen from here`);
}
