import { z } from 'zod';
import { toWire } from '../../../protocol/money.ts';
import type { WireObject } from '../../messages/wire-object.ts';
import type { LedgerEntry } from '../../platform/ledger.ts';

/** What a terminal has counted since a moment. */
export interface Period {
  readonly id: string;
  readonly entries: readonly LedgerEntry[];
}

const DETAILS = ['POIID', 'SaleID', 'OperatorID', 'ShiftNumber', 'TotalsGroupID'] as const;
type Detail = (typeof DETAILS)[number];

/** Reference 6.8. */
export const GetTotalsRequest = z.object({
  TotalDetails: z.array(z.enum(DETAILS)).optional(),
  TotalFilter: z.object(Object.fromEntries(DETAILS.map((name) => [name, z.string().optional()]))).optional(),
});

/** The answer to a GetTotals: it opens no new period. */
export function getTotalsBody(
  period: Period,
  { TotalDetails = [], TotalFilter = {} }: z.infer<typeof GetTotalsRequest>,
): WireObject {
  const entries = period.entries.filter((entry) =>
    Object.entries(TotalFilter).every(([name, value]) => value === undefined || detailOf(entry, name) === value),
  );
  return {
    Response: { Result: 'Success' },
    POIReconciliationID: period.id,
    TransactionTotals: totalsOf({ ...period, entries }, TotalDetails),
  };
}

/** One row for each instrument, brand, currency and value of the details; what is nothing is left out. */
export function totalsOf({ entries }: Period, details: readonly Detail[]): readonly WireObject[] {
  const rows = new Map<string, { readonly row: WireObject; readonly entries: LedgerEntry[] }>();
  for (const entry of entries) {
    const row = rowOf(entry, details);
    const key = JSON.stringify(row);
    const found = rows.get(key) ?? { row, entries: [] };
    rows.set(key, { ...found, entries: [...found.entries, entry] });
  }
  return [...rows.values()].map((found) => ({ ...found.row, PaymentTotals: paymentTotals(found.entries) }));
}

function rowOf(entry: LedgerEntry, details: readonly Detail[]): WireObject {
  const { totals, amount } = entry;
  const named = details.map((name) => [name, detailOf(entry, name)]).filter(([, value]) => value !== undefined);
  return {
    PaymentInstrumentType: totals?.instrument,
    CardBrand: totals?.brand,
    PaymentCurrency: amount.currency,
    ...Object.fromEntries(named),
  };
}

function detailOf(entry: LedgerEntry, name: string): string | undefined {
  switch (name) {
    case 'POIID':
      return entry.POIID;
    case 'SaleID':
      return entry.SaleID;
    case 'OperatorID':
    case 'ShiftNumber':
    case 'TotalsGroupID':
      return entry.totals?.[name];
    default:
      return undefined;
  }
}

function paymentTotals(entries: readonly LedgerEntry[]): readonly WireObject[] {
  const types = [...new Set(entries.map(transactionType))];
  return types.map((TransactionType) => {
    const of = entries.filter((entry) => transactionType(entry) === TransactionType);
    const value = of.reduce((sum, { amount }) => sum + amount.value, 0);
    const currency = of[0]?.amount.currency ?? 'EUR';
    return { TransactionType, TransactionCount: of.length, TransactionAmount: toWire({ currency, value }) };
  });
}

/** Which types a terminal uses is UNCONFIRMED. */
function transactionType({ kind, isReserved, originalPspReference }: LedgerEntry): string {
  if (kind === 'charge') return isReserved === true ? 'FirstReservation' : 'Debit';
  return originalPspReference === undefined ? 'Credit' : 'ReverseDebit';
}
