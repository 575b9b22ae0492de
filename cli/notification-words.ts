import type { ReceivedNotification } from '../adapters/ports/notifications.port.ts';
import type {
  NotificationResult,
  NotificationCounts,
} from '../adapters/notification-listener/notification-counters.ts';
import { describeDisplayEvent, displayMessage, type DisplayLocale } from '../protocol/index.ts';
import { plain } from './output.ts';
import { progressMembers } from './progress.ts';
import { showTime } from './times.ts';

/** What became of a request that was not delivered, for people. */
const REFUSED: Readonly<Record<Exclude<NotificationResult, 'delivered' | 'sinkFailed'>, string>> = {
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

/** A notification for programs. A rejected request, which `Reject` brings along, stays out: it is a whole message. */
export function notificationMembers(
  notification: ReceivedNotification,
  locale: DisplayLocale,
): { readonly type: 'display' | 'event'; readonly [member: string]: unknown } {
  const { kind, event, POIID: poiid, SaleID: saleId, ServiceID: serviceId, timeStamp, sealed } = notification;
  const ids = { poiid, saleId, serviceId };
  const arrival = { timeStamp, sealed, at: notification.receivedAtMs };
  if (kind === 'event') return { type: kind, event, details: notification.details, ...ids, ...arrival };
  const { result, transactionId } = notification;
  return {
    type: kind,
    ...progressMembers(describeDisplayEvent(event), locale),
    ...ids,
    result,
    transactionId,
    ...arrival,
  };
}

/** The same for people: when, which terminal, which request, what happens. */
export function describeNotification(notification: ReceivedNotification, locale: DisplayLocale): string {
  const { event, POIID = '', ServiceID = '', sealed, receivedAtMs } = notification;
  const seal = sealed ? '' : '  (in the clear: anybody can have written it)';
  const columns = [showTime(receivedAtMs), POIID, ServiceID.padEnd(10), event.padEnd(22)];
  return plain(`${columns.join('  ')}  ${saysOf(notification, locale)}${seal}`);
}

function saysOf(notification: ReceivedNotification, locale: DisplayLocale): string {
  if (notification.kind === 'event') return notification.details ?? '';
  const { event, result } = notification;
  return `${displayMessage(event, locale)}${result === undefined ? '' : ` result=${result}`}`;
}

/** Why something was refused; `undefined` for what is no refusal. */
export function describeRefusal(reason: unknown): string | undefined {
  return Object.entries(REFUSED).find(([name]) => name === reason)?.[1];
}

/** What arrived in all, for people. */
export function describeCounts(counts: NotificationCounts): string[] {
  const refused = Object.entries(counts).flatMap(([fate, count]) => {
    const why = count === 0 ? undefined : describeRefusal(fate);
    return why === undefined ? [] : [`  ${count} refused: ${why}`];
  });
  return [`${counts.delivered} delivered${refused.length === 0 ? ', none refused' : ''}`, ...refused];
}
