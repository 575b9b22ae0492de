import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { withRule } from '../validation/input-rules.ts';

/** A gift card, or another account with a stored value, as the till identifies it (reference 6.7). */
export interface GiftCard {
  /** How the card is entered. A scanned one needs its number; for the others the terminal asks for the card. Default `Scanned`. */
  readonly entryMode?: (typeof ENTRY_MODES)[number] | undefined;
  readonly number?: string | undefined;
  /** The kind of number. Default `PAN`. */
  readonly identificationType?: (typeof IDENTIFICATION_TYPES)[number] | undefined;
  /** Default `GiftCard`. */
  readonly accountType?: (typeof ACCOUNT_TYPES)[number] | undefined;
  /** The issuer, for example `svs`. */
  readonly provider?: string | undefined;
  /** Four digits, as printed on the card. */
  readonly expiryDate?: string | undefined;
}

const ENTRY_MODES = ['Scanned', 'MagStripe', 'Keyed', 'Manual', 'Contactless', 'ICC'] as const;
const IDENTIFICATION_TYPES = ['PAN', 'AccountNumber', 'BarCode', 'ISOTrack2', 'PhoneNumber'] as const;
const ACCOUNT_TYPES = ['GiftCard', 'PhoneCard', 'Other'] as const;

export const GiftCardSchema = withRule(
  { code: 'ERR_INPUT_GIFT_CARD' },
  z
    .strictObject(
      {
        entryMode: z.enum(ENTRY_MODES).exactOptional(),
        // The number is worth money: no message quotes it.
        number: withRule({ secret: true }, z.string('the number of the card, as text')).exactOptional(),
        identificationType: z.enum(IDENTIFICATION_TYPES).exactOptional(),
        accountType: z.enum(ACCOUNT_TYPES).exactOptional(),
        provider: z.string().exactOptional(),
        expiryDate: z
          .string('four digits')
          .regex(/^\d{4}$/)
          .exactOptional(),
      },
      '{ entryMode, number }',
    )
    .superRefine(({ entryMode = 'Scanned', number = '' }, issues) => {
      if (entryMode !== 'Scanned' || number.trim() !== '') return;
      const message = 'the number that was scanned, as text';
      issues.addIssue({ code: 'custom', path: ['number'], message, params: { found: 'none' } });
    }) satisfies z.ZodType<GiftCard>,
);

/** The StoredValueAccountID of a gift card. */
export function storedValueAccountId(card: GiftCard) {
  const { entryMode = 'Scanned', number = '', identificationType = 'PAN', accountType = 'GiftCard' } = card;
  return omitUndefined({
    StoredValueAccountType: accountType,
    EntryMode: [entryMode],
    IdentificationType: identificationType,
    StoredValueID: number,
    StoredValueProvider: card.provider,
    ExpiryDate: card.expiryDate,
  });
}
