import type { Pairs } from '../../messages/text-encoding.ts';
import type { GiftCardEntry } from '../../platform/gift-cards.ts';
import type { LedgerEntry } from '../../platform/ledger.ts';
import type { Taken, Verdict } from '../../platform/payment-verdict.ts';
import type { ShopperPlan } from '../../shopper-plan.ts';
import type { Card } from './card.ts';
import type { PaymentDetails } from './read-payment.ts';

/** Who pays, with what. */
export interface Payer {
  readonly plan: ShopperPlan;
  readonly card: Card;
  /** What the gift card that pays has, in minor units; `undefined`: another card pays, or one that is not active. */
  readonly giftCardBalance?: number | undefined;
}

export type Approval = Exclude<Verdict, { kind: 'failed' }>;

/** The movement of money that an approval is. */
export function ledgerEntry(
  { header, isRefund, acquirerData, request }: PaymentDetails,
  { taken, offline }: Approval,
  card: Card,
  { nowMs, psp, POITransactionID }: { nowMs: number; psp: string; POITransactionID: LedgerEntry['POITransactionID'] },
): LedgerEntry {
  const { SaleTransactionID, OperatorID, ShiftNumber, SaleTerminalData } = request.SaleData;
  const instrument = card.giftCard === undefined ? 'Card' : 'StoredValue';
  return {
    at: nowMs,
    POIID: header.POIID,
    ServiceID: header.ServiceID,
    SaleID: header.SaleID,
    kind: isRefund ? 'reversal' : 'charge',
    amount: taken.authorised,
    pspReference: psp,
    reference: SaleTransactionID.TransactionID,
    POITransactionID,
    ...(offline !== undefined && { isOffline: true }),
    ...(acquirerData.pairs['authorisationType'] === 'PreAuth' && { isReserved: true }),
    totals: {
      instrument,
      brand: card.brand,
      OperatorID,
      ShiftNumber,
      TotalsGroupID: SaleTerminalData?.TotalsGroupID,
    },
  };
}

/** A gift card that is active pays with what is on it, and a refund comes back onto it. */
export function spentGiftCard(
  { isRefund }: PaymentDetails,
  { authorised }: Taken,
  { card, giftCardBalance }: Payer,
  { nowMs, POITransactionID }: { nowMs: number; POITransactionID: LedgerEntry['POITransactionID'] },
): readonly GiftCardEntry[] {
  if (card.giftCard === undefined || giftCardBalance === undefined) return [];
  const change = isRefund ? authorised.value : -authorised.value;
  const balance = { currency: authorised.currency, value: giftCardBalance + change };
  const type = isRefund ? 'Refund' : 'Payment';
  return [{ at: nowMs, number: card.giftCard, type, change, balance, POITransactionID }];
}

/** What is left on the gift card that paid (reference 4.5). */
export function balancePairs([spent]: readonly GiftCardEntry[]): Pairs {
  if (spent?.balance === undefined) return {};
  const { currency, value } = spent.balance;
  return { currentBalanceAmount: String(value), currentBalanceCurrency: currency };
}
