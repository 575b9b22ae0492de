import type { SaleData } from '../messages/request-parts.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { ShopperPlan } from '../shopper-plan.ts';

/** How the terminal gets at the card. */
export type CardEntry = 'contactless' | 'chip' | 'stripe' | 'keyed';

/** The name of each in answers (reference 4.4, 4.5) and in display notifications (reference 8.3). */
export const ENTRY_NAMES = {
  contactless: { EntryMode: 'Contactless', posEntryMode: 'CLESS_CHIP', event: 'CARD_PRESENTED' },
  chip: { EntryMode: 'ICC', posEntryMode: 'ICC', event: 'CARD_INSERTED' },
  stripe: { EntryMode: 'MagStripe', posEntryMode: 'MSR', event: 'CARD_SWIPED' },
  keyed: { EntryMode: 'Keyed', posEntryMode: 'MKE', event: 'CARD_DETAILS_PROVIDED' },
} as const satisfies Record<CardEntry, unknown>;

/** The shopper's card, as far as answers describe it. */
export interface Card {
  readonly brand: string;
  readonly maskedPan: string;
  /** The last four digits. */
  readonly summary: string;
  readonly entry: CardEntry;
  /** How the cardholder was authenticated; `undefined` when the terminal did not ask. */
  readonly authentication: readonly string[] | undefined;
}

export function cardOf(plan: ShopperPlan, entry: CardEntry): Card {
  const { giftCard } = plan;
  const common = { entry, authentication: authenticationOf(plan, entry) };
  if (giftCard === undefined) return { ...common, brand: 'mc', maskedPan: '541333 **** 9999', summary: '9999' };
  const summary = giftCard.slice(-4);
  return { ...common, brand: 'giftcard', maskedPan: `${giftCard.slice(0, 6)} **** ${summary}`, summary };
}

function authenticationOf(plan: ShopperPlan, entry: CardEntry): readonly string[] | undefined {
  if (entry === 'keyed') return undefined;
  if (!signs(plan)) return ['OnlinePIN'];
  return entersPin(plan) ? ['OnlinePIN', 'SignatureCapture'] : ['SignatureCapture'];
}

export function entersPin({ pin, card, does }: ShopperPlan): boolean {
  return pin ?? (card === 'chip' || does === 'entersWrongPin');
}

export function signs({ signs: planned, card }: ShopperPlan): boolean {
  return planned ?? card === 'stripe';
}

/** The PaymentInstrumentData of a card that was read (reference 4.4). */
export function instrumentOf(
  { brand, maskedPan, entry }: Card,
  { TokenRequestedType }: Pick<SaleData, 'TokenRequestedType'>,
): WireObject {
  return {
    PaymentInstrumentType: 'Card',
    CardData: {
      PaymentBrand: brand,
      MaskedPan: maskedPan,
      EntryMode: [ENTRY_NAMES[entry].EntryMode],
      CardCountryCode: '528',
      SensitiveCardData: { CardSeqNumb: '33', ExpiryDate: '0228' },
      ...(TokenRequestedType !== undefined && {
        PaymentToken: { TokenRequestedType, TokenValue: 'M469509594859802' },
      }),
    },
  };
}
