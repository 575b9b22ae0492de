import { isDeepStrictEqual } from 'node:util';
import type { ReceivedNotification } from 'tenderline/adapters';

const DETAILS_MAX = 500;

/** A terminal repeats what it has no answer to: all is the same but the time when it arrived. */
export function isRepetition(
  { receivedAtMs: _, ...known }: ReceivedNotification,
  { receivedAtMs: _at, ...other }: ReceivedNotification,
): boolean {
  return isDeepStrictEqual(known, other);
}

/** Without a rejected message, and with the first words of the details: they are read with every request to the terminal. */
export function short(notification: ReceivedNotification): ReceivedNotification {
  if (notification.kind !== 'event') return notification;
  const { rejectedMessage: _, details, ...rest } = notification;
  return { ...rest, ...(details !== undefined && { details: details.slice(0, DETAILS_MAX) }) };
}
