import { readAcquirerData } from '../messages/text-encoding.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import { failed, isoTime, type WireObject } from '../messages/responses.ts';
import type { Identification, RequestHeader, SaleData } from '../messages/request-reader.ts';
import type { ShopperPlan } from '../settings.ts';
import type { PaymentFailure } from '../platform/host-verdict.ts';

/** How a transaction ended: its answer's body, and what it did. */
export interface Ended {
  readonly body: WireObject;
  /** Money of the shopper that moved. */
  readonly entry?: LedgerEntry;
  /** What moved on gift cards. */
  readonly giftCards?: readonly GiftCardEntry[];
  /** The card that stays in the terminal. */
  readonly held?: HeldCard;
}

/** A card that was acquired and waits for what is to be done with it (reference 6.6). */
export interface HeldCard {
  /** Of the CardAcquisition. */
  readonly header: RequestHeader;
  readonly POITransactionID: Identification;
  readonly plan: ShopperPlan;
}

/** The end of a transaction other than a payment that did nothing. */
export function refused(
  SaleData: SaleData | undefined,
  { ErrorCondition, message, refusalReason }: Omit<PaymentFailure, 'reachedHost'>,
  tender: string,
  nowMs: number,
): Ended {
  const { encoding } = readAcquirerData(SaleData?.SaleToAcquirerData);
  const pairs = { message, ...(refusalReason !== undefined && { refusalReason }) };
  return {
    body: {
      Response: failed(ErrorCondition, pairs, encoding),
      ...(SaleData !== undefined && { SaleData: { SaleTransactionID: SaleData.SaleTransactionID } }),
      POIData: poiData({ TransactionID: tender, TimeStamp: isoTime(nowMs) }),
    },
  };
}

export function poiData(POITransactionID: Identification): WireObject {
  return { POITransactionID, POIReconciliationID: '1000' };
}
