import type { DisplayNotification, EventNotification, NotificationIds } from '../../protocol/messages/notifications.ts';

/**
 * Receives the notifications of terminals, each as it arrives and each time it arrives: late, twice, out of order, and a
 * recorded one that is sent again. Nothing proves a notification to be new, so it informs and settles nothing; the sink
 * recognises repetitions by POIID, SaleID, ServiceID and DeviceID, and without those by the content of the notification.
 *
 * An error that it throws, or a promise that rejects, is counted and has no other effect.
 */
export type NotificationSink = (notification: ReceivedNotification) => void;

/** A notification of a terminal, with its sender and how it arrived. */
export type ReceivedNotification = (DisplayNotification | EventNotification) & NotificationIds & Arrival;

/** How a notification arrived. */
export interface Arrival {
  /** Whether it was sealed with a shared key. In the clear, any holder of the password can have written it. */
  readonly sealed: boolean;
  /** When its last byte arrived: epoch milliseconds. */
  readonly receivedAtMs: number;
}

/** Where the listener logs its refusals: a pino logger fits. It gets counts, reasons and addresses, never a message. */
export interface NotificationLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
