import { readAcquirerData, type Pairs } from '../messages/text-encoding.ts';
import {
  answerTo,
  bodyWith,
  failed,
  isObject,
  isoTime,
  malformed,
  rejectEvent,
  type Reply,
  type WireObject,
} from '../messages/responses.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import type { TerminalEnv } from './terminal.types.ts';

/** What a ServiceID gets that was used before (reference 3.3; the wording is UNCONFIRMED). */
export function duplicateBody(MessageCategory: string): WireObject {
  return bodyWith(MessageCategory, malformed(['Duplicate ServiceID']));
}

/** What a message for another terminal gets (reference 1.8). */
export function wrongPOIID(header: RequestHeader, { settings, nowMs }: TerminalEnv): Reply {
  if (settings.wrongPOIID === 'reject') {
    return { kind: 'message', message: rejectEvent(header, `Unknown POIID ${header.POIID}`, nowMs) };
  }
  const Response = malformed(['At SaleToPOIRequest.MessageHeader, field POIID: Unknown']);
  return answerTo(header, bodyWith(header.MessageCategory, Response));
}

/** A Busy answer has the request's own ids where others have the terminal's (reference 7.4). */
export function busyBody(MessageCategory: string, pairs: Pairs, body: unknown, nowMs: number): WireObject {
  const saleData = isObject(body) && isObject(body['SaleData']) ? body['SaleData'] : {};
  const { SaleTransactionID, SaleToAcquirerData } = saleData;
  const { encoding } = readAcquirerData(typeof SaleToAcquirerData === 'string' ? SaleToAcquirerData : '');
  const response = bodyWith(MessageCategory, failed('Busy', pairs, encoding));
  if (!isObject(SaleTransactionID)) return response;
  const POITransactionID = { TransactionID: SaleTransactionID['TransactionID'], TimeStamp: isoTime(nowMs) };
  return { ...response, SaleData: { SaleTransactionID }, POIData: { POITransactionID } };
}
