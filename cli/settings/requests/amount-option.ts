import { formatValue, InputError } from '../../../errors.ts';
import { CURRENCY_EXPONENTS, fromWire, parseAmount, type Amount } from '../../../protocol/index.ts';

/**
 * Reads an amount in decimal major units, as `10.99`. Works on the text alone, never in floating point.
 *
 * @param name what messages call it
 * @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`
 */
export function readAmount(text: string, currency: string, name = 'amount'): Amount {
  const { currency: known } = parseAmount({ currency, value: 0 }, undefined, name);
  const wrong = (expected: string) =>
    new InputError('ERR_INPUT_AMOUNT', { path: name, expected, found: formatValue(text) });

  const match = /^\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) throw wrong('a decimal number such as 10.99');
  const [, decimals = ''] = match;
  const decimalsMax = CURRENCY_EXPONENTS[known] ?? 0;
  if (decimals.length > decimalsMax) {
    throw wrong(`${decimalsMax === 0 ? 'no decimals' : `at most ${decimalsMax} decimals`} for ${known}`);
  }
  const amount = fromWire(text, known);
  if (amount === undefined) throw wrong(`less than 100,000,000 ${known}`);
  return parseAmount(amount, undefined, name);
}

/**
 * An amount that may be left out, with its currency.
 *
 * @param path what messages call the command
 * @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`
 */
export function readOptionalAmount(
  { amount, currency }: { readonly amount?: string; readonly currency?: string },
  path: string,
): Amount | undefined {
  if (amount === undefined && currency === undefined) return undefined;
  if (amount !== undefined && currency !== undefined) return readAmount(amount, currency);
  throw new InputError('ERR_INPUT_AMOUNT', {
    path,
    expected: '--amount and --currency, or neither',
    found: `${amount === undefined ? '--currency' : '--amount'} alone`,
  });
}
