import { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import { openEnum, optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/** How a card was read (reference 4.4). */
export const ENTRY_MODES = [
  'Contactless',
  'File',
  'ICC',
  'Keyed',
  'MagStripe',
  'Manual',
  'Mobile',
  'RFID',
  'Scanned',
  'SynchronousICC',
  'Tapped',
] as const;

/** How the card was read: the modes that are known. */
export type EntryMode = (typeof ENTRY_MODES)[number];

/** The card or wallet that was presented. Members that the terminal does not report are absent; the whole number is never here. */
export interface Card {
  /** For example `visa`, `mc`: CardData.PaymentBrand, else `paymentMethod` of AdditionalResponse. */
  readonly brand?: string;
  /** For example `mccredit`, `visadebit`: `paymentMethodVariant`. */
  readonly variant?: string;
  /** At most the first six and the last four digits: CardData.MaskedPan. */
  readonly maskedPan?: string;
  /** CardData.EntryMode, else what `posEntryMode` means. */
  readonly entryMode?: EntryMode | (string & {});
  /** For example `CREDIT`, `DEBIT`, `PREPAID`: `fundingSource`, as it comes. */
  readonly fundingSource?: string;
  /** ISO 3166, two letters or three digits: `issuerCountry`, else CardData.CardCountryCode. */
  readonly issuerCountry?: string;
  /** Whether it is a company's card: `isCardCommercial`. */
  readonly isCommercial?: boolean;
  /** Whether it is a gift card: `giftcardIndicator`. */
  readonly isGiftCard?: boolean;
}

export const CardDataSchema = z.looseObject({
  PaymentBrand: optionalOrUndefined(text),
  MaskedPan: optionalOrUndefined(text),
  EntryMode: optionalOrUndefined(
    z.union([z.array(openEnum(ENTRY_MODES)), openEnum(ENTRY_MODES).transform((mode) => [mode])]),
  ),
  CardCountryCode: optionalOrUndefined(text),
  PaymentToken: optionalOrUndefined(z.looseObject({ TokenRequestedType: optionalOrUndefined(text), TokenValue: text })),
});

/** What `posEntryMode` of AdditionalResponse means (reference 4.5). */
const POS_ENTRY_MODES: Readonly<Record<string, EntryMode>> = {
  ICC: 'ICC',
  CLESS_CHIP: 'Contactless',
  CLESS_SWIPE: 'Contactless',
  MKE: 'Keyed',
};

/**
 * Reads the card of an answer (reference 4.4); `undefined` when it reports none.
 *
 * @param acquiredBrand PaymentBrand of a CardAcquisitionResponse, which may name the brand beside the card
 */
export function readCard(
  data: z.infer<typeof CardDataSchema> | undefined,
  additional: AdditionalResponse,
  acquiredBrand?: string,
): Card | undefined {
  const posEntryMode = additional['posEntryMode'];
  const card = omitUndefined({
    brand: data?.PaymentBrand ?? acquiredBrand ?? additional['paymentMethod'],
    variant: additional['paymentMethodVariant'],
    maskedPan: data?.MaskedPan === undefined ? undefined : maskPan(data.MaskedPan),
    entryMode: data?.EntryMode?.[0] ?? (posEntryMode && (POS_ENTRY_MODES[posEntryMode] ?? posEntryMode)),
    fundingSource: additional['fundingSource'],
    issuerCountry: additional['issuerCountry'] ?? data?.CardCountryCode,
    isCommercial: readFlag(additional['isCardCommercial']),
    isGiftCard: readFlag(additional['giftcardIndicator'] ?? additional['backendGiftcardIndicator']),
  });
  return Object.keys(card).length > 0 ? card : undefined;
}

function readFlag(value: string | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** Visible digits of a masked number, as the card schemes allow them. */
const FIRST = 6;
const LAST = 4;

/** A number that should come masked is masked here when it does not: at most its first six and last four digits stay. */
export function maskPan(pan: string): string {
  const digits = pan.match(/\d/g)?.length ?? 0;
  if (digits <= FIRST + LAST) return pan;
  let index = 0;
  return pan.replaceAll(/\d/g, (digit) => (index++ < FIRST || index > digits - LAST ? digit : '*'));
}
