import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConfigError, formatValue } from '../../errors.ts';
import type { NotificationUrl, TerminalSettings } from '../settings.ts';

/** The result of a delivery. Nothing is delivered again (reference 8.4 has all three rules). */
export type DeliveryResult =
  | { readonly kind: 'answered'; readonly status: number }
  /** `code` is Node's (`ECONNREFUSED`, ...), `TIMEOUT`, or `LINE_FULL`: too many are queued for that URL already. */
  | { readonly kind: 'failed'; readonly code: string };

/** A notification to post. */
export interface OutgoingNotification {
  readonly target: NotificationUrl;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  readonly done: (result: DeliveryResult) => void;
}

/** How many are queued for one URL: a receiver that never answers must not fill the memory. */
const QUEUE_MAX = 200;

/** Posts each notification over a connection of its own: to one URL in sequence, to different URLs in parallel. */
export class NotificationSender {
  #queues = new Map<string, OutgoingNotification[]>();
  readonly #open = new Set<ClientRequest>();

  /** Queues a notification. `done` is called once, unless `drop` comes first. */
  send(notification: OutgoingNotification): void {
    const { url } = notification.target;
    const queue = this.#queues.get(url) ?? [];
    this.#queues.set(url, queue);
    if (queue.length >= QUEUE_MAX) return notification.done({ kind: 'failed', code: 'LINE_FULL' });
    queue.push(notification);
    if (queue.length === 1) this.#next(queue);
    return undefined;
  }

  /** Discards what is queued and breaks off what is being sent. */
  drop(): void {
    this.#queues = new Map();
    for (const request of this.#open) request.destroy();
  }

  #next(queue: OutgoingNotification[]): void {
    const [notification] = queue;
    if (notification === undefined) return;
    this.#post(notification, (result) => {
      const { url } = notification.target;
      if (this.#queues.get(url) !== queue) return;
      queue.shift();
      if (queue.length === 0) this.#queues.delete(url);
      else this.#next(queue);
      notification.done(result);
    });
  }

  #post({ target, body, timeoutMs }: OutgoingNotification, report: (result: DeliveryResult) => void): void {
    let isReported = false;
    const once = (result: DeliveryResult) => {
      if (isReported) return;
      isReported = true;
      report(result);
    };
    const { username, password = '', ca } = target;
    const url = new URL(target.url);
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        ...(username !== undefined && { Authorization: basic(username, password) }),
      },
      ...(ca !== undefined && { ca }),
    });
    this.#open.add(request);
    request.on('response', (response) => {
      // The status is all that matters; a body that never ends is ended by the time-out.
      response.on('error', () => undefined).resume();
      once({ kind: 'answered', status: response.statusCode ?? 0 });
    });
    request.on('error', (error) => once({ kind: 'failed', code: codeOf(error) }));
    request.on('close', () => {
      this.#open.delete(request);
      once({ kind: 'failed', code: 'ECONNRESET' });
    });
    request.end(body);
  }
}

/** @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` */
export function checkNotificationUrls({ displayUrls = [], eventUrls = [] }: Partial<TerminalSettings>): void {
  checkUrls('displayUrls', displayUrls);
  checkUrls('eventUrls', eventUrls);
}

function checkUrls(setting: string, urls: readonly NotificationUrl[]): void {
  for (const [index, { url }] of urls.entries()) {
    const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' };
    if (protocol === 'http:' || protocol === 'https:') continue;
    throw new ConfigError('ERR_CONFIG_NOTIFICATION_URL', {
      path: `${setting}[${index}].url`,
      expected: 'a URL with http: or https:',
      found: formatValue(url),
    });
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'TIMEOUT' : (error.code ?? error.name);
}
