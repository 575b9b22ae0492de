import { z } from 'zod';
import { lenient, text } from '../json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../money.ts';
import { readReceipts, type Receipt } from '../fields/receipts.ts';
import { wrong } from './check.ts';
import { storedValueAccountId, type GiftCard } from './gift-card.ts';
import { ResponseSchema, type TransactionIdentification } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

/** The card to look into: one that the till names, or the one of an earlier CardAcquisition. */
export type BalanceInquiryRequestInput =
  { readonly giftCard: GiftCard } | { readonly cardAcquisition: TransactionIdentification };

/** Builds the body of a BalanceInquiry (reference 6.7). @throws {InputError} `ERR_INPUT_GIFT_CARD` */
export function balanceInquiryRequest(input: BalanceInquiryRequestInput) {
  if ('giftCard' in input === 'cardAcquisition' in input) {
    const found = 'giftCard' in input ? 'both' : 'neither';
    throw wrong('ERR_INPUT_GIFT_CARD', 'balance inquiry', 'a giftCard or a cardAcquisition', found);
  }
  if ('cardAcquisition' in input) {
    const { TransactionID, TimeStamp } = input.cardAcquisition;
    return { PaymentAccountReq: { CardAcquisitionReference: { TransactionID, TimeStamp } } };
  }
  const StoredValueAccountID = storedValueAccountId(input.giftCard, 'giftCard');
  return {
    PaymentAccountReq: { PaymentInstrumentData: { PaymentInstrumentType: 'StoredValue', StoredValueAccountID } },
  } as const;
}

export interface BalanceInquiry extends RequestResult {
  /** What is left on the card. Absent when the terminal did not tell it, or tells no currency that we know. */
  readonly balance?: Amount;
  readonly receipts: readonly Receipt[];
}

const BalanceInquiryResponseSchema = z.looseObject({
  Response: ResponseSchema,
  PaymentAccountStatus: lenient(z.looseObject({ CurrentBalance: lenient(text), Currency: lenient(text) })),
  PaymentReceipt: z.unknown().optional(),
});

/** Reads a BalanceInquiryResponse (reference 6.7); `undefined` when it is none. */
export function readBalanceInquiry(body: unknown, exponents?: CurrencyExponents): BalanceInquiry | undefined {
  const parsed = BalanceInquiryResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, PaymentAccountStatus: account, PaymentReceipt } = parsed.data;
  const balance = fromWire(account?.CurrentBalance, account?.Currency ?? '', exponents);
  return {
    ...resultOf(Response),
    ...(balance !== undefined && { balance }),
    receipts: readReceipts(PaymentReceipt),
  };
}
