import { EventEmitter, once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IssuedCertificate } from '../../../simulator/fleet/fleet.ts';
import { at } from '../simulator.ts';

/** A POST that arrived. */
export interface Arrived {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A till's place for notifications: it writes down what comes, and judges nothing. */
export interface NotificationReceiver {
  readonly port: number;
  readonly arrived: readonly Arrived[];
  /** The first so many arrivals. */
  first(count: number): Promise<readonly Arrived[]>;
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export async function notificationReceiver(
  answer: (response: ServerResponse) => void = (response) => response.end('[accepted]'),
  certificate?: IssuedCertificate,
): Promise<NotificationReceiver> {
  const arrived: Arrived[] = [];
  const arrivals = new EventEmitter<{ arrived: [] }>();
  const server =
    certificate === undefined
      ? createHttpServer()
      : createHttpsServer({ cert: certificate.chainPem, key: certificate.keyPem });
  server.on('tlsClientError', () => undefined);
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      arrived.push({ method, path: url, headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      answer(response);
      arrivals.emit('arrived');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    async first(count) {
      while (arrived.length < count) await once(arrivals, 'arrived');
      return arrived.slice(0, count);
    },
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The members of a display notification's ReferenceID, or the body of an event notification. */
export function contentsOf(message: unknown): Readonly<Record<string, unknown>> {
  const envelope = at(message, 'SaleToPOIRequest');
  const event = at(envelope, 'EventNotification');
  if (typeof event === 'object' && event !== null) return { ...event };
  const content = at(envelope, 'DisplayRequest', 'DisplayOutput', '0', 'OutputContent', 'PredefinedContent');
  return Object.fromEntries(new URLSearchParams(String(at(content, 'ReferenceID'))));
}

/** `CARD_INSERTED`, `Shutdown`. */
export function eventOf(message: unknown): unknown {
  const { event, EventToNotify } = contentsOf(message);
  return event ?? EventToNotify;
}
