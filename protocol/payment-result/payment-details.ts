import { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import { fromMinorUnits, type Amount, type CurrencyExponents } from '../money.ts';
import { optionalOrUndefined } from '../validation/wire-schemas.ts';
import {
  AuthenticationMethodSchema,
  PaymentAcquirerDataSchema,
  readAuthorisation,
  readCardholderVerification,
  type Authorisation,
  type CardholderVerification,
} from './authorisation.ts';
import { CardDataSchema, readCard, type Card } from './card.ts';
import { CurrencyConversionSchema, readConversion, type Conversion } from './conversion.ts';
import { LoyaltySchema, readLoyalty, type LoyaltyAccount } from './loyalty.ts';
import { CapturedSignatureSchema, readSignature, type Signature } from './signature.ts';
import { readToken, type Token } from './token.ts';

/** What an answer reports beside its result and its amounts. Members that it does not report are absent. */
export interface PaymentDetails {
  readonly card?: Card;
  readonly authorisation?: Authorisation;
  readonly cardholderVerification?: CardholderVerification;
  readonly token?: Token;
  /** A conversion to the currency of the card that was offered and reported. */
  readonly conversion?: Conversion;
  /** The signature that the shopper drew on the terminal. */
  readonly signature?: Signature;
  readonly loyalty?: readonly LoyaltyAccount[];
  /** What is left on a gift card: `currentBalanceAmount`. */
  readonly giftCardBalance?: Amount;
  /** Payments that the terminal keeps and has not sent to the platform yet: `unconfirmedBatchCount`. */
  readonly unconfirmedBatchCount?: number;
  /** What the platform needs to adjust a pre-authorisation at once: keep the newest. `adjustAuthorisationData`. */
  readonly adjustAuthorisationData?: string;
}

const InstrumentSchema = z.looseObject({ CardData: optionalOrUndefined(CardDataSchema) });

/** Members of a PaymentResponse's PaymentResult, and of a CardAcquisitionResponse itself (reference 4.4 and 6.6). */
const DetailsSchema = z.looseObject({
  PaymentInstrumentData: optionalOrUndefined(InstrumentSchema),
  PaymentAcquirerData: optionalOrUndefined(PaymentAcquirerDataSchema),
  AuthenticationMethod: optionalOrUndefined(AuthenticationMethodSchema),
  CurrencyConversion: optionalOrUndefined(CurrencyConversionSchema),
  CapturedSignature: optionalOrUndefined(CapturedSignatureSchema),
});
const BodySchema = DetailsSchema.extend({
  PaymentResult: optionalOrUndefined(DetailsSchema),
  LoyaltyResult: optionalOrUndefined(LoyaltySchema),
  LoyaltyAccount: optionalOrUndefined(LoyaltySchema),
});

/** Reads the details of a response body (reference 4.4 to 4.7). Total: what cannot be read is absent. */
export function readPaymentDetails(
  body: unknown,
  additional: AdditionalResponse,
  exponents?: CurrencyExponents,
): PaymentDetails {
  const parsed = BodySchema.safeParse(body);
  if (!parsed.success) return {};
  const { PaymentResult, LoyaltyResult, LoyaltyAccount, ...top } = parsed.data;
  const result = PaymentResult ?? top;
  const cardData = result.PaymentInstrumentData?.CardData;
  return omitUndefined({
    card: readCard(cardData, additional),
    authorisation: readAuthorisation(result.PaymentAcquirerData, additional),
    cardholderVerification: readCardholderVerification(result.AuthenticationMethod, additional),
    token: readToken(cardData, additional),
    conversion: readConversion(result.CurrencyConversion, additional, exponents),
    signature: readSignature(result.CapturedSignature),
    loyalty: readLoyalty(LoyaltyResult ?? LoyaltyAccount),
    giftCardBalance: fromMinorUnits(
      additional['currentBalanceAmount'],
      additional['currentBalanceCurrency'] ?? '',
      exponents,
    ),
    unconfirmedBatchCount: readCount(additional['unconfirmedBatchCount']),
    adjustAuthorisationData: additional['adjustAuthorisationData'],
  });
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
