import { formText } from './text-encoding.ts';
import { isoTime, type WireObject } from './wire-object.ts';

/** What a terminal reports on its own, before it is a message. */
export type Notification = DisplayNotification | EventNotification;

/** The progress of a tender (reference 8). */
export interface DisplayNotification {
  readonly to: 'display';
  /** Of the transaction's request. */
  readonly SaleID: string;
  readonly ServiceID: string;
  /** The tender reference, followed by a dot and the PSP reference once there is one. */
  readonly tender: string;
  readonly event: DisplayEvent;
  /** With TENDER_FINAL. */
  readonly result?: string;
}

/** The events of display notifications (reference 8.3) that are simulated. */
export type DisplayEvent =
  | 'TENDER_CREATED'
  | 'CARD_PRESENTED'
  | 'CARD_INSERTED'
  | 'CARD_SWIPED'
  | 'CARD_DETAILS_PROVIDED'
  | 'WAIT_FOR_APP_SELECTION'
  | 'APPLICATION_SELECTED'
  | 'ASK_DCC'
  | 'DCC_ACCEPTED'
  | 'DCC_REJECTED'
  | 'ASK_GRATUITY'
  | 'GRATUITY_ENTERED'
  | 'WAIT_FOR_PIN'
  | 'PIN_ENTERED'
  | 'ASK_SIGNATURE'
  | 'CHECK_SIGNATURE'
  | 'SIGNATURE_CHECKED'
  | 'PROVIDE_CARD_DETAILS'
  | 'PRINT_RECEIPT'
  | 'RECEIPT_PRINTED'
  | 'CARD_REMOVED'
  | 'TENDER_FINAL'
  | 'BALANCE_QUERY_STARTED'
  | 'BALANCE_QUERY_COMPLETED'
  | 'LOAD_STARTED'
  | 'LOAD_COMPLETED';

/** An event of the terminal itself (reference 9). */
export interface EventNotification {
  readonly to: 'event';
  /** `Shutdown`, `SaleWakeUp`, `Reject`, ... */
  readonly event: string;
  /** EventDetails as it stands on the wire: free text, often form pairs. */
  readonly details?: string;
  /** Only when it concerns a certain request. */
  readonly ServiceID?: string;
  /** Default: the text `null`, as terminals write it. */
  readonly SaleID?: string;
  /** The rejected request in base64; a real terminal includes it in each `Reject`. */
  readonly rejectedMessage?: string;
}

export interface NotificationStamp {
  readonly POIID: string;
  /** 1 to 10 characters, unique to each message. */
  readonly DeviceID: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** The message of a notification (reference 8.2, 9). */
export function notificationMessage(notification: Notification, stamp: NotificationStamp): WireObject {
  return {
    SaleToPOIRequest:
      notification.to === 'display' ? displayEnvelope(notification, stamp) : eventEnvelope(notification, stamp),
  };
}

function displayEnvelope(notification: DisplayNotification, { POIID, DeviceID, atMs }: NotificationStamp): WireObject {
  const { SaleID, ServiceID, tender, event, result } = notification;
  return {
    MessageHeader: {
      ProtocolVersion: '3.0',
      MessageClass: 'Device',
      MessageCategory: 'Display',
      MessageType: 'Request',
      SaleID,
      ServiceID,
      DeviceID,
      POIID,
    },
    DisplayRequest: {
      DisplayOutput: [
        {
          Device: 'CashierDisplay',
          InfoQualify: 'Status',
          OutputContent: {
            OutputFormat: 'MessageRef',
            PredefinedContent: {
              ReferenceID: formText({
                TransactionID: tender,
                TimeStamp: isoTime(atMs),
                event,
                ...(result !== undefined && { result }),
              }),
            },
          },
          ResponseRequiredFlag: false,
        },
      ],
    },
  };
}

function eventEnvelope(notification: EventNotification, { POIID, DeviceID, atMs }: NotificationStamp): WireObject {
  const { event, details, ServiceID, SaleID = 'null', rejectedMessage } = notification;
  return {
    MessageHeader: {
      ProtocolVersion: '3.0',
      MessageClass: 'Event',
      MessageCategory: 'Event',
      MessageType: 'Notification',
      SaleID,
      ...(ServiceID !== undefined && { ServiceID }),
      DeviceID,
      POIID,
    },
    EventNotification: {
      TimeStamp: isoTime(atMs),
      EventToNotify: event,
      ...(details !== undefined && { EventDetails: details }),
      ...(rejectedMessage !== undefined && { RejectedMessage: rejectedMessage }),
    },
  };
}
