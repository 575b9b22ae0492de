import { z } from 'zod';
import { identificationOf, type TransactionIdentification } from '../fields/poi-transaction-id.ts';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { toWire, type Amount, type CurrencyExponents } from '../money.ts';
import { ResponseSchema } from './response.ts';

/** Our reference for a transaction, by which the back office finds it. */
export interface SaleTransaction {
  /** Our reference: the merchant reference in reports and webhooks. */
  readonly reference: string;
  /** When the transaction was made, in epoch milliseconds. */
  readonly atMs: number;
}

export interface PaymentRequestInput extends SaleTransaction {
  readonly amount: Amount;
  /** A tip agreed at the till, same currency. Whether `amount` must include it is UNCONFIRMED (reference 4.1). */
  readonly tip?: Amount | undefined;
  readonly paymentType?: 'Normal' | 'Refund' | undefined;
  readonly operatorId?: string | undefined;
  /** Encoded; see sale-to-acquirer-data.ts. */
  readonly saleToAcquirerData?: string | undefined;
  /** Payment methods to allow, for example `visa`. */
  readonly allowedPaymentBrands?: readonly string[] | undefined;
  /** Continues with the card of an earlier CardAcquisition. */
  readonly cardAcquisition?: TransactionIdentification | undefined;
}

/** Builds the body of a Payment (reference 4.1). */
export function paymentRequest(input: PaymentRequestInput, exponents?: CurrencyExponents) {
  const { amount, tip, allowedPaymentBrands, cardAcquisition } = input;
  const paymentData = omitUndefined({
    PaymentType: input.paymentType,
    CardAcquisitionReference: cardAcquisition && identificationOf(cardAcquisition),
  });
  return {
    SaleData: saleData(input),
    PaymentTransaction: {
      AmountsReq: omitUndefined({
        Currency: amount.currency,
        RequestedAmount: toWire(amount, exponents),
        TipAmount: tip && toWire(tip, exponents),
      }),
      ...(allowedPaymentBrands && { TransactionConditions: { AllowedPaymentBrand: allowedPaymentBrands } }),
    },
    ...(Object.keys(paymentData).length > 0 && { PaymentData: paymentData }),
  };
}

export function saleData(
  input: SaleTransaction & { operatorId?: string | undefined; saleToAcquirerData?: string | undefined },
) {
  return omitUndefined({
    SaleTransactionID: { TransactionID: input.reference, TimeStamp: new Date(input.atMs).toISOString() },
    OperatorID: input.operatorId,
    SaleToAcquirerData: input.saleToAcquirerData,
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
