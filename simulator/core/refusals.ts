import type { RequestHeader } from '../messages/request-reader.ts';
import { answerTo, bodyWith, failed, malformed, rejectEvent, type Reply } from '../messages/responses.ts';
import { readAcquirerData, type Pairs } from '../messages/text-encoding.ts';
import { isObject, isoTime, type WireObject } from '../messages/wire-object.ts';
import type { TerminalEnvironment } from './terminal.types.ts';

/** The answer to a ServiceID that was used before (reference 3.3; the wording is UNCONFIRMED). */
export function duplicateBody(MessageCategory: string): WireObject {
  return bodyWith(MessageCategory, malformed(['Duplicate ServiceID']));
}

/** The answer to a message for another terminal (reference 1.8). */
export function wrongPOIID(header: RequestHeader, { settings, nowMs }: TerminalEnvironment): Reply {
  if (settings.wrongPOIID === 'reject') {
    return { kind: 'message', message: rejectEvent(header, `Unknown POIID ${header.POIID}`, nowMs) };
  }
  const Response = malformed(['At SaleToPOIRequest.MessageHeader, field POIID: Unknown']);
  return answerTo(header, bodyWith(header.MessageCategory, Response));
}

/** The pairs of a Busy answer while the terminal's menu is open (reference 1.3). */
export const MENU_OPEN: Pairs = { message: 'ADMIN_MENU' };

/** The pairs of a Busy answer while another request occupies the terminal (reference 7.4). */
export function occupiedBy({ MessageCategory, ServiceID }: RequestHeader): Pairs {
  const message = `Forbidden Request, Service Dialogue ${MessageCategory}Request is in Progress`;
  return { message, serviceId: ServiceID };
}

/** A Busy answer has the request's own identifiers where others have the terminal's (reference 7.4). */
export function busyBody(MessageCategory: string, pairs: Pairs, body: unknown, nowMs: number): WireObject {
  const saleData = isObject(body) && isObject(body['SaleData']) ? body['SaleData'] : {};
  const { SaleTransactionID, SaleToAcquirerData } = saleData;
  const { encoding } = readAcquirerData(typeof SaleToAcquirerData === 'string' ? SaleToAcquirerData : '');
  const response = bodyWith(MessageCategory, failed('Busy', pairs, encoding));
  if (!isObject(SaleTransactionID)) return response;
  const POITransactionID = { TransactionID: SaleTransactionID['TransactionID'], TimeStamp: isoTime(nowMs) };
  return { ...response, SaleData: { SaleTransactionID }, POIData: { POITransactionID } };
}
