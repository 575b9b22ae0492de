import type { MessageHeader } from '../../protocol/header.ts';
import { additionalResponse, percentEncoded, type Pairs, type TextEncoding } from './text-encoding.ts';

/** A JSON object on the wire. */
export type WireObject = Readonly<Record<string, unknown>>;

/** What the terminal says to one HTTP request, before protection and faults. */
export type Reply =
  /** A whole message with its wrapper: sealed when the request was. */
  | { readonly kind: 'message'; readonly message: WireObject }
  /** HTTP 200 without a body: to every Abort. */
  | { readonly kind: 'empty' }
  /** `{"errors": [...]}` with HTTP 400, in the clear: the message could not even be read. */
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The answer to a request: its header again with MessageType Response, and the body of its category (reference 3.1, 3.2). */
export function answerTo(header: MessageHeader, body: WireObject): Reply & { kind: 'message' } {
  const { MessageCategory } = header;
  return {
    kind: 'message',
    message: { SaleToPOIResponse: { MessageHeader: responseHeader(header), [`${MessageCategory}Response`]: body } },
  };
}

export function responseHeader(header: MessageHeader): MessageHeader {
  return { ...header, MessageType: 'Response' };
}

/** The `Response` member of a failure. */
export function failed(ErrorCondition: string, pairs: Pairs, encoding: TextEncoding = 'form'): WireObject {
  return { Result: 'Failure', ErrorCondition, AdditionalResponse: additionalResponse(pairs, encoding) };
}

/** The `Response` of a MessageFormat failure: one line for each error (reference 4.1), always as form pairs (reference 4.2). */
export function malformed(errors: readonly string[]): WireObject {
  return failed('MessageFormat', { errors: errors.join('\n') });
}

/** A body with this `Response` in the place where answers of the category have it (reference 6.3 to 6.5). */
export function bodyWith(MessageCategory: string, Response: WireObject): WireObject {
  switch (MessageCategory) {
    case 'Display':
      return { OutputResult: [{ ...SCREEN, Response }] };
    case 'Input':
      return { OutputResult: { ...SCREEN, Response: { Result: 'Success' } }, InputResult: { ...KEYPAD, Response } };
    case 'Print':
      return { DocumentQualifier: 'Document', Response };
    default:
      return { Response };
  }
}

const SCREEN = { Device: 'CustomerDisplay', InfoQualify: 'Display' };
const KEYPAD = { Device: 'CustomerInput', InfoQualify: 'Input' };

/** An EventNotification `Reject` in place of an answer (reference 1.5 form h, 9). */
export function rejectEvent(
  header: Pick<MessageHeader, 'SaleID' | 'POIID'>,
  details: string,
  nowMs: number,
): WireObject {
  return {
    SaleToPOIRequest: {
      MessageHeader: {
        ProtocolVersion: '3.0',
        MessageClass: 'Event',
        MessageCategory: 'Event',
        MessageType: 'Notification',
        SaleID: header.SaleID,
        DeviceID: '1',
        POIID: header.POIID,
      },
      EventNotification: {
        TimeStamp: isoTime(nowMs),
        EventToNotify: 'Reject',
        EventDetails: `message=${percentEncoded(details)}`,
      },
    },
  };
}

/** `YYYY-MM-DDTHH:mm:ss.SSSZ`, as terminals write time (reference 3.5). */
export function isoTime(nowMs: number): string {
  return new Date(nowMs).toISOString();
}
