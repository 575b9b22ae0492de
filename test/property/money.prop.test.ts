import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CURRENCY_EXPONENTS } from '../../protocol/currency-exponents.ts';
import { fromWire, parseAmount, toDecimal, toWire } from '../../protocol/money.ts';
import { amount, minorUnits } from '../arbitraries/amounts.ts';

const overTheWire = (major: number): unknown => JSON.parse(JSON.stringify(major));

describe('an amount survives the trip over the wire', () => {
  test('in any currency', () => {
    fc.assert(
      fc.property(amount, (before) => {
        expect(parseAmount(before)).toEqual(before);
        expect(fromWire(overTheWire(toWire(before)), before.currency)).toEqual(before);
        expect(fromWire(toDecimal(before), before.currency)).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 6])('with %i decimals', (exponent) => {
    const exponents = { ABC: exponent };
    fc.assert(
      fc.property(minorUnits(exponent), (value) => {
        const before = { currency: 'ABC', value };
        expect(parseAmount(before, exponents)).toEqual(before);
        expect(fromWire(overTheWire(toWire(before, exponents)), 'ABC', exponents)).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  test('with no more decimals than the currency has', () => {
    fc.assert(
      fc.property(amount, (before) => {
        const [, decimals = ''] = JSON.stringify(toWire(before)).split('.');
        expect(decimals.length).toBeLessThanOrEqual(CURRENCY_EXPONENTS[before.currency] ?? 0);
        expect(decimals).toMatch(/^\d*$/);
      }),
    );
  });
});

test('every cent up to 1,000 euro survives', () => {
  const all = Array.from({ length: 100_001 }, (_, value) => value);
  expect(all.filter((value) => fromWire(toWire({ currency: 'EUR', value }), 'EUR')?.value !== value)).toEqual([]);
});

test('reading is total, and gives an amount in whole minor units or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.double(), fc.string()),
      fc.constantFrom('EUR', 'JPY', 'BHD'),
      (major, currency) => {
        const read = fromWire(major, currency);
        if (read === undefined) return;
        expect(read.value).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(read.value)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
