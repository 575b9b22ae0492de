import { ConfigError } from '../../errors.ts';
import type {
  NotificationHandler,
  NotificationHandlerOptions,
  NotificationRequest,
  NotificationResponse,
} from '../ports/listener.port.ts';
import type { ReceivedNotification } from '../ports/notifications.port.ts';
import { systemClock } from '../system-clock.ts';
import { basicCheck } from './basic-credentials.ts';
import { assertMembers, limitsOf, NOTIFICATION_LIMITS } from './limits.ts';
import { isLoopbackAddress } from './loopback.ts';
import { openNotification } from './open-notification.ts';
import { readBody } from './read-body.ts';
import { REFUSALS, NotificationCounters, type Refusal } from './notification-counters.ts';

/** The acknowledgement that terminals of every generation accept (reference 8.4). */
const ACCEPTED: NotificationResponse = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: '[accepted]' };

/** The options of a handler. */
export const HANDLER_OPTIONS = [
  'sink',
  'keyRing',
  'credentials',
  'allowClearText',
  'limits',
  'clock',
  'log',
] as const satisfies (keyof NotificationHandlerOptions)[];

/** The connection ends with a refusal: the rest of it is not read. */
const REFUSAL_HEADERS = {
  methodNotAllowed: { Connection: 'close', Allow: 'POST' },
  unauthorized: { Connection: 'close', 'WWW-Authenticate': 'Basic realm="notifications", charset="UTF-8"' },
  tooLarge: { Connection: 'close' },
  tooSlow: { Connection: 'close' },
  brokenOff: { Connection: 'close' },
} as const satisfies Record<Refusal, NotificationResponse['headers']>;

/**
 * Receives display and event notifications (reference 8, 9) in an existing server; `nodeHttpListener` adapts it to
 * node:http and Express, `startNotificationListener` is a server of its own.
 *
 * Any body of a sender that may send is acknowledged at once, and opened and delivered after the answer. If it then turns out to
 * be no notification, or does not open, it is counted, logged and dropped: an error would make a terminal send the same again, and
 * would tell a forger which attempt came near.
 *
 * A recorded notification that is sent again is delivered again: nothing in a sealed message proves that it is new. The sink
 * must recognise repetitions; `limits.ageMaxMs` drops old ones where clocks can be relied on.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`
 */
export function notificationHandler(options: NotificationHandlerOptions): NotificationHandler {
  const { sink, keyRing, credentials, allowClearText = false, clock = systemClock } = options;
  assertMembers(options, HANDLER_OPTIONS, 'notification handler');
  const limits = limitsOf(NOTIFICATION_LIMITS, options.limits);
  const knowsCredentials = credentials && basicCheck(credentials);
  const counters = new NotificationCounters(options.log);
  if (keyRing === undefined && !allowClearText) {
    throw new ConfigError('ERR_CONFIG_LISTENER', {
      path: 'notification handler',
      expected: 'a key ring or allowClearText',
      found: 'neither: no notification could be taken',
    });
  }

  function mayEnter({ headers, remoteAddress }: NotificationRequest): boolean {
    return knowsCredentials?.(headers['authorization']) ?? isLoopbackAddress(remoteAddress);
  }

  function refuse(refusal: Refusal, { remoteAddress }: NotificationRequest): NotificationResponse {
    counters.add(refusal, remoteAddress);
    return { status: REFUSALS[refusal], headers: REFUSAL_HEADERS[refusal], body: '' };
  }

  function take(bytes: Uint8Array, receivedAtMs: number, remoteAddress: string | undefined): void {
    const opened = openNotification(bytes, { keyRing, allowClearText });
    if (opened.kind === 'dropped') return counters.add(opened.reason, remoteAddress);
    const notification: ReceivedNotification = { ...opened.notification, receivedAtMs };
    if (!isFresh(notification, limits.ageMaxMs)) return counters.add('tooOld', remoteAddress);
    counters.add('delivered', remoteAddress);
    // A promise catches what a sink throws, and what an async sink rejects with, which the type allows.
    new Promise<void>((resolve) => resolve(sink(notification))).catch(() => counters.add('sinkFailed', remoteAddress));
  }

  return {
    async handle(request) {
      if (request.method !== 'POST') return refuse('methodNotAllowed', request);
      if (!mayEnter(request)) return refuse('unauthorized', request);
      if (Number(request.headers['content-length']) > limits.bodyBytesMax) return refuse('tooLarge', request);
      const read = await readBody(request.body, limits, clock);
      if (read.kind !== 'whole') return refuse(read.kind, request);
      const receivedAtMs = clock.now();
      setImmediate(() => take(read.bytes, receivedAtMs, request.remoteAddress));
      return ACCEPTED;
    },
    counts: () => counters.counts(),
  };
}

function isFresh({ timeStamp = '', receivedAtMs }: ReceivedNotification, ageMaxMs: number): boolean {
  return ageMaxMs === Number.POSITIVE_INFINITY || receivedAtMs - Date.parse(timeStamp) <= ageMaxMs;
}
