import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { withRule } from '../validation/input-rules.ts';
import { LanguageSchema } from './sale-data.ts';

/** How a card may be read. */
const FORCE_ENTRY_MODES = [
  'CheckReader',
  'Contactless',
  'File',
  'ICC',
  'Keyed',
  'MagStripe',
  'Manual',
  'RFID',
  'Scanned',
  'SynchronousICC',
  'Tapped',
] as const;

const LOYALTY_HANDLINGS = ['Allowed', 'Forbidden', 'Processed', 'Proposed', 'Required'] as const;

/** What a card has to be like, and how it is read: members of TransactionConditions (reference 4.1). */
export interface TransactionConditionsInput {
  /** AllowedPaymentBrand: payment methods to allow, for example `['visa', 'mc']`. Default: all. */
  readonly allowedPaymentBrands?: readonly string[] | undefined;
  /** ForceEntryMode: the only ways in which the card may be read. `['Keyed']`: its number is typed. Default: all. */
  readonly forceEntryMode?: readonly (typeof FORCE_ENTRY_MODES)[number][] | undefined;
  /** LoyaltyHandling. */
  readonly loyaltyHandling?: (typeof LOYALTY_HANDLINGS)[number] | undefined;
  /** CustomerLanguage: of the shopper's screens; ISO 639, two small letters. */
  readonly customerLanguage?: string | undefined;
}

/** Members of the TransactionConditions of a Payment alone (reference 4.1). */
export interface PaymentConditionsInput extends TransactionConditionsInput {
  /** DebitPreferredFlag: of a card with several applications, the debit one. */
  readonly debitPreferredFlag?: boolean | undefined;
  /** ForceOnlineFlag: no approval without the platform. */
  readonly forceOnlineFlag?: boolean | undefined;
  /** MerchantCategoryCode: 3 or 4 digits. */
  readonly merchantCategoryCode?: string | undefined;
  /** AcquirerID: the acquirers to use. */
  readonly acquirerIds?: readonly string[] | undefined;
}

const names = z.array(z.string('a name').min(1, 'a name'), 'a list of names').min(1, 'a list of names');

/** The members of `TransactionConditionsInput`, for the schemas of requests. */
export const TRANSACTION_CONDITIONS_SHAPE = {
  allowedPaymentBrands: withRule({ code: 'ERR_INPUT_BRANDS' }, names).exactOptional(),
  forceEntryMode: withRule(
    { code: 'ERR_INPUT_ENTRY_MODE' },
    z.array(z.enum(FORCE_ENTRY_MODES), `a list of ${FORCE_ENTRY_MODES.join(', ')}`).min(1),
  ).exactOptional(),
  loyaltyHandling: withRule({ code: 'ERR_INPUT_LOYALTY' }, z.enum(LOYALTY_HANDLINGS)).exactOptional(),
  customerLanguage: LanguageSchema.exactOptional(),
};

/** The members of `PaymentConditionsInput`. */
export const PAYMENT_CONDITIONS_SHAPE = {
  ...TRANSACTION_CONDITIONS_SHAPE,
  debitPreferredFlag: withRule({ code: 'ERR_INPUT_FLAG' }, z.boolean()).exactOptional(),
  forceOnlineFlag: withRule({ code: 'ERR_INPUT_FLAG' }, z.boolean()).exactOptional(),
  merchantCategoryCode: withRule(
    { code: 'ERR_INPUT_CATEGORY_CODE' },
    z.string('3 or 4 digits').regex(/^\d{3,4}$/, '3 or 4 digits'),
  ).exactOptional(),
  acquirerIds: withRule({ code: 'ERR_INPUT_ACQUIRER' }, names).exactOptional(),
};

/** The members that Payment and CardAcquisition have in common, each under its wire name; empty when there are none. */
export function transactionConditions(input: TransactionConditionsInput) {
  return omitUndefined({
    AllowedPaymentBrand: input.allowedPaymentBrands,
    ForceEntryMode: input.forceEntryMode,
    LoyaltyHandling: input.loyaltyHandling,
    CustomerLanguage: input.customerLanguage,
  });
}

/** Builds the TransactionConditions of a Payment; `undefined` when there are none. */
export function paymentConditions(input: PaymentConditionsInput) {
  const conditions = omitUndefined({
    ...transactionConditions(input),
    DebitPreferredFlag: input.debitPreferredFlag,
    ForceOnlineFlag: input.forceOnlineFlag,
    MerchantCategoryCode: input.merchantCategoryCode,
    AcquirerID: input.acquirerIds,
  });
  return Object.keys(conditions).length > 0 ? conditions : undefined;
}
