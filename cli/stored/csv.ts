import { outcomeToJson, type Amount, type OutcomeJson, type StoredTransactionView } from '../../index.ts';

/** A transaction, and its outcome as it may leave the process. */
interface Exported extends StoredTransactionView {
  readonly outcome: OutcomeJson | undefined;
}

/** The columns, in this order. Programs rely on the names: new ones come at the end. */
const COLUMNS: Readonly<Record<string, (view: Exported) => string | number | undefined>> = {
  id: ({ input }) => input.id,
  created_at: ({ input }) => timeOf(input.createdAtMs),
  settled_at: ({ settledAtMs }) => timeOf(settledAtMs),
  terminal: ({ input }) => input.POIID,
  sale_id: ({ input }) => input.SaleID,
  service_id: ({ state }) => state.serviceId,
  type: ({ input }) => textOf(input.request['type']),
  reference: ({ input }) => input.reference,
  state: ({ state }) => state.state,
  outcome: ({ outcome }) => outcome?.kind,
  charged: ({ outcome }) => outcome?.charged ?? 'unknown',
  currency: ({ state, outcome }) => (state.amount ?? outcome?.amounts.authorized)?.currency,
  requested: ({ state }) => state.amount?.value,
  authorized: (view) => inCurrency(view, view.outcome?.amounts.authorized),
  tip: (view) => inCurrency(view, view.outcome?.amounts.tip),
  cash_back: (view) => inCurrency(view, view.outcome?.amounts.cashBack),
  fees: (view) => inCurrency(view, view.outcome?.amounts.fees),
  amounts_unclear: ({ outcome }) => outcome?.amounts.unclear,
  card_brand: ({ outcome }) => outcome?.card?.brand,
  masked_pan: ({ outcome }) => outcome?.card?.maskedPan,
  psp_reference: ({ outcome }) => outcome?.pspReference,
  poi_transaction_id: ({ outcome }) => outcome?.poiTransactionId?.TransactionID,
  poi_time_stamp: ({ outcome }) => outcome?.poiTransactionId?.TimeStamp,
  error_condition: ({ outcome }) => outcome?.errorCondition,
  refusal_reason: ({ outcome }) => outcome?.refusalReason,
  failure: ({ state }) => state.failure?.code,
};

/** The first line: the names of the columns. */
export const CSV_HEADER = Object.keys(COLUMNS).join(',');

/** One transaction as a line of RFC 4180, without its end. Amounts are integer minor units. */
export function csvLine(view: StoredTransactionView): string {
  const { outcome } = view.state;
  const exported = { ...view, outcome: outcome && outcomeToJson(outcome, { receipts: false }) };
  return Object.values(COLUMNS)
    .map((read) => csvField(read(exported)))
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
function inCurrency({ state, outcome }: Exported, amount: Amount | undefined): number | undefined {
  const { currency } = state.amount ?? outcome?.amounts.authorized ?? {};
  return amount?.currency === currency ? amount?.value : undefined;
}
