import { describe, expect, test } from 'vitest';
import { InputError } from '../../../errors.ts';
import { CURRENCY_EXPONENTS } from '../../../protocol/currency-exponents.ts';
import { fromWire, parseAmount, toDecimal, toWire } from '../../../protocol/money.ts';

describe('an amount on the wire', () => {
  test.each([
    [0.1 + 0.2, 'EUR', 30],
    ['33.300000000000004', 'EUR', 3330],
    [33.299999999999997, 'EUR', 3330],
    [99.99999999999986, 'EUR', 10_000],
    [1000.0000000000001, 'JPY', 1000],
    [1.0010000000000001, 'BHD', 1001],
  ])('is read without the noise of floating point: %s %s', (major, currency, value) => {
    expect(fromWire(major, currency)).toEqual({ currency, value });
  });

  test.each([
    ['EUR', 1234, 12.34, '12.34'],
    ['EUR', 1230, 12.3, '12.30'],
    ['EUR', 5, 0.05, '0.05'],
    ['EUR', 0, 0, '0.00'],
    ['EUR', 9_999_999_999, 99999999.99, '99999999.99'],
    ['JPY', 1000, 1000, '1000'],
    ['JPY', 0, 0, '0'],
    ['BHD', 1, 0.001, '0.001'],
    ['BHD', 12345, 12.345, '12.345'],
    ['CLF', 12345, 1.2345, '1.2345'],
  ])('%s %i is sent as %d and displayed as %s', (currency, value, wire, decimal) => {
    expect(toWire({ currency, value })).toBe(wire);
    expect(toDecimal({ currency, value })).toBe(decimal);
    expect(fromWire(wire, currency)).toEqual({ currency, value });
    expect(fromWire(decimal, currency)).toEqual({ currency, value });
  });

  test.each([
    ['12.34', 'EUR', 1234],
    [' 12.34 ', 'EUR', 1234],
    ['12.3400', 'EUR', 1234],
    ['012.34', 'EUR', 1234],
    [1, 'EUR', 100],
    ['1000.00', 'JPY', 1000],
    [-0, 'EUR', 0],
  ])('%j in %s is read as %i', (major, currency, value) => {
    expect(fromWire(major, currency)).toEqual({ currency, value });
  });

  test.each([
    ['more decimals than the currency has', 12.345, 'EUR'],
    ['decimals where the currency has none', 10.5, 'JPY'],
    ['a sum in floating point of more than cents', 0.1 + 0.2 + 0.001, 'EUR'],
    ['what is less than a cent, not noise', 12345678.001, 'EUR'],
    ['more digits than any amount has', 123456789012.345, 'EUR'],
    ['a tiny number', 1e-7, 'EUR'],
    ['the tiniest number', 5e-324, 'EUR'],
    ['a fraction so long that looking for its last zeros would take minutes', `0.${'0'.repeat(1_000_000)}1`, 'EUR'],
    ['a negative number', -1, 'EUR'],
    ['a negative text', '-1.00', 'EUR'],
    ['not a number', Number.NaN, 'EUR'],
    ['infinity', Infinity, 'EUR'],
    ['a number beyond all money', 1e21, 'EUR'],
    ['more than can be counted exactly', '90071992547409.93', 'EUR'],
    ['an empty text', '', 'EUR'],
    ['a comma', '12,34', 'EUR'],
    ['an exponent', '1e3', 'EUR'],
    ['a sign', '+1', 'EUR'],
    ['hexadecimal', '0x10', 'EUR'],
    ['a point alone', '.', 'EUR'],
    ['no digit before the point', '.5', 'EUR'],
    ['nothing', undefined, 'EUR'],
    ['null', null, 'EUR'],
    ['true', true, 'EUR'],
    ['an object', { value: 1 }, 'EUR'],
    ['an unknown currency', 1, 'XXX'],
    ['the name of a property of every object', 1, 'constructor'],
    ['small letters', 1, 'eur'],
  ])('%s is not an amount', (_, major, currency) => {
    expect(fromWire(major, currency)).toBeUndefined();
  });
});

