import { isObject, omitUndefined } from '../json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../money.ts';

/** The amounts of an answer. Those that the terminal did not report are absent. */
export interface ReportedAmounts {
  /** The approved amount, tip, cash back and fees included, or of a reversal the refunded amount: compare it with the requested one. */
  readonly authorized?: Amount;
  readonly tip?: Amount;
  /** What the shopper gets in cash: hand out exactly this, and nothing where it is absent. */
  readonly cashBack?: Amount;
  /** A surcharge that the shopper pays on top. */
  readonly fees?: Amount;
  /**
   * The terminal's own words for the amounts, when a person must look at them: one cannot be read or is negative, or the
   * currency is another one than requested.
   */
  readonly unclear?: string;
}

/** Where the amounts of an answer are. */
export interface AmountSource {
  /** `AmountsResp` as received, or for a reversal its own members in that shape. */
  readonly amounts: unknown;
  /** The currency that was asked for, which counts where the answer names none. */
  readonly asked: string | undefined;
}

/** What names an amount; a reversal has `ReversedAmount`. */
const MEMBERS = {
  authorized: ['AuthorizedAmount', 'ReversedAmount'],
  tip: ['TipAmount'],
  cashBack: ['CashBackAmount'],
  fees: ['TotalFeesAmount'],
} as const;
const TEXT_LENGTH_MAX = 200;

/** Reads the amounts of an answer (reference 4.3, 4.4). Total. */
export function readReportedAmounts(
  { amounts, asked }: AmountSource,
  exponents: CurrencyExponents | undefined,
): ReportedAmounts {
  const given = isObject(amounts) ? amounts : {};
  const { Currency } = given;
  const currency = typeof Currency === 'string' ? Currency.trim().toUpperCase() : (asked ?? '');
  const rows = Object.entries(MEMBERS).map(([name, members]) => {
    const wire = members.map((member) => given[member]).find((value) => !isAbsent(value));
    return { name, wire, amount: fromWire(wire, currency, exponents) };
  });
  // Without the name of a currency an amount says nothing, but nothing is wrong with it either.
  const isClear =
    (isObject(amounts) || isAbsent(amounts)) &&
    (typeof Currency === 'string' || isAbsent(Currency)) &&
    rows.every(({ wire, amount }) => isAbsent(wire) || amount !== undefined || currency === '') &&
    (asked === undefined || currency === asked);
  return omitUndefined({
    ...Object.fromEntries(rows.map(({ name, amount }) => [name, amount])),
    unclear: isClear ? undefined : wordsOf(amounts),
  });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** `AuthorizedAmount -12.34, Currency EUR`. */
function wordsOf(amounts: unknown): string {
  const text = isObject(amounts)
    ? [...Object.values(MEMBERS).flat(), 'Currency']
        .filter((name) => !isAbsent(amounts[name]))
        .map((name) => `${name} ${asText(amounts[name])}`)
        .join(', ')
    : asText(amounts);
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}...` : text;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
