import { z } from 'zod';
import { toWire } from '../../protocol/money.ts';
import { Identification, StoredValueAccountID } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import type { Environment } from '../platform/environment.ts';
import { balanceOf, GIFT_CARD_REFUSALS } from '../platform/gift-cards.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { failedResult, type TransactionResult } from './transaction-result.ts';

/** Reference 6.7. */
const BalanceInquiryRequest = z.object({
  PaymentAccountReq: z.object({
    CardAcquisitionReference: Identification.optional(),
    PaymentInstrumentData: z.object({ StoredValueAccountID: StoredValueAccountID.optional() }).optional(),
  }),
});

/** A balance inquiry, as read from the request. */
export interface InquiryDetails {
  readonly header: RequestHeader;
  /** The card's number, when the request names it. */
  readonly number: string | undefined;
  /** The card acquisition whose card it is about. */
  readonly cardAcquisition: Identification | undefined;
}

export function readInquiry(header: RequestHeader, body: unknown): Read<InquiryDetails> {
  const read = readBody(BalanceInquiryRequest, 'BalanceInquiry', body);
  if (!read.ok) return read;
  const { CardAcquisitionReference, PaymentInstrumentData } = read.value.PaymentAccountReq;
  const number = PaymentInstrumentData?.StoredValueAccountID?.StoredValueID;
  return {
    ok: true,
    value: { header, number: number === '' ? undefined : number, cardAcquisition: CardAcquisitionReference },
  };
}

/** Reports the balance of the card (reference 6.7). */
export function inquiryResult(
  { number: named }: InquiryDetails,
  plan: ShopperPlan,
  tender: string,
  { giftCards, nowMs }: Environment,
): TransactionResult {
  const number = named ?? plan.giftCard;
  const balance = number === undefined ? undefined : balanceOf(giftCards, number);
  if (balance === undefined) return failedResult(undefined, GIFT_CARD_REFUSALS.unknownCard, tender, nowMs);
  return {
    body: {
      Response: { Result: 'Success' },
      PaymentAccountStatus: {
        CurrentBalance: toWire(balance),
        Currency: balance.currency,
        PaymentInstrumentData: { PaymentInstrumentType: 'StoredValue' },
      },
    },
  };
}
