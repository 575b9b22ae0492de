import type { TransactionEnvironment } from '../../platform/environment.ts';
import { balanceOf, GIFT_CARD_REFUSALS, type GiftCardEntry } from '../../platform/gift-cards.ts';
import { hostVerdict } from '../../platform/host-verdict.ts';
import type { TransactionFailure, Verdict } from '../../platform/payment-verdict.ts';
import type { ShopperPlan } from '../../shopper-plan.ts';
import type { TransactionResult } from '../transaction-result.ts';
import { allowedEntry, cardOf, type CardEntry } from './card.ts';
import type { Payer } from './movements.ts';
import { paymentResult } from './payment-result.ts';
import type { PaymentDetails } from './read-payment.ts';

/** What the terminal itself refuses, before it asks the host; the conditions are assumptions. */
export const CARD_REFUSALS = {
  brand: { ErrorCondition: 'NotAllowed', message: 'Payment brand not allowed', reachedHost: false },
  noReader: { ErrorCondition: 'UnavailableDevice', message: 'No reader for the forced entry mode', reachedHost: false },
} as const satisfies Record<string, TransactionFailure>;

/** How the terminal reads the card of a payment. An acquired card is in the chip reader (reference 6.6). */
export function entryOf(
  { cardAcquisition, acquirerData, scanned, conditions }: PaymentDetails,
  { card = 'contactless' }: ShopperPlan,
): CardEntry {
  if (scanned !== undefined) return 'scanned';
  if (acquirerData.tenderOptions.has('MOTO')) return 'moto';
  if (cardAcquisition !== undefined) return 'chip';
  return allowedEntry(card, conditions.ForceEntryMode) ?? card;
}

/** The shopper's card, or what the till scanned in its place. */
export function payerOf(details: PaymentDetails, plan: ShopperPlan, giftCards: readonly GiftCardEntry[] = []): Payer {
  const card = cardOf(withScanned(details, plan), entryOf(details, plan), details.conditions);
  const balance = card.giftCard === undefined ? undefined : balanceOf(giftCards, card.giftCard);
  return { plan, card, giftCardBalance: balance?.value };
}

/** The payment as the shopper makes it: the terminal's own checks, then the host's answer. */
export function playPayment(
  details: PaymentDetails,
  plan: ShopperPlan,
  tender: string,
  environment: TransactionEnvironment,
): TransactionResult {
  const payer = payerOf(details, plan, environment.giftCards);
  const failure = refusalOf(details, payer, environment.giftCards);
  const verdict: Verdict = failure === undefined ? verdictOf(details, payer) : { kind: 'failed', failure };
  return paymentResult(details, verdict, tender, environment, payer);
}

function verdictOf(details: PaymentDetails, { plan, card, giftCardBalance }: Payer): Verdict {
  const { requested, isRefund, cashBack, tip, conditions, acquirerData } = details;
  const { tenderOptions } = acquirerData;
  const forcesOnline = conditions.ForceOnlineFlag === true || tenderOptions.has('ForcedOnline');
  const isContactless = card.entry === 'contactless';
  const asked = { requested, isRefund, tenderOptions, cashBack, tip: tip?.value, forcesOnline, isContactless };
  return hostVerdict({ ...asked, giftCardBalance }, plan);
}

function refusalOf(
  { scanned, requested, conditions, cardAcquisition, acquirerData }: PaymentDetails,
  { card }: Payer,
  giftCards: readonly GiftCardEntry[],
): TransactionFailure | undefined {
  const { AllowedPaymentBrand: allowed, ForceEntryMode: forced } = conditions;
  const reads = scanned === undefined && cardAcquisition === undefined && !acquirerData.tenderOptions.has('MOTO');
  if (reads && allowedEntry(card.entry, forced) === undefined) return CARD_REFUSALS.noReader;
  if (allowed !== undefined && !allowed.includes(card.brand)) return CARD_REFUSALS.brand;
  const balance = card.giftCard === undefined ? undefined : balanceOf(giftCards, card.giftCard);
  if (balance === undefined) {
    const isUnknown = scanned !== undefined && card.giftCard !== undefined;
    return isUnknown ? { ...GIFT_CARD_REFUSALS.unknownCard, reachedHost: true } : undefined;
  }
  const isOther = balance.value > 0 && balance.currency !== requested.currency;
  return isOther ? { ...GIFT_CARD_REFUSALS.otherCurrency, reachedHost: true } : undefined;
}

/** A gift card is named by its number; anything else is the barcode of a wallet, whose brand the till allows (reference 6.7). */
function withScanned({ scanned, conditions }: PaymentDetails, plan: ShopperPlan): ShopperPlan {
  if (scanned === undefined) return plan;
  const { StoredValueAccountType, StoredValueID } = scanned;
  if (StoredValueAccountType !== 'Other') return { ...plan, giftCard: StoredValueID };
  return { ...plan, giftCard: undefined, brand: plan.brand ?? conditions.AllowedPaymentBrand?.[0] ?? 'wallet' };
}
