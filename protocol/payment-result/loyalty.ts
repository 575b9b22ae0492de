import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { openEnum, optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { ENTRY_MODES, type EntryMode } from './card.ts';

/** A loyalty account that the shopper presented, for example a pass of a phone. */
export interface LoyaltyAccount {
  /** The number of the member: LoyaltyAccountID.LoyaltyID. */
  readonly id: string;
  /** LoyaltyBrand. */
  readonly brand?: string;
  readonly entryMode?: EntryMode | (string & {});
  /** For example `AccountNumber`. */
  readonly identificationType?: string;
}

const LoyaltyAccountSchema = z.looseObject({
  LoyaltyBrand: optionalOrUndefined(text),
  LoyaltyAccountID: z.looseObject({
    LoyaltyID: text,
    IdentificationType: optionalOrUndefined(text),
    EntryMode: optionalOrUndefined(z.array(openEnum(ENTRY_MODES))),
  }),
});

/** LoyaltyAccount of an acquisition, or LoyaltyResult of a payment, which wraps each account (reference 6.6). */
export const LoyaltySchema = z.array(
  z.union([
    z.looseObject({ LoyaltyAccount: LoyaltyAccountSchema }).transform((row) => row.LoyaltyAccount),
    LoyaltyAccountSchema,
  ]),
);

/** Reads the loyalty accounts of an answer; `undefined` when there are none. */
export function readLoyalty(accounts: z.infer<typeof LoyaltySchema> | undefined): LoyaltyAccount[] | undefined {
  if (accounts === undefined || accounts.length === 0) return undefined;
  return accounts.map(({ LoyaltyBrand, LoyaltyAccountID }) =>
    omitUndefined({
      id: LoyaltyAccountID.LoyaltyID,
      brand: LoyaltyBrand,
      entryMode: LoyaltyAccountID.EntryMode?.[0],
      identificationType: LoyaltyAccountID.IdentificationType,
    }),
  );
}
