import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../../money.ts';
import { optionalOrUndefined, text } from '../../validation/wire-schemas.ts';

/** The totals of one payment instrument, brand and whatever else was asked for (reference 6.8). Zero totals are left out. */
export interface TransactionTotals {
  /** `Card`, `Cash`, `Check`, `Mobile` or `StoredValue`. */
  readonly paymentInstrumentType?: string;
  /** For example `visa`. */
  readonly cardBrand?: string;
  readonly currency?: string;
  /** Of the details, those that were asked for. */
  readonly poiid?: string;
  readonly saleId?: string;
  readonly operatorId?: string;
  readonly shiftNumber?: string;
  readonly totalsGroupId?: string;
  readonly totals: readonly PaymentTotal[];
}

/** A row of a terminal's totals. */
export interface PaymentTotal {
  /** For example `Debit`, `Credit`, `ReverseDebit`, `Declined`. */
  readonly transactionType: string;
  readonly count: number;
  /** The sum. Absent when it cannot be read, or when the totals name no known currency. */
  readonly amount?: Amount;
}

const PaymentTotalsSchema = z.looseObject({
  TransactionType: text,
  TransactionCount: z.union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
  TransactionAmount: optionalOrUndefined(text),
});

export const TransactionTotalsSchema = z.array(
  z.looseObject({
    PaymentInstrumentType: optionalOrUndefined(text),
    CardBrand: optionalOrUndefined(text),
    PaymentCurrency: optionalOrUndefined(text),
    POIID: optionalOrUndefined(text),
    SaleID: optionalOrUndefined(text),
    OperatorID: optionalOrUndefined(text),
    ShiftNumber: optionalOrUndefined(text),
    TotalsGroupID: optionalOrUndefined(text),
    // A total that cannot be read is not one that is 0: the whole list is not known then.
    PaymentTotals: z.array(PaymentTotalsSchema).nullish(),
  }),
);

export function readTransactionTotals(
  rows: z.infer<typeof TransactionTotalsSchema>,
  exponents?: CurrencyExponents,
): TransactionTotals[] {
  return rows.map((row) =>
    omitUndefined({
      paymentInstrumentType: row.PaymentInstrumentType,
      cardBrand: row.CardBrand,
      currency: row.PaymentCurrency,
      poiid: row.POIID,
      saleId: row.SaleID,
      operatorId: row.OperatorID,
      shiftNumber: row.ShiftNumber,
      totalsGroupId: row.TotalsGroupID,
      totals: (row.PaymentTotals ?? []).map((total) =>
        omitUndefined({
          transactionType: total.TransactionType,
          count: total.TransactionCount,
          amount: fromWire(total.TransactionAmount, row.PaymentCurrency ?? '', exponents),
        }),
      ),
    }),
  );
}
