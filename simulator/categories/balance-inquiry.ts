import { toWire } from '../../protocol/money.ts';
import { refused, type Ended } from './transaction-result.ts';
import { balanceOf, GIFT_CARD_REFUSALS } from '../platform/gift-cards.ts';
import {
  BalanceInquiryRequest,
  readBody,
  type Identification,
  type Read,
  type RequestHeader,
} from '../messages/request-reader.ts';
import type { ShopperPlan } from '../settings.ts';
import type { World } from '../platform/environment.ts';

/** A balance inquiry as the terminal understood it. */
export interface InquiryFacts {
  readonly header: RequestHeader;
  /** The card's number, when the till knows it. */
  readonly number: string | undefined;
  /** The card acquisition whose card it is about. */
  readonly cardAcquisition: Identification | undefined;
}

export function readInquiry(header: RequestHeader, body: unknown): Read<InquiryFacts> {
  const read = readBody(BalanceInquiryRequest, 'BalanceInquiry', body);
  if (!read.ok) return read;
  const { CardAcquisitionReference, PaymentInstrumentData } = read.value.PaymentAccountReq;
  const number = PaymentInstrumentData?.StoredValueAccountID?.StoredValueID;
  return {
    ok: true,
    value: { header, number: number === '' ? undefined : number, cardAcquisition: CardAcquisitionReference },
  };
}

/** Says what is on the card (reference 6.7). */
export function endInquiry(
  { number: named }: InquiryFacts,
  plan: ShopperPlan,
  tender: string,
  { giftCards, nowMs }: World,
): Ended {
  const number = named ?? plan.giftCard;
  const balance = number === undefined ? undefined : balanceOf(giftCards, number);
  if (balance === undefined) return refused(undefined, GIFT_CARD_REFUSALS.unknownCard, tender, nowMs);
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
