import { z } from 'zod';
import { identificationOf, type TransactionIdentification } from '../fields/poi-transaction-id.ts';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { toWire, type Amount, type CurrencyExponents } from '../money.ts';
import { storedValueAccountId, type GiftCard } from './gift-card.ts';
import { ResponseSchema } from './response.ts';
import { saleData, type SaleDataInput, type SaleTransaction } from './sale-data.ts';
import { paymentConditions, type PaymentConditionsInput } from './transaction-conditions.ts';

/** What a payment takes, in one currency: AmountsReq (reference 4.3). */
export interface PaymentAmounts {
  /** RequestedAmount: what the shopper pays, cash back included and a tip not. */
  readonly amount: Amount;
  /** TipAmount: a tip agreed at the till, which comes on top of `amount`. */
  readonly tip?: Amount | undefined;
  /** CashBackAmount: the part of `amount` that the shopper gets in cash. */
  readonly cashBack?: Amount | undefined;
  /** PaidAmount: the part of the bill that was paid before. */
  readonly paidAmount?: Amount | undefined;
}

/** What a Payment is built from. */
export interface PaymentRequestInput extends SaleTransaction, SaleDataInput, PaymentConditionsInput, PaymentAmounts {
  /**
   * Whether RequestedAmount is sent with the tip in it. Default `false`: on top, as Adyen's tipping page shows it; the nexo standard reads
   * as if it were a part (UNCONFIRMED).
   */
  readonly tipInRequestedAmount?: boolean;
  readonly paymentType?: 'Normal' | 'Refund';
  /** SplitPaymentFlag: the bill is paid in several payments. */
  readonly splitPaymentFlag?: boolean | undefined;
  /** Encoded; see sale-to-acquirer-data.ts. */
  readonly saleToAcquirerData?: string | undefined;
  /** Continues with the card of an earlier CardAcquisition. */
  readonly cardAcquisition?: TransactionIdentification | undefined;
  /** Pays with a card or barcode that the till scanned: PaymentInstrumentData. */
  readonly giftCard?: GiftCard | undefined;
}

/** Builds the body of a Payment (reference 4.1). */
export function paymentRequest(input: PaymentRequestInput, exponents?: CurrencyExponents) {
  const { cardAcquisition, giftCard } = input;
  const paymentData = omitUndefined({
    PaymentType: input.paymentType,
    SplitPaymentFlag: input.splitPaymentFlag,
    CardAcquisitionReference: cardAcquisition && identificationOf(cardAcquisition),
    PaymentInstrumentData: giftCard && {
      PaymentInstrumentType: 'StoredValue',
      StoredValueAccountID: storedValueAccountId(giftCard),
    },
  });
  return {
    SaleData: saleData(input),
    PaymentTransaction: omitUndefined({
      AmountsReq: amountsReq(input, exponents),
      TransactionConditions: paymentConditions(input),
    }),
    ...(Object.keys(paymentData).length > 0 && { PaymentData: paymentData }),
  };
}

function amountsReq(
  { amount, tip, cashBack, paidAmount, tipInRequestedAmount = false }: PaymentRequestInput,
  exponents: CurrencyExponents | undefined,
) {
  const tipInside = tipInRequestedAmount ? (tip?.value ?? 0) : 0;
  const wire = (part: Amount | undefined) => part && toWire(part, exponents);
  return omitUndefined({
    Currency: amount.currency,
    RequestedAmount: toWire({ currency: amount.currency, value: amount.value + tipInside }, exponents),
    TipAmount: wire(tip),
    CashBackAmount: wire(cashBack),
    PaidAmount: wire(paidAmount),
  });
}

/** Reads a PaymentResponse (reference 4.4): `Response` must be present, everything else may be missing or malformed. */
export const PaymentResponseSchema = z.looseObject({
  Response: ResponseSchema,
  SaleData: optionalOrUndefined(
    z.looseObject({
      SaleTransactionID: optionalOrUndefined(
        z.looseObject({ TransactionID: optionalOrUndefined(text), TimeStamp: optionalOrUndefined(text) }),
      ),
    }),
  ),
  POIData: optionalOrUndefined(
    z.looseObject({ POITransactionID: z.unknown().optional(), POIReconciliationID: optionalOrUndefined(text) }),
  ),
  PaymentResult: optionalOrUndefined(
    z.looseObject({
      PaymentAcquirerData: optionalOrUndefined(
        z.looseObject({ AcquirerTransactionID: optionalOrUndefined(z.looseObject({ TransactionID: text })) }),
      ),
    }),
  ),
  PaymentReceipt: z.unknown().optional(),
});

export type PaymentResponse = Readonly<z.infer<typeof PaymentResponseSchema>>;
