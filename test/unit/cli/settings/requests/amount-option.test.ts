import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount } from '../../../../../cli/settings/requests/amount-option.ts';
import { InputError } from '../../../../../errors.ts';
import { toDecimal } from '../../../../../protocol/index.ts';

describe('an amount of the command line', () => {
  it.each([
    ['10.99', 'EUR', 1099],
    ['10', 'EUR', 1000],
    ['0.07', 'EUR', 7],
    ['1.1', 'EUR', 110],
    ['4.35', 'EUR', 435],
    ['1000', 'JPY', 1000],
    ['1.234', 'KWD', 1234],
    ['99999999.99', 'EUR', 9_999_999_999],
  ])('reads %s %s as %i minor units', (text, currency, value) => {
    expect(readAmount(text, currency)).toEqual({ currency, value });
  });

  it('survives the way to decimals and back for any value', () => {
    const amounts = fc.record({
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      value: fc.integer({ min: 0, max: 99_999_999 }),
    });
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(readAmount(toDecimal(amount), amount.currency)).toEqual(amount);
      }),
    );
  });

  it.each([
    ['10.999', 'EUR', 'expected at most 2 decimals for EUR, found "10.999"'],
    ['10.990', 'EUR', 'expected at most 2 decimals for EUR'],
    ['10.0', 'JPY', 'expected no decimals for JPY'],
    ['10,99', 'EUR', 'expected a decimal number such as 10.99, found "10,99"'],
    ['-1', 'EUR', 'expected a decimal number'],
    ['+1', 'EUR', 'expected a decimal number'],
    ['1e3', 'EUR', 'expected a decimal number'],
    ['0x10', 'EUR', 'expected a decimal number'],
    [' 1', 'EUR', 'expected a decimal number'],
    ['.5', 'EUR', 'expected a decimal number'],
    ['1.', 'EUR', 'expected a decimal number'],
    ['', 'EUR', 'expected a decimal number'],
    ['100000000', 'EUR', 'expected less than 100,000,000 EUR'],
    ['99999999999999999999', 'EUR', 'expected less than 100,000,000 EUR'],
    ['1', 'eur', 'expected a known ISO 4217 code'],
    ['1', 'XYZ', 'expected a known ISO 4217 code'],
  ])('refuses %j %s', (text, currency, message) => {
    const read = () => readAmount(text, currency);
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});
