import type { MessageHeader } from '../../protocol/header.ts';
import type { Identification } from './request-parts.ts';
import { additionalResponse, percentEncoded, type Pairs, type TextEncoding } from './text-encoding.ts';
import { isObject, isoTime, type WireObject } from './wire-object.ts';

/** The terminal's answer to one HTTP request, before protection and faults. */
export type Reply =
  /** A whole message with its wrapper: sealed when the request was. */
  | { readonly kind: 'message'; readonly message: WireObject }
  /** HTTP 200 without a body: to every Abort. */
  | { readonly kind: 'empty' }
  /** `{"errors": [...]}` with HTTP 400, in the clear: the message could not even be read. */
  | { readonly kind: 'errors'; readonly errors: readonly string[] };

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

/** The `Response` to a request that the simulator does not support. */
export function notSimulated(what: string): WireObject {
  return failed('UnavailableService', { message: `${what} is not simulated` });
}

/** A body with this `Response` in the place where answers of the category have it (reference 6.3 to 6.5). */
export function bodyWith(MessageCategory: string, Response: WireObject): WireObject {
  switch (MessageCategory) {
    case 'Display':
      return { OutputResult: [{ ...SCREEN, Response }] };
    case 'InputUpdate':
      return { OutputResult: { ...SCREEN, Response } };
    case 'Input':
      return { OutputResult: { ...SCREEN, Response: { Result: 'Success' } }, InputResult: { ...KEYPAD, Response } };
    case 'Print':
      return { DocumentQualifier: 'Document', Response };
    default:
      return { Response };
  }
}

export const SCREEN = { Device: 'CustomerDisplay', InfoQualify: 'Display' };
const KEYPAD = { Device: 'CustomerInput', InfoQualify: 'Input' };

/** The `POIData` member of a transaction's answer, in the first period of a terminal. */
export function poiData(POITransactionID: Identification): WireObject {
  return { POITransactionID, POIReconciliationID: '1000' };
}

/** An answer with the number of the terminal's period, where it has one. */
export function withPeriod(body: WireObject, POIReconciliationID: string): WireObject {
  const { POIData } = body;
  return isObject(POIData) && 'POIReconciliationID' in POIData
    ? { ...body, POIData: { ...POIData, POIReconciliationID } }
    : body;
}

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
