import type { WireObject } from './messages.ts';
import type { SaleData } from './requests.ts';
import type { ShopperPlan } from './settings.ts';

/** The card in a shopper's hand, as far as answers tell it. */
export interface Card {
  readonly brand: string;
  readonly maskedPan: string;
  /** The last four digits. */
  readonly summary: string;
}

export const BANK_CARD: Card = { brand: 'mc', maskedPan: '541333 **** 9999', summary: '9999' };

export function cardOf({ giftCard }: ShopperPlan): Card {
  if (giftCard === undefined) return BANK_CARD;
  const summary = giftCard.slice(-4);
  return { brand: 'giftcard', maskedPan: `${giftCard.slice(0, 6)} **** ${summary}`, summary };
}

/** The PaymentInstrumentData of a card that was read (reference 4.4). */
export function instrumentOf(
  { brand, maskedPan }: Card,
  entryMode: 'Contactless' | 'ICC',
  { TokenRequestedType }: Pick<SaleData, 'TokenRequestedType'>,
): WireObject {
  return {
    PaymentInstrumentType: 'Card',
    CardData: {
      PaymentBrand: brand,
      MaskedPan: maskedPan,
      EntryMode: [entryMode],
      CardCountryCode: '528',
      SensitiveCardData: { CardSeqNumb: '33', ExpiryDate: '0228' },
      ...(TokenRequestedType !== undefined && {
        PaymentToken: { TokenRequestedType, TokenValue: 'M469509594859802' },
      }),
    },
  };
}
