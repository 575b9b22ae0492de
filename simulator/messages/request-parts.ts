import { z } from 'zod';

/** Members that requests of several categories have. */

export const Identification = z.object({ TransactionID: z.string(), TimeStamp: z.string() });
export type Identification = Readonly<z.infer<typeof Identification>>;

export const SaleData = z.object({
  SaleTransactionID: Identification,
  SaleToAcquirerData: z.string().optional(),
  TokenRequestedType: z.string().optional(),
  OperatorID: z.string().optional(),
  ShiftNumber: z.string().optional(),
  SaleTerminalData: z.object({ TotalsGroupID: z.string().optional() }).optional(),
});
export type SaleData = Readonly<z.infer<typeof SaleData>>;

/** What a card has to be like (reference 4.1); a CardAcquisition has the same members directly. */
export const TransactionConditions = z.object({
  AllowedPaymentBrand: z.array(z.string()).optional(),
  ForceEntryMode: z.array(z.string()).optional(),
  LoyaltyHandling: z.string().optional(),
  CustomerLanguage: z.string().optional(),
  DebitPreferredFlag: z.boolean().optional(),
  ForceOnlineFlag: z.boolean().optional(),
});
export type TransactionConditions = Readonly<z.infer<typeof TransactionConditions>>;

/** Reference 6.7. A card that is swiped or keyed in at the terminal comes without its number. */
export const StoredValueAccountID = z.looseObject({
  StoredValueAccountType: z.string().optional(),
  StoredValueID: z.string().optional(),
});
export type StoredValueAccountID = Readonly<z.infer<typeof StoredValueAccountID>>;
