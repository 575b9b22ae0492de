import type { NotificationListener } from '../../adapters/index.ts';
import { displayMessage, type DisplayLocale, type ReceivedNotification } from '../../index.ts';
import { describeDisplayEvent, type DisplayEvent } from '../../protocol/index.ts';
import { formatTime } from './format-time.ts';
import { printable } from './output.ts';

/** How many requests the listener delivered, and how many it refused for which reason. */
type NotificationCounts = ReturnType<NotificationListener['counts']>;

/** Why a request was refused, for people. */
const REFUSED: Readonly<Record<Exclude<keyof NotificationCounts, 'delivered' | 'sinkFailed'>, string>> = {
  notOpened: 'sealed, and did not open: another key, or changed on the way',
  clearText: 'in the clear, which only --listen-clear-text takes',
  notANotification: 'no notification',
  tooOld: 'too old',
  methodNotAllowed: 'not a POST',
  unauthorized: 'without the right user name and password',
  tooLarge: 'too large',
  tooSlow: 'too slow',
  brokenOff: 'broken off',
};

/** A step of the terminal, for programs. */
export function displayMembers({ event, phase, final }: DisplayEvent, locale: DisplayLocale) {
  return { event, phase, message: displayMessage(event, locale), final };
}

/** A notification for programs. The rejected request of a `Reject` is left out, because it is a whole message. */
export function notificationMembers(
  notification: ReceivedNotification,
  locale: DisplayLocale,
): { readonly type: 'display' | 'event'; readonly [member: string]: unknown } {
  const { kind, event, POIID: poiid, SaleID: saleId, ServiceID: serviceId, oddIds, timeStamp, sealed } = notification;
  const ids = { poiid, saleId, serviceId, oddIds };
  const arrival = { timeStamp, sealed, at: notification.receivedAtMs };
  if (kind === 'event') return { type: kind, event, details: notification.details, ...ids, ...arrival };
  const { result, transactionId } = notification;
  return {
    type: kind,
    ...displayMembers(describeDisplayEvent(event), locale),
    ...ids,
    result,
    transactionId,
    ...arrival,
  };
}

/** A notification for people: time, terminal, request, event. */
export function formatNotification(notification: ReceivedNotification, locale: DisplayLocale): string {
  const { event, POIID = '', ServiceID = '', sealed, receivedAtMs } = notification;
  const seal = sealed ? '' : '  (in the clear: anybody can have written it)';
  const columns = [formatTime(receivedAtMs), POIID, ServiceID.padEnd(10), event.padEnd(22)];
  return printable(`${columns.join('  ')}  ${contentOf(notification, locale)}${seal}`);
}

function contentOf(notification: ReceivedNotification, locale: DisplayLocale): string {
  if (notification.kind === 'event') return notification.details ?? '';
  const { event, result } = notification;
  return `${displayMessage(event, locale)}${result === undefined ? '' : ` result=${result}`}`;
}

/** Why a request was refused, for people; `undefined` for what is no refusal. */
export function formatRefusal(reason: unknown): string | undefined {
  return Object.entries(REFUSED).find(([name]) => name === reason)?.[1];
}

/** The totals, for people. */
export function formatCounts(counts: NotificationCounts): string[] {
  const refused = Object.entries(counts).flatMap(([reason, count]) => {
    const why = count === 0 ? undefined : formatRefusal(reason);
    return why === undefined ? [] : [`  ${count} refused: ${why}`];
  });
  return [`${counts.delivered} delivered${refused.length === 0 ? ', none refused' : ''}`, ...refused];
}
