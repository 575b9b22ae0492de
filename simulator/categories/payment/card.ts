import type { SaleData, TransactionConditions } from '../../messages/request-parts.ts';
import type { WireObject } from '../../messages/wire-object.ts';
import type { ShopperPlan } from '../../shopper-plan.ts';

/** How the terminal gets at the card. `moto`: its number is typed, and there is no card (reference 4.7). */
export type CardEntry = 'contactless' | 'chip' | 'stripe' | 'keyed' | 'moto' | 'scanned';

/** The name of each in answers (reference 4.4, 4.5) and in display notifications (reference 8.3). */
export const ENTRY_NAMES = {
  contactless: { EntryMode: 'Contactless', posEntryMode: 'CLESS_CHIP', event: 'CARD_PRESENTED' },
  chip: { EntryMode: 'ICC', posEntryMode: 'ICC', event: 'CARD_INSERTED' },
  stripe: { EntryMode: 'MagStripe', posEntryMode: 'MSR', event: 'CARD_SWIPED' },
  keyed: { EntryMode: 'Keyed', posEntryMode: 'MKE', event: 'CARD_DETAILS_PROVIDED' },
  moto: { EntryMode: 'Keyed', posEntryMode: 'MKE', event: 'CARD_DETAILS_PROVIDED' },
  // The till scanned it: what `posEntryMode` then is, is not known.
  scanned: { EntryMode: 'Scanned', posEntryMode: undefined, event: undefined },
} as const satisfies Record<CardEntry, unknown>;

/** The entry mode of ForceEntryMode that each is (reference 4.1). */
const FORCED: Readonly<Record<string, CardEntry>> = {
  Contactless: 'contactless',
  Tapped: 'contactless',
  RFID: 'contactless',
  ICC: 'chip',
  MagStripe: 'stripe',
  Keyed: 'keyed',
  Manual: 'keyed',
};

/** The way that the till leaves the shopper, who has `planned` in mind; `undefined`: the terminal has no such reader. */
export function allowedEntry(planned: CardEntry, forced: readonly string[] | undefined): CardEntry | undefined {
  if (forced === undefined) return planned;
  const allowed = forced.flatMap((mode) => FORCED[mode] ?? []);
  return allowed.includes(planned) ? planned : allowed[0];
}

export function isTyped(entry: CardEntry): boolean {
  return entry === 'keyed' || entry === 'moto';
}

/** The shopper's card, as far as answers describe it. */
export interface Card {
  readonly brand: string;
  readonly maskedPan: string;
  /** The first six digits. */
  readonly bin: string;
  /** The last four digits. */
  readonly summary: string;
  readonly funding: NonNullable<ShopperPlan['funding']>;
  readonly entry: CardEntry;
  /** The number of a gift card. */
  readonly giftCard: string | undefined;
  /** How the cardholder was authenticated; `undefined` when the terminal did not ask. */
  readonly authentication: readonly string[] | undefined;
}

const TEST_CARD = '5413330000009999';

export function cardOf(plan: ShopperPlan, entry: CardEntry, { DebitPreferredFlag }: TransactionConditions = {}): Card {
  const { giftCard, brand } = plan;
  const number = giftCard ?? TEST_CARD;
  const [bin, summary] = [number.slice(0, 6), number.slice(-4)];
  return {
    brand: brand ?? (giftCard === undefined ? 'mc' : 'giftcard'),
    maskedPan: `${bin} **** ${summary}`,
    bin,
    summary,
    funding: plan.funding ?? (DebitPreferredFlag === true ? 'DEBIT' : 'CREDIT'),
    entry,
    giftCard,
    authentication: authenticationOf(plan, entry),
  };
}

function authenticationOf(plan: ShopperPlan, entry: CardEntry): readonly string[] | undefined {
  if (entry === 'moto' || entry === 'scanned') return undefined;
  const pin = plan.offline === undefined ? 'OnlinePIN' : 'OfflinePIN';
  if (!signs(plan, entry)) return entry === 'keyed' ? undefined : [pin];
  const signature = plan.signs === 'onPaper' ? 'PaperSignature' : 'SignatureCapture';
  return entersPin(plan) ? [pin, signature] : [signature];
}

export function entersPin({ pin, card, does }: ShopperPlan): boolean {
  return pin ?? (card === 'chip' || does === 'entersWrongPin');
}

export function signs({ signs: planned, card }: ShopperPlan, entry: CardEntry): boolean {
  if (entry === 'moto' || entry === 'scanned') return false;
  return planned === undefined ? card === 'stripe' || entry === 'stripe' || entry === 'keyed' : planned !== false;
}

/** EMV tag 9F34 of a chip: online PIN, PIN by the card, signature, none (reference 4.5). */
export function verificationOf({ entry, authentication }: Card): string | undefined {
  if (entry !== 'chip' && entry !== 'contactless') return undefined;
  if (authentication?.includes('OnlinePIN') === true) return '020000';
  if (authentication?.includes('OfflinePIN') === true) return '010000';
  return authentication === undefined ? '1F0000' : '1E0000';
}

export const TOKEN = 'M469509594859802';

/** The PaymentInstrumentData of a card that was read (reference 4.4). */
export function instrumentOf(
  { brand, maskedPan, entry, giftCard }: Card,
  { TokenRequestedType }: Pick<SaleData, 'TokenRequestedType'>,
): WireObject {
  return {
    PaymentInstrumentType: entry === 'scanned' && giftCard !== undefined ? 'StoredValue' : 'Card',
    CardData: {
      PaymentBrand: brand,
      MaskedPan: maskedPan,
      EntryMode: [ENTRY_NAMES[entry].EntryMode],
      CardCountryCode: '528',
      SensitiveCardData: { CardSeqNumb: '33', ExpiryDate: '0228' },
      ...(TokenRequestedType !== undefined && { PaymentToken: { TokenRequestedType, TokenValue: TOKEN } }),
    },
  };
}

/** A pass of a phone (reference 6.6). */
export function loyaltyAccount({ id, brand }: NonNullable<ShopperPlan['loyalty']>): WireObject {
  return {
    LoyaltyAccountID: { EntryMode: ['Tapped'], IdentificationType: 'AccountNumber', LoyaltyID: id },
    ...(brand !== undefined && { LoyaltyBrand: brand }),
  };
}
