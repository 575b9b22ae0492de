import { checkWord, wrong } from './check.ts';

/** A gift card, or another account with a stored value, as the till names it (reference 6.7). */
export interface GiftCard {
  /** How the card comes in. A scanned one needs its number; for the others the terminal asks for the card. Default `Scanned`. */
  readonly entryMode?: (typeof ENTRY_MODES)[number];
  readonly number?: string;
  /** What the number is. Default `PAN`. */
  readonly identificationType?: (typeof IDENTIFICATION_TYPES)[number];
  /** Default `GiftCard`. */
  readonly accountType?: (typeof ACCOUNT_TYPES)[number];
  /** Who issued it, for example `svs`. */
  readonly provider?: string;
  /** Four digits, as printed on the card. */
  readonly expiryDate?: string;
}

const ENTRY_MODES = ['Scanned', 'MagStripe', 'Keyed', 'Manual', 'Contactless', 'ICC'] as const;
const IDENTIFICATION_TYPES = ['PAN', 'AccountNumber', 'BarCode', 'ISOTrack2', 'PhoneNumber'] as const;
const ACCOUNT_TYPES = ['GiftCard', 'PhoneCard', 'Other'] as const;

/** The StoredValueAccountID of a gift card. @throws {InputError} `ERR_INPUT_GIFT_CARD` */
export function storedValueAccountId(card: GiftCard, thing: string) {
  const code = 'ERR_INPUT_GIFT_CARD';
  if (typeof card !== 'object' || card === null) throw wrong(code, thing, '{ entryMode, number }', card);
  const { entryMode = 'Scanned', number = '', identificationType = 'PAN', accountType = 'GiftCard' } = card;
  checkWord(code, `${thing}.entryMode`, ENTRY_MODES, entryMode);
  checkWord(code, `${thing}.identificationType`, IDENTIFICATION_TYPES, identificationType);
  checkWord(code, `${thing}.accountType`, ACCOUNT_TYPES, accountType);
  if (typeof number !== 'string' || (entryMode === 'Scanned' && number.trim() === '')) {
    // The number is worth money: it is not shown.
    throw wrong(code, `${thing}.number`, 'the number that was scanned, as text', typeof number);
  }
  if (card.expiryDate !== undefined && !/^\d{4}$/.test(card.expiryDate)) {
    throw wrong(code, `${thing}.expiryDate`, 'four digits', card.expiryDate);
  }
  return {
    StoredValueAccountType: accountType,
    EntryMode: [entryMode],
    IdentificationType: identificationType,
    StoredValueID: number,
    ...(card.provider !== undefined && { StoredValueProvider: card.provider }),
    ...(card.expiryDate !== undefined && { ExpiryDate: card.expiryDate }),
  };
}
