import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { parseAmount, toWire, type Amount, type CurrencyExponents } from '../money.ts';
import { readPOITransactionID, type POITransactionID } from '../fields/poi-transaction-id.ts';
import { parseInput } from '../parse-input.ts';
import { CardDataSchema, maskPan } from '../payment-result/card.ts';
import { saleData, TokenRequestedTypeSchema, type SaleDataInput, type SaleTransaction } from './sale-data.ts';
import { transactionConditions, type TransactionConditionsInput } from './transaction-conditions.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

/** What a CardAcquisition is built from. */
export interface CardAcquisitionRequestInput extends SaleTransaction, SaleDataInput, TransactionConditionsInput {
  /** The amount to pay, if it is known: with the same amount in the payment a card is tapped only once (reference 6.6). */
  readonly amount?: Amount | undefined;
  /** CashBackFlag: the shopper may ask for cash. */
  readonly cashBackFlag?: boolean | undefined;
  /** `Refund` before an unreferenced refund with this card. Default: a payment. */
  readonly paymentType?: 'Normal' | 'Refund' | undefined;
  /** Encoded; see sale-to-acquirer-data.ts. */
  readonly saleToAcquirerData?: string | undefined;
}

/**
 * Builds the body of a CardAcquisition, which reads a card before anything is paid. After its answer the terminal waits for a
 * Payment with the answer's POITransactionID, or for an EnableService (reference 6.6).
 *
 * @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`, `ERR_INPUT_TOKEN`
 */
export function cardAcquisitionRequest(input: CardAcquisitionRequestInput, exponents?: CurrencyExponents) {
  const { amount } = input;
  parseInput(TokenRequestedTypeSchema.optional(), input.tokenRequestedType, 'tokenRequestedType');
  return {
    SaleData: saleData(input),
    // Must be present, even when empty.
    CardAcquisitionTransaction: omitUndefined({
      TotalAmount: amount && toWire(parseAmount(amount, exponents), exponents),
      PaymentType: input.paymentType,
      ...transactionConditions(input),
      CashBackFlag: input.cashBackFlag,
    }),
  };
}

/** What a terminal reports about a card: nothing in it is secret. Members that it does not report are absent. */
export interface AcquiredCard {
  readonly paymentBrand?: string;
  readonly maskedPan?: string;
  /** For example `Contactless`, `ICC`. */
  readonly entryModes: readonly string[];
  /** The card's alias. */
  readonly token?: { readonly requestedType?: string; readonly value: string };
}

/** What a CardAcquisition brought: the card, and its name for the payment that continues. */
export interface CardAcquisition extends RequestResult {
  /** Identifies the card for the Payment that continues: both members verbatim. */
  readonly poiTransactionId?: POITransactionID;
  readonly card: AcquiredCard;
}

const CardAcquisitionResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIData: optionalOrUndefined(z.looseObject({ POITransactionID: z.unknown().optional() })),
  PaymentInstrumentData: optionalOrUndefined(z.looseObject({ CardData: optionalOrUndefined(CardDataSchema) })),
  PaymentBrand: optionalOrUndefined(z.array(text)),
});

/** Reads a CardAcquisitionResponse (reference 6.6); `undefined` when the body is not one. */
export function readCardAcquisition(body: unknown): CardAcquisition | undefined {
  const parsed = CardAcquisitionResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIData, PaymentInstrumentData, PaymentBrand } = parsed.data;
  const card = PaymentInstrumentData?.CardData;
  const poiTransactionId = readPOITransactionID(POIData?.POITransactionID);
  const paymentBrand = card?.PaymentBrand ?? PaymentBrand?.[0];
  const token = card?.PaymentToken;
  return omitUndefined({
    ...resultOf(Response),
    poiTransactionId,
    card: omitUndefined({
      paymentBrand,
      maskedPan: card?.MaskedPan === undefined ? undefined : maskPan(card.MaskedPan),
      entryModes: card?.EntryMode ?? [],
      token: token && omitUndefined({ requestedType: token.TokenRequestedType, value: token.TokenValue }),
    }),
  });
}
