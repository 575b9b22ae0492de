import { pairsOf, type Pairs } from '../../messages/text-encoding.ts';
import type { Taken, Verdict } from '../../platform/payment-verdict.ts';
import { ENTRY_NAMES, TOKEN, verificationOf, type Card } from './card.ts';
import type { PaymentDetails } from './read-payment.ts';

/** What the platform knows a payment by; absent of one that it has not seen. */
export interface Authorised {
  readonly psp: string | undefined;
  readonly code: string | undefined;
}

/** The pairs of AdditionalResponse of an approved payment (reference 4.5). */
export function approvedPairs(
  details: PaymentDetails,
  card: Card,
  { psp, code }: Authorised,
  verdict: Exclude<Verdict, { kind: 'failed' }>,
  unconfirmed: number,
): Pairs {
  const { SaleTransactionID } = details.request.SaleData;
  return {
    ...pairsOf({
      pspReference: psp,
      transactionReferenceNumber: psp,
      merchantReference: SaleTransactionID.TransactionID,
      acquirerResponseCode: psp === undefined ? undefined : 'APPROVED',
      authCode: code,
      transactionType: 'GOODS_SERVICES',
      ...offlinePairs(verdict.offline),
      unconfirmedBatchCount: String(unconfirmed),
      batteryLevel: '81%',
    }),
    ...amountPairs(details, verdict.taken),
    ...cardPairs(card),
    ...tokenPairs(details),
    ...echoed(details),
  };
}

/** Amounts are in minor units here. */
function amountPairs({ acquirerData }: PaymentDetails, { authorised, tip, cashBack, fee }: Taken): Pairs {
  const { currency, value } = authorised;
  const isReserved = acquirerData.pairs['authorisationType'] === 'PreAuth';
  return pairsOf({
    posAuthAmountCurrency: currency,
    posAuthAmountValue: String(value),
    authorisedAmountCurrency: currency,
    authorisedAmountValue: String(value),
    posOriginalAmountValue: String(value - tip - fee),
    posAmountGratuityValue: tip > 0 ? String(tip) : undefined,
    posAmountCashbackValue: cashBack > 0 ? String(cashBack) : undefined,
    surchargeAmount: fee > 0 ? String(fee) : undefined,
    adjustAuthorisationData: isReserved ? 'BQABAQSimulated' : undefined,
    installments: isReserved ? '-1' : undefined,
  });
}

/** What describes a card in AdditionalResponse. */
export function cardPairs(card: Card): Pairs {
  const isGiftCard = String(card.giftCard !== undefined);
  return pairsOf({
    posEntryMode: ENTRY_NAMES[card.entry].posEntryMode,
    paymentMethod: card.brand,
    paymentMethodVariant: card.brand === 'mc' ? `mc${card.funding.toLowerCase()}` : card.brand,
    cardBin: card.bin,
    cardSummary: card.summary,
    fundingSource: card.funding,
    issuerCountry: 'NL',
    isCardCommercial: 'false',
    giftcardIndicator: isGiftCard,
    backendGiftcardIndicator: isGiftCard,
    cardHolderVerificationMethodResults: verificationOf(card),
    // Address and security code are typed where there is no card.
    ...(card.entry === 'moto' && { avsResult: '7 Both match', cvcResult: '1 Matches' }),
  });
}

/** A token of the new style or of the old one, never both (reference 4.5); the alias only recognises a card. */
function tokenPairs({ acquirerData, request }: PaymentDetails): Pairs {
  const { shopperReference, recurringProcessingModel, recurringContract } = acquirerData.pairs;
  const isNew = recurringProcessingModel !== undefined && shopperReference !== undefined;
  const isOld = !isNew && recurringContract !== undefined && shopperReference !== undefined;
  const { TokenRequestedType } = request.SaleData;
  return pairsOf({
    ...(isNew && {
      'tokenization.storedPaymentMethodId': 'M5N7TQ4TG5PFWR50',
      'tokenization.shopperReference': shopperReference,
      'tokenization.store.operationType': 'created',
    }),
    ...(isOld && {
      'recurring.recurringDetailReference': '8415995487234100',
      'recurring.shopperReference': shopperReference,
    }),
    networkTxReference: isNew || isOld ? '123456789012345' : undefined,
    ...(TokenRequestedType === 'Customer' && {
      alias: TOKEN,
      aliasType: 'Default',
      PaymentAccountReference: 'PAR0000000000000000000000001',
    }),
  });
}

/** With store and forward it failed to go online, and is a Success all the same (reference 4.7). */
function offlinePairs(offline: 'emv' | 'storeAndForward' | undefined): Readonly<Record<string, string>> {
  if (offline === undefined) return { offline: 'false' };
  const offlineAuthCode = offline === 'emv' ? 'Offline approved' : 'Failed go online offline declined';
  return { offline: 'true', offlineAuthCode };
}

/** The till's own data comes back (reference 4.5). */
function echoed({ acquirerData }: PaymentDetails): Pairs {
  return Object.fromEntries(Object.entries(acquirerData.pairs).filter(([name]) => name.startsWith('metadata.')));
}
