import { z } from 'zod';

/** Members that requests of several categories have. */

export const Identification = z.object({ TransactionID: z.string(), TimeStamp: z.string() });
export type Identification = Readonly<z.infer<typeof Identification>>;

export const SaleData = z.object({
  SaleTransactionID: Identification,
  SaleToAcquirerData: z.string().optional(),
  TokenRequestedType: z.string().optional(),
});
export type SaleData = Readonly<z.infer<typeof SaleData>>;

/** Reference 6.7. A card that is swiped or keyed in at the terminal comes without its number. */
export const StoredValueAccountID = z.looseObject({ StoredValueID: z.string().optional() });
