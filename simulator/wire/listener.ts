import { once } from 'node:events';
import type { Server } from 'node:net';
import { ConfigError } from '../../errors.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import { NamedTimers } from '../primitives/named-timers.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly clock: SimulatorClock;
  /** Called when the port was closed for a while, and when it is open again. */
  readonly onReachable: (isReachable: boolean) => void;
}

/** A server on its port, which can be closed for a while. */
export interface Listener {
  readonly port: number;
  /**
   * Closes the port for that long: the operating system refuses connections, as for a machine that is off. While it is closed,
   * another call replaces the duration; 0 opens it at once.
   */
  closeFor(ms: number): void;
  /** Closes the port for good. Open connections have to be closed by the caller. */
  stop(): Promise<void>;
}

/** Another process may have taken the port meanwhile: then opening it is retried. */
const RETRY_MS = 50;

/** @throws {ConfigError} `ERR_CONFIG_PORT` */
export async function listenWith(
  server: Server,
  { host, port, clock, onReachable }: ListenerOptions,
): Promise<Listener> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const mistake = { path: 'port', expected: `a free port on ${host}`, found: `${port}, which cannot be opened` };
    throw new ConfigError('ERR_CONFIG_PORT', mistake, { cause });
  }
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  const timers = new NamedTimers<'open'>(clock);
  let isClosed = false;
  let isOpening = false;

  const open = () => {
    if (isClosed || isOpening || server.listening) return;
    isOpening = true;
    server.listen(boundPort, host);
  };
  const reopen = () => {
    timers.clear();
    isClosed = false;
    open();
  };
  server.on('listening', () => {
    isOpening = false;
    if (isClosed) server.close();
    else onReachable(true);
  });
  server.on('error', () => {
    isOpening = false;
    if (!isClosed) timers.set('open', RETRY_MS, open);
  });

  return {
    port: boundPort,
    closeFor(ms) {
      if (ms > 0) {
        const wasClosed = isClosed;
        isClosed = true;
        server.close();
        timers.set('open', ms, reopen);
        if (!wasClosed) onReachable(false);
      } else if (isClosed) {
        reopen();
      }
    },
    async stop() {
      timers.clear();
      isClosed = true;
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      await closed;
    },
  };
}
