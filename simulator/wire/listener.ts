import { once } from 'node:events';
import type { Server } from 'node:net';
import { ConfigError } from '../../errors.ts';
import { NamedTimers, type SimulatorClock } from '../primitives/clock.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0 lets the operating system choose. */
  readonly port: number;
  readonly clock: SimulatorClock;
  /** Called when nobody listens any more, and when somebody does again. */
  readonly tell: (what: 'down' | 'up') => void;
}

/** A server on its port, which may leave it for a while. */
export interface Listener {
  readonly port: number;
  /**
   * Nobody listens for that long: the operating system refuses connections, as for a machine that is off. While it is so,
   * another call says anew for how long; 0 ends it at once.
   */
  leave(forMs: number): void;
  /** For good. Connections that are open have to be closed by the caller. */
  stop(): Promise<void>;
}

/** Somebody else may have taken the port meanwhile: then it is tried again, every so often. */
const RETRY_MS = 50;

/** @throws {ConfigError} `ERR_CONFIG_PORT` */
export async function listenWith(server: Server, { host, port, clock, tell }: ListenerOptions): Promise<Listener> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ConfigError('ERR_CONFIG_PORT', `the simulated terminal cannot listen on ${host}:${port}`, { cause });
  }
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  const timers = new NamedTimers<'return'>(clock);
  let isAway = false;
  let isBinding = false;

  const bind = () => {
    if (isAway || isBinding || server.listening) return;
    isBinding = true;
    server.listen(boundPort, host);
  };
  const comeBack = () => {
    timers.clear();
    isAway = false;
    bind();
  };
  server.on('listening', () => {
    isBinding = false;
    if (isAway) server.close();
    else tell('up');
  });
  server.on('error', () => {
    isBinding = false;
    if (!isAway) timers.set('return', RETRY_MS, bind);
  });

  return {
    port: boundPort,
    leave(forMs) {
      if (forMs > 0) {
        const wasAway = isAway;
        isAway = true;
        server.close();
        timers.set('return', forMs, comeBack);
        if (!wasAway) tell('down');
      } else if (isAway) {
        comeBack();
      }
    },
    async stop() {
      timers.clear();
      isAway = true;
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      await closed;
    },
  };
}
