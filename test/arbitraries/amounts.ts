import * as fc from 'fast-check';
import { CURRENCY_EXPONENTS } from '../../protocol/currency-exponents.ts';
import type { Amount } from '../../protocol/money.ts';

/** A nexo message has 8 digits before the point. */
const MAJOR_UNITS = 100_000_000;

/** Any amount in minor units that a message can carry for a currency of that many decimals, the edges among them. */
export function minorUnits(exponent: number): fc.Arbitrary<number> {
  const max = MAJOR_UNITS * 10 ** exponent - 1;
  return fc.oneof(
    fc.integer({ min: 0, max: Math.min(max, 9999) }),
    fc.maxSafeNat().map((n) => n % (max + 1)),
    fc.constant(max),
  );
}

/** Any amount of any currency that we know. */
export const amount: fc.Arbitrary<Amount> = fc
  .constantFrom(...Object.entries(CURRENCY_EXPONENTS))
  .chain(([currency, exponent]) => minorUnits(exponent).map((value) => ({ currency, value })));
