import { describe, expect, it } from 'vitest';
import { formatAmount } from '../../../../cli/output/format-amount.ts';

describe('an amount', () => {
  it('is printed with its currency and the decimals of the currency', () => {
    expect(formatAmount({ currency: 'EUR', value: 5 })).toBe('EUR 0.05');
    expect(formatAmount({ currency: 'JPY', value: 500 })).toBe('JPY 500');
  });
});
