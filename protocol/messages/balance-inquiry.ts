import { z } from 'zod';
import { formatValue } from '../../errors.ts';
import { TransactionIdentificationSchema, type TransactionIdentification } from '../fields/poi-transaction-id.ts';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../money.ts';
import { readReceipts, type Receipt } from '../fields/receipts.ts';
import { parseInput } from '../parse-input.ts';
import { withRule } from '../validation/input-rules.ts';
import { GiftCardSchema, storedValueAccountId, type GiftCard } from './gift-card.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

/** The card to query: one that the till names, or the one of an earlier CardAcquisition. */
export type BalanceInquiryRequestInput =
  { readonly giftCard: GiftCard } | { readonly cardAcquisition: TransactionIdentification };

export const BalanceInquiryRequestInputSchema = withRule(
  { code: 'ERR_INPUT_GIFT_CARD' },
  z
    .strictObject({ giftCard: z.unknown().optional(), cardAcquisition: z.unknown().optional() })
    .superRefine((input, issues) => {
      const given = Object.keys(input);
      if (given.length === 1) return;
      const found = formatValue(given.length === 0 ? 'neither' : 'both');
      issues.addIssue({ code: 'custom', message: 'a giftCard or a cardAcquisition', params: { found } });
    })
    .pipe(
      z.union([
        z.strictObject({ giftCard: GiftCardSchema }),
        z.strictObject({ cardAcquisition: TransactionIdentificationSchema }),
      ]),
    ) satisfies z.ZodType<BalanceInquiryRequestInput>,
);

/**
 * Builds the body of a BalanceInquiry (reference 6.7).
 *
 * @throws {InputError} `ERR_INPUT_GIFT_CARD`, `ERR_INPUT_POITRANSACTIONID`, `ERR_INPUT_REQUEST`
 */
export function balanceInquiryRequest(input: BalanceInquiryRequestInput) {
  const card = parseInput(BalanceInquiryRequestInputSchema, input);
  if ('cardAcquisition' in card) {
    return { PaymentAccountReq: { CardAcquisitionReference: card.cardAcquisition } };
  }
  const StoredValueAccountID = storedValueAccountId(card.giftCard);
  return {
    PaymentAccountReq: { PaymentInstrumentData: { PaymentInstrumentType: 'StoredValue', StoredValueAccountID } },
  } as const;
}

/** What a terminal answers about a gift card. */
export interface BalanceInquiry extends RequestResult {
  /** The balance of the card. Absent when the terminal did not report it, or reported no known currency. */
  readonly balance?: Amount;
  readonly receipts: readonly Receipt[];
}

const BalanceInquiryResponseSchema = z.looseObject({
  Response: ResponseSchema,
  PaymentAccountStatus: optionalOrUndefined(
    z.looseObject({ CurrentBalance: optionalOrUndefined(text), Currency: optionalOrUndefined(text) }),
  ),
  PaymentReceipt: z.unknown().optional(),
});

/** Reads a BalanceInquiryResponse (reference 6.7); `undefined` when the body is not one. */
export function readBalanceInquiry(body: unknown, exponents?: CurrencyExponents): BalanceInquiry | undefined {
  const parsed = BalanceInquiryResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, PaymentAccountStatus: account, PaymentReceipt } = parsed.data;
  return omitUndefined({
    ...resultOf(Response),
    balance: fromWire(account?.CurrentBalance, account?.Currency ?? '', exponents),
    receipts: readReceipts(PaymentReceipt),
  });
}
