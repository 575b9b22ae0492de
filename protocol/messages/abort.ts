import type { MessageCategory } from '../header.ts';
import type { POIID, SaleID, ServiceID } from '../ids.ts';

/** Identifies an earlier request of ours: the one to stop, or to check. */
export interface EarlierRequest {
  readonly MessageCategory: MessageCategory;
  readonly SaleID: SaleID;
  readonly ServiceID: ServiceID;
  /** The terminal that it was sent to. */
  readonly POIID: POIID;
}

/** The MessageReference of Abort and TransactionStatus: always complete, because an incomplete one stops nothing (reference 12). */
export function messageReference({ MessageCategory, SaleID, ServiceID }: EarlierRequest) {
  return { MessageCategory, SaleID, ServiceID };
}

/** Builds the body of an Abort (reference 5.2). Its answer is empty; the answer of the aborted request reports the effect. */
export function abortRequest(running: EarlierRequest) {
  return { AbortReason: 'MerchantAbort', MessageReference: messageReference(running) };
}
