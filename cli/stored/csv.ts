import type { Amount, StoredTransactionView } from '../../index.ts';

/** The columns, in this order. Programs rely on the names: new ones come at the end. */
const COLUMNS: Readonly<Record<string, (view: StoredTransactionView) => string | number | undefined>> = {
  id: ({ input }) => input.id,
  created_at: ({ input }) => timeOf(input.createdAtMs),
  settled_at: ({ settledAtMs }) => timeOf(settledAtMs),
  terminal: ({ input }) => input.POIID,
  sale_id: ({ input }) => input.SaleID,
  service_id: ({ input }) => input.ServiceID,
  type: ({ input }) => textOf(input.request['type']),
  reference: ({ input }) => input.reference,
  state: ({ state }) => state.state,
  outcome: ({ state }) => state.outcome?.kind,
  charged: ({ state }) => state.outcome?.charged ?? 'unknown',
  currency: ({ state }) => (state.amount ?? state.outcome?.amounts.authorized)?.currency,
  requested: ({ state }) => state.amount?.value,
  authorized: (view) => inCurrency(view, view.state.outcome?.amounts.authorized),
  tip: (view) => inCurrency(view, view.state.outcome?.amounts.tip),
  cash_back: (view) => inCurrency(view, view.state.outcome?.amounts.cashBack),
  fees: (view) => inCurrency(view, view.state.outcome?.amounts.fees),
  amounts_unclear: ({ state }) => state.outcome?.amounts.unclear,
  card_brand: ({ state }) => state.outcome?.card?.brand,
  masked_pan: ({ state }) => state.outcome?.card?.maskedPan,
  psp_reference: ({ state }) => state.outcome?.pspReference,
  poi_transaction_id: ({ state }) => state.outcome?.poiTransactionId?.TransactionID,
  poi_time_stamp: ({ state }) => state.outcome?.poiTransactionId?.TimeStamp,
  error_condition: ({ state }) => state.outcome?.errorCondition,
  refusal_reason: ({ state }) => state.outcome?.refusalReason,
  failure: ({ state }) => state.failure?.code,
};

/** The first line: the names of the columns. */
export const CSV_HEADER = Object.keys(COLUMNS).join(',');

/** One transaction as a line of RFC 4180, without its end. Amounts are integer minor units. */
export function csvLine(view: StoredTransactionView): string {
  return Object.values(COLUMNS)
    .map((read) => csvField(read(view)))
    .join(',');
}

/** What a spreadsheet would take for a formula, also in its East Asian width. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A text that a spreadsheet would compute gets an apostrophe in front, which it hides; a number stays a number. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function timeOf(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A line has one currency: an amount in another one would be read as one of it. */
function inCurrency({ state }: StoredTransactionView, amount: Amount | undefined): number | undefined {
  const { currency } = state.amount ?? state.outcome?.amounts.authorized ?? {};
  return amount?.currency === currency ? amount?.value : undefined;
}
