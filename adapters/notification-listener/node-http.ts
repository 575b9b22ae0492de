import type { IncomingMessage, ServerResponse } from 'node:http';
import { omitUndefined } from '../../protocol/json.ts';
import type { NotificationHandler, NotificationResponse } from '../ports/listener.port.ts';

/**
 * Adapts a handler to node:http and node:https, and to frameworks built on their request and response. The body must not have been
 * read: mount it ahead of body parsers.
 *
 * ```ts
 * const listener = nodeHttpListener(notificationHandler({ keyRing, credentials, sink }));
 *
 * // node:http, beside other paths
 * createServer((request, response) => {
 *   if (request.url === '/terminal-notifications') listener(request, response);
 *   else shop(request, response);
 * });
 *
 * // Express, ahead of app.use(express.json())
 * app.all('/terminal-notifications', listener);
 * ```
 */
export function nodeHttpListener(
  handler: Pick<NotificationHandler, 'handle'>,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // A sender that disconnects is no error: to the handler, the body breaks off.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    // A body that a body parser has read arrives empty: a visible error is better than silence.
    if (request.readableDidRead) return send(response, { status: 500, headers: {}, body: '' });
    const { method = '', headers, socket } = request;
    const { remoteAddress } = socket;
    return void handler
      .handle(omitUndefined({ method, headers, body: request, remoteAddress }))
      .then((answer) => send(response, answer));
  };
}

function send(response: ServerResponse, { status, headers, body }: NotificationResponse): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
