import type { Identification, SaleData } from '../messages/request-parts.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import { failed, poiData } from '../messages/responses.ts';
import { readAcquirerData } from '../messages/text-encoding.ts';
import { isoTime, type WireObject } from '../messages/wire-object.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { TransactionFailure } from '../platform/payment-verdict.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { ShopperPlan } from '../shopper-plan.ts';

/** The result of a transaction: the body of its answer, and its effects. */
export interface TransactionResult {
  readonly body: WireObject;
  /** The shopper's money that moved. */
  readonly entry?: LedgerEntry;
  /** The changes of gift cards. */
  readonly giftCards?: readonly GiftCardEntry[];
  /** The card that stays in the terminal. */
  readonly held?: HeldCard;
}

/** A card that was acquired and is held for the transaction that follows (reference 6.6). */
export interface HeldCard {
  /** Of the CardAcquisition. */
  readonly header: RequestHeader;
  readonly POITransactionID: Identification;
  readonly plan: ShopperPlan;
}

/** The result of a transaction, other than a payment, that had no effect. */
export function failedResult(
  SaleData: SaleData | undefined,
  { ErrorCondition, message, refusalReason }: Omit<TransactionFailure, 'reachedHost'>,
  tender: string,
  nowMs: number,
): TransactionResult {
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
