import { z } from 'zod';
import type { TerminalNotification } from '../../engine/notification-router.ts';
import { omitUndefined } from '../../protocol/json.ts';

/** What a terminal says of itself, or of a transaction that is not ours. It informs and never decides. */
export const NotificationJsonSchema = z
  .object({
    kind: z.enum(['event', 'orphanDisplay']),
    event: z.string().describe('SaleWakeUp, Shutdown, ...: an open list'),
    receivedAtMs: z.number().describe('epoch milliseconds'),
    poiid: z.string().exactOptional(),
    serviceId: z.string().exactOptional(),
    timeStamp: z.string().describe('of the terminal, in its own words').exactOptional(),
    details: z.string().describe('free text of the terminal').exactOptional(),
  })
  .meta({ id: 'Notification' });

export type NotificationJson = z.infer<typeof NotificationJsonSchema>;

/** Without the message that a terminal rejected: it may hold anything. */
export function notificationToJson(given: TerminalNotification): NotificationJson {
  const notification = given.kind === 'event' ? given : given.notification;
  const { POIID, ServiceID, event, timeStamp, receivedAtMs } = notification;
  return omitUndefined({
    kind: given.kind,
    event,
    receivedAtMs,
    poiid: POIID,
    serviceId: ServiceID,
    timeStamp,
    details: given.kind === 'event' ? given.details : undefined,
  });
}
