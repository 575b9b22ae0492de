import { readAcquirerData } from './form.ts';
import {
  answerTo,
  failed,
  isObject,
  isoTime,
  malformed,
  rejectEvent,
  type Reply,
  type WireObject,
} from './messages.ts';
import type { RequestHeader } from './requests.ts';
import type { TerminalEnv } from './terminal.types.ts';

/** What a ServiceID gets that was used before (reference 3.3; the wording is UNCONFIRMED). */
export const DUPLICATE = malformed(['Duplicate ServiceID']);

/** What a message for another terminal gets (reference 1.8). */
export function wrongPOIID(header: RequestHeader, { settings, nowMs }: TerminalEnv): Reply {
  if (settings.wrongPOIID === 'reject') {
    return { kind: 'message', message: rejectEvent(header, `Unknown POIID ${header.POIID}`, nowMs) };
  }
  return answerTo(header, malformed(['At SaleToPOIRequest.MessageHeader, field POIID: Unknown']));
}

/** A Busy answer has the request's own ids where others have the terminal's (reference 7.4). */
export function busyBody(pairs: Readonly<Record<string, string>>, body: unknown, nowMs: number): WireObject {
  const saleData = isObject(body) && isObject(body['SaleData']) ? body['SaleData'] : {};
  const { SaleTransactionID, SaleToAcquirerData } = saleData;
  const { encoding } = readAcquirerData(typeof SaleToAcquirerData === 'string' ? SaleToAcquirerData : '');
  const response = { Response: failed('Busy', pairs, encoding) };
  if (!isObject(SaleTransactionID)) return response;
  const POITransactionID = { TransactionID: SaleTransactionID['TransactionID'], TimeStamp: isoTime(nowMs) };
  return { ...response, SaleData: { SaleTransactionID }, POIData: { POITransactionID } };
}
