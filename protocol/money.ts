import { InputError, formatValue } from '../errors.ts';
import { CURRENCY_EXPONENTS, type CurrencyExponents } from './currency-exponents.ts';

export type { CurrencyExponents } from './currency-exponents.ts';

/** An amount of money: integer minor units (cents) and an ISO 4217 code. EUR 12.34 is `{ currency: 'EUR', value: 1234 }`. */
export interface Amount {
  /** Three capital letters that are in the exponent table. */
  readonly currency: string;
  /** Minor units, a safe integer, 0 or more. */
  readonly value: number;
}

/** The largest amount of a nexo message, in major units and as digits before and after the point (reference 3.5). */
const INTEGER_DIGITS_MAX = 8;

/** What a currency is expected to be. */
export const KNOWN_CURRENCY = 'a known ISO 4217 code in capitals, for example EUR';

/**
 * Checks a caller's amount.
 *
 * @param path the caller's name for it, for the error
 * @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`
 */
export function parseAmount(
  amount: unknown,
  exponents: CurrencyExponents = CURRENCY_EXPONENTS,
  path = 'amount',
): Amount {
  if (typeof amount !== 'object' || amount === null) {
    throw new InputError('ERR_INPUT_AMOUNT', {
      path,
      expected: '{ currency, value }',
      found: formatValue(amount),
    });
  }
  const { currency, value } = amount as Partial<Record<keyof Amount, unknown>>;
  if (typeof currency !== 'string' || !Object.hasOwn(exponents, currency)) {
    throw unknownCurrency(currency, `${path}.currency`);
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new InputError('ERR_INPUT_AMOUNT', {
      path: `${path}.value`,
      expected: `an integer from 0 in minor units of ${currency} (1099 is 10.99 in a currency with cents)`,
      found: formatValue(value),
    });
  }
  const integerDigits = Math.max(1, String(value).length - exponentOf(currency, exponents));
  if (integerDigits > INTEGER_DIGITS_MAX) {
    throw new InputError('ERR_INPUT_AMOUNT', {
      path: `${path}.value`,
      expected: `less than 100,000,000 ${currency}`,
      found: String(value),
    });
  }
  return { currency, value: value + 0 }; // -0 is 0
}

function exponentOf(currency: string, exponents: CurrencyExponents): number {
  const exponent = Object.hasOwn(exponents, currency) ? exponents[currency] : undefined;
  if (exponent === undefined) throw unknownCurrency(currency, 'currency');
  return exponent;
}

function unknownCurrency(found: unknown, path: string): InputError {
  return new InputError('ERR_INPUT_CURRENCY', { path, expected: KNOWN_CURRENCY, found: formatValue(found) });
}

/** The amount in major units, in decimals and never in floating point: `1234` of EUR is `"12.34"`, `1000` of JPY is `"1000"`. */
export function toDecimal({ currency, value }: Amount, exponents: CurrencyExponents = CURRENCY_EXPONENTS): string {
  const exponent = exponentOf(currency, exponents);
  const digits = String(value).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** `EUR 10.99`, for people. */
export function showAmount(amount: Amount): string {
  return `${amount.currency} ${toDecimal(amount)}`;
}

/**
 * The amount as the JSON number of a nexo message: major units (reference 4.3). Exact: a message allows 8 digits before the
 * point and 6 behind it, and a double carries 15.
 */
export function toWire(amount: Amount, exponents: CurrencyExponents = CURRENCY_EXPONENTS): number {
  return Number(toDecimal(amount, exponents));
}

/**
 * Reads major units, as a number or as text, into minor units.
 *
 * @returns `undefined` when it is not an amount of that currency: no number, negative, or with too many decimals
 */
export function fromWire(
  major: unknown,
  currency: string,
  exponents: CurrencyExponents = CURRENCY_EXPONENTS,
): Amount | undefined {
  if (!Object.hasOwn(exponents, currency)) return undefined;
  const exponent = exponentOf(currency, exponents);
  const text = typeof major === 'number' ? String(major) : typeof major === 'string' ? major.trim() : '';
  const value = minorUnits(text, exponent) ?? minorUnits(withoutNoise(text), exponent);
  return value === undefined ? undefined : { currency, value };
}

function minorUnits(text: string, exponent: number): number | undefined {
  // No message has longer numbers; a number that JavaScript writes with an exponent is never an amount.
  const match = /^(\d{1,32})(?:\.(\d{1,32}))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  const decimals = fraction.replace(/0+$/, '');
  if (decimals.length > exponent) return undefined;
  const value = Number(whole + decimals.padEnd(exponent, '0'));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The digits behind these 14 come from floating point, in a number that has more of them: 33.300000000000004 is 33.3. */
const DIGITS_EXACT = INTEGER_DIGITS_MAX + 6;

function withoutNoise(text: string): string {
  const isNoisy = /^\d{1,8}\.\d{7,32}$/.test(text) && text.replace('.', '').length > DIGITS_EXACT;
  return isNoisy ? Number(text).toPrecision(DIGITS_EXACT) : '';
}

/** Reads the minor units that AdditionalResponse has as text (reference 4.3); `undefined` when it is not an amount of that currency. */
export function fromMinorUnits(
  minor: string | undefined,
  currency: string,
  exponents: CurrencyExponents = CURRENCY_EXPONENTS,
): Amount | undefined {
  if (minor === undefined || !/^\d{1,15}$/.test(minor) || !Object.hasOwn(exponents, currency)) return undefined;
  return { currency, value: Number(minor) };
}