describe('an amount of a caller', () => {
  test('is taken as it is', () => {
    expect(parseAmount({ currency: 'EUR', value: 1099 })).toEqual({ currency: 'EUR', value: 1099 });
    expect(parseAmount({ currency: 'JPY', value: 99_999_999 })).toEqual({ currency: 'JPY', value: 99_999_999 });
  });

  test('is nothing when it is minus nothing', () => {
    expect(parseAmount({ currency: 'EUR', value: -0 })).toStrictEqual({ currency: 'EUR', value: 0 });
  });

  test('loses what does not belong to it', () => {
    expect(parseAmount({ currency: 'EUR', value: 1, note: 'x' })).toStrictEqual({ currency: 'EUR', value: 1 });
  });

  test.each([
    ['nothing', undefined, 'ERR_INPUT_AMOUNT', 'amount: '],
    ['a number', 10.99, 'ERR_INPUT_AMOUNT', 'found 10.99'],
    ['decimals', { currency: 'EUR', value: 10.99 }, 'ERR_INPUT_AMOUNT', 'minor units of EUR'],
    ['a negative value', { currency: 'EUR', value: -1 }, 'ERR_INPUT_AMOUNT', 'found -1'],
    ['text', { currency: 'EUR', value: '1099' }, 'ERR_INPUT_AMOUNT', 'found "1099"'],
    ['not a number', { currency: 'EUR', value: Number.NaN }, 'ERR_INPUT_AMOUNT', 'found NaN'],
    ['an integer that is not exact', { currency: 'EUR', value: 2 ** 53 }, 'ERR_INPUT_AMOUNT', 'found 9007199254740992'],
    ['100,000,000 euro', { currency: 'EUR', value: 10_000_000_000 }, 'ERR_INPUT_AMOUNT', 'less than 100,000,000 EUR'],
    ['100,000,000 yen', { currency: 'JPY', value: 100_000_000 }, 'ERR_INPUT_AMOUNT', 'less than 100,000,000 JPY'],
    ['small letters', { currency: 'eur', value: 1 }, 'ERR_INPUT_CURRENCY', 'found "eur"'],
    ['an unknown currency', { currency: 'ABC', value: 1 }, 'ERR_INPUT_CURRENCY', 'found "ABC"'],
    ['no currency', { value: 1 }, 'ERR_INPUT_CURRENCY', 'found undefined'],
    ['a property of every object', { currency: 'toString', value: 1 }, 'ERR_INPUT_CURRENCY', 'found "toString"'],
  ])('is refused when it is %s', (_, amount, code, text) => {
    expect(() => parseAmount(amount)).toThrow(InputError);
    expect(() => parseAmount(amount)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });

  test('is named in the message as the caller names it', () => {
    expect(() => parseAmount({ currency: 'EUR', value: 0.5 }, CURRENCY_EXPONENTS, 'tip')).toThrow(/^tip\.value/);
  });

  test('follows a table of the caller', () => {
    expect(toWire(parseAmount({ currency: 'ISK', value: 1234 }, { ISK: 2 }), { ISK: 2 })).toBe(12.34);
    expect(() => parseAmount({ currency: 'EUR', value: 1 }, { ISK: 2 })).toThrow(InputError);
  });
});

test('the table holds three capital letters and 0 to 6 decimals for each currency', () => {
  for (const [currency, exponent] of Object.entries(CURRENCY_EXPONENTS)) {
    expect(currency).toMatch(/^[A-Z]{3}$/);
    expect([0, 1, 2, 3, 4, 5, 6]).toContain(exponent);
  }
  expect(CURRENCY_EXPONENTS).toMatchObject({ EUR: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3, CLF: 4 });
});
