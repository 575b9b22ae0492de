import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { createWorkerParts } from 'tenderline/runtime';
import type { Reading } from '../contracts.ts';
import { deviceObject } from '../exchange/device-object.ts';
import { exchangeService, type ExchangeHook } from '../exchange/exchange-service.ts';
import { orphansObject } from '../terminal/orphans-object.ts';
import { terminalObject } from '../terminal/terminal-object.ts';
import { Callers } from '../till/caller.ts';
import { historyObject } from '../till/history-object.ts';
import { tillService } from '../till/till-service.ts';
import { transactionObject } from '../transaction/transaction-object.ts';
import { startListener } from './listener.ts';
import { checkWorkerOptions, type WorkerOptions } from './worker-options.ts';

/** A worker that runs. */
export interface Worker {
  /** To register at the server, or to put behind a load balancer that is. */
  readonly url: string;
  /** Where it listens for notifications; `undefined` without a listener. */
  readonly listenerUrl: string | undefined;
  /** Ends it at once. The engine repeats elsewhere what was under way; a request that may have left is asked about. */
  close(): Promise<void>;
}

const KEEP_EVENTS_MS = 90 * 24 * 3_600_000;

/**
 * Starts a worker: it runs the handlers that Restate calls, and speaks with the terminals. Start as many as there shall be, with the same
 * options, on machines whose clocks are set (NTP).
 *
 * @param hook for tests of crashes alone
 * @throws {ConfigError} `ERR_CONFIG_WORKER`, and those of `createEngine`
 */
export async function startWorker(options: WorkerOptions, hook?: ExchangeHook): Promise<Worker> {
  checkWorkerOptions(options);
  const {
    tills,
    identityKeys,
    notificationSecret,
    host = '127.0.0.1',
    port = 9080,
    keepEventsMs = KEEP_EVENTS_MS,
  } = options;
  // The SaleID of a request is that of its till.
  const parts = await createWorkerParts({ ...options.engine, saleId: tills[0]?.name ?? '' });
  const { clock, bootId } = parts;
  const read = (): Reading => ({ atMs: clock.now(), upMs: clock.upMs(), clock: bootId });
  const surroundings = { parts, read, keepEventsMs, limits: parts.options.limits };
  const callers = new Callers(tills, notificationSecret, surroundings);
  const handler = createEndpointHandler({
    services: [
      tillService(callers, surroundings),
      transactionObject(surroundings),
      terminalObject(surroundings),
      orphansObject(surroundings),
      deviceObject,
      historyObject,
      exchangeService(parts, read, hook),
    ],
    ...(identityKeys !== 'none' && { identityKeys: [...identityKeys] }),
    logger: ({ level }, message, ...rest) => {
      const name: string = level;
      if (name !== 'error' && name !== 'warn') return;
      parts.log[name]({ component: 'restate', rest: rest.map(String) }, String(message));
    },
  });
  const server = createServer(handler);
  const sessions = sessionsOf(server);
  const end = async () => {
    server.close();
    for (const session of sessions) session.destroy();
    await parts.close();
  };
  try {
    server.listen(port, host);
    await once(server, 'listening');
    const { port: bound } = server.address() as AddressInfo;
    const listener = options.listener && (await startListener(options.listener, notificationSecret ?? '', parts));
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
      listenerUrl: listener?.url,
      close: async () => {
        await listener?.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function sessionsOf(server: Http2Server): ReadonlySet<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  return sessions;
}
