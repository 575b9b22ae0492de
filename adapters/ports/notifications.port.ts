import type { DisplayNotification, EventNotification, NotificationIds } from '../../protocol/messages/notifications.ts';

/**
 * Takes the notifications of terminals, each as it arrives and each time it arrives: late, twice, out of order, and a
 * recorded one that is sent again. Nothing proves a notification to be new, so it informs and never decides; the sink
 * tells repetitions apart by POIID, SaleID, ServiceID and DeviceID, and failing those by what the notification says.
 *
 * What it throws, or a promise of its that rejects, is counted and goes no further.
 */
export type NotificationSink = (notification: ReceivedNotification) => void;

/** What a terminal reports of its own accord, whom it is from, and how it came. */
export type ReceivedNotification = (DisplayNotification | EventNotification) & NotificationIds & Arrival;

export interface Arrival {
  /** Whether it came sealed with a shared key. In the clear, whoever knows the password can have written it. */
  readonly sealed: boolean;
  /** When its last byte was here: epoch milliseconds. */
  readonly receivedAtMs: number;
}

/** Where the listener says what it refuses: a pino logger fits. It gets counts, reasons and addresses, never a message. */
export interface NotificationLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
