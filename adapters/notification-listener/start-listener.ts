import { once } from 'node:events';
import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { ConfigError, errorCode, formatValue } from '../../errors.ts';
import { logEvent } from '../logging/log-event.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { ListenerLimits, NotificationListener, NotificationListenerOptions } from '../ports/listener.port.ts';
import { systemClock } from '../system-clock.ts';
import { Connections } from './connections.ts';
import { assertMembers, limitsOf, LISTENER_LIMITS } from './limits.ts';
import { isLoopbackHost } from './loopback.ts';
import { nodeHttpListener } from './node-http.ts';
import { HANDLER_OPTIONS, notificationHandler } from './notification-handler.ts';

/**
 * Listens for display and event notifications (reference 8, 9), as `notificationHandler` describes, on a port of its own.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`: options that are invalid, or a port that is not available; as a rejection
 */
export async function startNotificationListener(options: NotificationListenerOptions): Promise<NotificationListener> {
  const { host, port, tls, ...handling } = options;
  const { clock = systemClock, log } = options;
  assertMembers(options, ['host', 'port', 'tls', ...HANDLER_OPTIONS], 'notification listener');
  checkAddress(options);
  if (tls !== undefined) assertMembers(tls, ['cert', 'key'], 'notification listener, tls');
  const limits = limitsOf(LISTENER_LIMITS, options.limits);
  const { bodyBytesMax, bodyTimeoutMs, ageMaxMs } = limits;
  const handler = notificationHandler({ ...handling, limits: { bodyBytesMax, bodyTimeoutMs, ageMaxMs } });
  const listener = nodeHttpListener(handler);
  const connections = new Connections(limits);
  const server = serverOf(tls, limits);
  server.maxRequestsPerSocket = limits.requestsPerConnectionMax;
  // Ahead of TLS, which must not begin on a connection that is refused.
  server.prependListener('connection', (socket: Socket) => connections.take(socket));
  server.on('request', (request, response) => {
    response.once('close', connections.begin(request.socket));
    listener(request, response);
  });

  const boundPort = await listen(server, host, port);
  server.on('error', (error) => log && logEvent(log, 'notifications.failed', { code: codeOf(error) }));
  const authority = `${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  const url = `${tls === undefined ? 'http' : 'https'}://${authority}`;
  if (log !== undefined) logEvent(log, 'notifications.listening', { url });

  let closed: Promise<void> | undefined;
  const close = () => (closed ??= stop(server, connections, { closeTimeoutMs: limits.closeTimeoutMs, clock }));
  return { url, port: boundPort, counts: () => handler.counts(), close, [Symbol.asyncDispose]: close };
}

function checkAddress({ host, port, credentials }: NotificationListenerOptions): void {
  if (typeof host !== 'string' || host === '') {
    throw configError('host', 'an address', formatValue(host));
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw configError('port', '0 to 65535', formatValue(port));
  }
  if (credentials === undefined && !isLoopbackHost(host)) {
    throw configError('credentials', `user name and password to listen on ${formatValue(host)}`, 'none');
  }
}

function serverOf(tls: NotificationListenerOptions['tls'], limits: ListenerLimits): Server {
  const { headersBytesMax, headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs } = limits;
  const options: ServerOptions = {
    maxHeaderSize: headersBytesMax,
    headersTimeout: headersTimeoutMs,
    // For headers and body together. The handler limits the time of the body; this is for requests that it never sees.
    requestTimeout: headersTimeoutMs + bodyTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(headersTimeoutMs, 1000),
  };
  if (tls === undefined) return createHttpServer(options);
  const { cert, key } = tls;
  try {
    const secure = { cert: bytesOf(cert), key: bytesOf(key), minVersion: 'TLSv1.2' as const };
    return createHttpsServer({ ...options, ...secure, handshakeTimeout: headersTimeoutMs });
  } catch (cause) {
    throw configError('tls', 'a certificate and its private key in PEM', 'what cannot be used', { cause });
  }
}

function bytesOf(pem: string | Uint8Array): string | Buffer {
  return typeof pem === 'string' ? pem : Buffer.from(pem);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const message = `notification listener, cannot listen on ${host}:${port} (${codeOf(cause)})`;
    throw new ConfigError('ERR_CONFIG_LISTENER', message, { cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function stop(
  server: Server,
  connections: Connections,
  { closeTimeoutMs, clock }: { closeTimeoutMs: number; clock: Clock },
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  connections.drain();
  const timer = clock.setTimeout(() => connections.destroy(), closeTimeoutMs);
  await closed;
  clock.clearTimeout(timer);
}

function codeOf(error: unknown): string {
  return errorCode(error) ?? 'unknown';
}

function configError(
  member: keyof NotificationListenerOptions,
  expected: string,
  found: string,
  options?: ErrorOptions,
): ConfigError {
  return new ConfigError('ERR_CONFIG_LISTENER', { path: `notification listener, ${member}`, expected, found }, options);
}
