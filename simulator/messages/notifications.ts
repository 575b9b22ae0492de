import { formText } from './text-encoding.ts';
import { isoTime, type WireObject } from './responses.ts';
import type { DisplayEvent } from '../core/screen-steps.ts';

/** What a terminal tells those who listen, before it is a message. */
export type Notification = DisplayNews | EventNews;

/** The progress of a tender (reference 8). */
export interface DisplayNews {
  readonly to: 'display';
  /** Of the transaction's request. */
  readonly SaleID: string;
  readonly ServiceID: string;
  /** The tender reference, with the PSP reference behind a dot once there is one. */
  readonly tender: string;
  readonly event: DisplayEvent;
  /** With TENDER_FINAL. */
  readonly result?: string;
}

/** Something about the terminal itself (reference 9). */
export interface EventNews {
  readonly to: 'event';
  /** `Shutdown`, `SaleWakeUp`, `Reject`, ... */
  readonly event: string;
  /** EventDetails as it stands on the wire: free text, often form pairs. */
  readonly details?: string;
  /** Only when it concerns a certain request. */
  readonly ServiceID?: string;
  /** Default: the text `null`, as terminals write it. */
  readonly SaleID?: string;
  /** The rejected request in base64; a real terminal says it with each `Reject`. */
  readonly rejectedMessage?: string;
}

export interface NotificationStamp {
  readonly POIID: string;
  /** 1 to 10 characters, another one for each message. */
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

function displayEnvelope(news: DisplayNews, { POIID, DeviceID, atMs }: NotificationStamp): WireObject {
  const { SaleID, ServiceID, tender, event, result } = news;
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

function eventEnvelope(news: EventNews, { POIID, DeviceID, atMs }: NotificationStamp): WireObject {
  const { event, details, ServiceID, SaleID = 'null', rejectedMessage } = news;
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
