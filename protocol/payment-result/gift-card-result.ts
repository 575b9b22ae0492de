import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../money.ts';
import { openEnum, optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/**
 * The operations on a gift card (reference 6.7).
 * - `Activate` makes a new card valid, with an amount on it if there is one
 * - `Load`, `Unload`, `Reserve` add an amount, remove it, keep it for later
 * - `Reverse` undoes an earlier transaction, which `original` names
 * - `Duplicate` repeats the data of an earlier activation or load
 */
export type StoredValueTransactionType = (typeof STORED_VALUE_TYPES)[number];

export const STORED_VALUE_TYPES = ['Activate', 'Load', 'Unload', 'Reserve', 'Reverse', 'Duplicate'] as const;

/** The result of one item. Members that the terminal does not report are absent. */
export interface StoredValueRow {
  readonly type?: StoredValueTransactionType | (string & {});
  readonly amount?: Amount;
  /** The balance of the card now. */
  readonly balance?: Amount;
  /** The account: its last four characters, for its number is worth money. */
  readonly maskedNumber?: string;
  /** For example `GiftCard`: StoredValueAccountType. */
  readonly accountType?: string;
  /** The issuer, for example `svs`: StoredValueProvider. */
  readonly provider?: string;
  /** The issuer's id of the operation: HostTransactionID. */
  readonly hostTransactionId?: string;
}

const AccountSchema = z.looseObject({
  StoredValueID: optionalOrUndefined(text),
  StoredValueAccountType: optionalOrUndefined(text),
  StoredValueProvider: optionalOrUndefined(text),
});

const RowSchema = z.looseObject({
  StoredValueTransactionType: optionalOrUndefined(openEnum(STORED_VALUE_TYPES)),
  ItemAmount: optionalOrUndefined(text),
  Currency: optionalOrUndefined(text),
  StoredValueAccountStatus: optionalOrUndefined(
    z.looseObject({
      CurrentBalance: optionalOrUndefined(text),
      StoredValueAccountID: optionalOrUndefined(AccountSchema),
    }),
  ),
  HostTransactionID: optionalOrUndefined(
    z.union([z.looseObject({ TransactionID: text }).transform(({ TransactionID }) => TransactionID), text]),
  ),
});

/** StoredValueResult of a StoredValueResponse. */
export const StoredValueResultSchema = z.array(RowSchema);

/** Reads the results of a StoredValue, one for each item, in the order of the answer (reference 6.7). */
export function readStoredValueRows(
  rows: z.infer<typeof StoredValueResultSchema>,
  exponents?: CurrencyExponents,
): StoredValueRow[] {
  return rows.map((row) => {
    const currency = row.Currency ?? '';
    const { CurrentBalance, StoredValueAccountID: account } = row.StoredValueAccountStatus ?? {};
    return omitUndefined({
      type: row.StoredValueTransactionType,
      amount: fromWire(row.ItemAmount, currency, exponents),
      balance: fromWire(CurrentBalance, currency, exponents),
      maskedNumber: account?.StoredValueID === undefined ? undefined : maskNumber(account.StoredValueID),
      accountType: account?.StoredValueAccountType,
      provider: account?.StoredValueProvider,
      hostTransactionId: row.HostTransactionID,
    });
  });
}

const LAST = 4;

/** Hides all but the last four characters; of a number so short that these would be half of it, all. */
function maskNumber(number: string): string {
  const kept = number.length >= 2 * LAST ? number.slice(-LAST) : '';
  return kept.padStart(number.length, '*');
}
