import { z } from 'zod';
import { AmountJson } from '../../protocol/outcome-json/details-schemas.ts';

const text = z.string().exactOptional();

/** The totals of one payment instrument, brand and currency. */
export const TransactionTotalsJson = z
  .object({
    paymentInstrumentType: text,
    cardBrand: text,
    currency: text,
    operatorId: text,
    shiftNumber: text,
    totalsGroupId: text,
    totals: z.array(
      z.object({
        transactionType: z.string().describe('for example Debit, Credit, ReverseDebit, Declined'),
        count: z.number(),
        amount: AmountJson.describe('the sum, where it can be read').exactOptional(),
      }),
    ),
  })
  .meta({ id: 'TransactionTotals' });
