import { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import type { Amount, CurrencyExponents } from '../money.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
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
import { currenciesIn, readGiftCardBalance } from './gift-card-balance.ts';
import { readStoredValueRows, StoredValueResultSchema, type StoredValueRow } from './gift-card-result.ts';
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
  /** What a StoredValue did, item by item. */
  readonly giftCard?: GiftCardResult;
  /**
   * What is left on a gift card: `currentBalanceAmount`, else of the one card of a StoredValue. Its currency is `currentBalanceCurrency`,
   * else the only one that the answer names; absent where it names none or several.
   */
  readonly giftCardBalance?: Amount;
  /** Why an approval without the platform was given, in the terminal's words: `offlineAuthCode`. */
  readonly offlineAuthCode?: string;
  /** Payments that the terminal keeps and has not sent to the platform yet: `unconfirmedBatchCount`. */
  readonly unconfirmedBatchCount?: number;
  /** What the platform needs to adjust a pre-authorisation at once: keep the newest. `adjustAuthorisationData`. */
  readonly adjustAuthorisationData?: string;
}

/** The result of a request that changed gift cards. */
export interface GiftCardResult {
  /** In the order of the answer. */
  readonly items: readonly StoredValueRow[];
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
  StoredValueResult: optionalOrUndefined(StoredValueResultSchema),
  PaymentBrand: optionalOrUndefined(z.array(text)),
});

/** Reads the details of a response body (reference 4.4 to 4.7). Total: what cannot be read is absent. */
export function readPaymentDetails(
  body: unknown,
  additional: AdditionalResponse,
  exponents?: CurrencyExponents,
): PaymentDetails {
  const parsed = BodySchema.safeParse(body);
  if (!parsed.success) return {};
  const { PaymentResult, LoyaltyResult, LoyaltyAccount, StoredValueResult, PaymentBrand, ...top } = parsed.data;
  const result = PaymentResult ?? top;
  const cardData = result.PaymentInstrumentData?.CardData;
  const items = StoredValueResult === undefined ? undefined : readStoredValueRows(StoredValueResult, exponents);
  return omitUndefined({
    card: readCard(cardData, additional, PaymentBrand?.[0]),
    authorisation: readAuthorisation(result.PaymentAcquirerData, additional),
    cardholderVerification: readCardholderVerification(result.AuthenticationMethod, additional),
    token: readToken(cardData, additional),
    conversion: readConversion(result.CurrencyConversion, additional, exponents),
    signature: readSignature(result.CapturedSignature),
    loyalty: readLoyalty(LoyaltyResult ?? LoyaltyAccount),
    giftCard: items && { items },
    giftCardBalance:
      readGiftCardBalance(additional, currenciesIn(body, additional), exponents) ??
      (items?.length === 1 ? items[0]?.balance : undefined),
    offlineAuthCode: additional['offlineAuthCode'],
    unconfirmedBatchCount: readCount(additional['unconfirmedBatchCount']),
    adjustAuthorisationData: additional['adjustAuthorisationData'],
  });
}

function readCount(digits: string | undefined): number | undefined {
  return digits !== undefined && /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}
