import { InputError, formatValue } from '../../errors.ts';
import { CURRENCY_EXPONENTS, fromWire, parseAmount, type Amount } from '../../protocol/index.ts';

export { showAmount } from '../../protocol/money.ts';

/**
 * Reads an amount as people write it: decimal major units, `10.99`. By text alone, never in floating point.
 *
 * @param name how the caller calls it, for messages
 * @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`
 */
export function readAmount(text: string, currency: string, name = 'amount'): Amount {
  const { currency: known } = parseAmount({ currency, value: 0 }, undefined, name);
  const match = /^\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) {
    throw new InputError(
      'ERR_INPUT_AMOUNT',
      `${name}: expected a decimal number such as 10.99, found ${formatValue(text)}`,
    );
  }
  const [, decimals = ''] = match;
  const decimalsMax = CURRENCY_EXPONENTS[known] ?? 0;
  if (decimals.length > decimalsMax) {
    const expected = decimalsMax === 0 ? 'no decimals' : `at most ${decimalsMax} decimals`;
    throw new InputError('ERR_INPUT_AMOUNT', `${name}: expected ${expected} for ${known}, found ${formatValue(text)}`);
  }
  const amount = fromWire(text, known);
  if (amount === undefined) {
    throw new InputError(
      'ERR_INPUT_AMOUNT',
      `${name}: expected less than 100,000,000 ${known}, found ${formatValue(text)}`,
    );
  }
  return parseAmount(amount, undefined, name);
}
