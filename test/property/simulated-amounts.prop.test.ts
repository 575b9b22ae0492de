import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWire } from '../../protocol/money.ts';
import { readResponseResult } from '../../protocol/response-result.ts';
import type { ShopperPlan } from '../../simulator/shopper-plan.ts';
import { SEED } from '../support/seed.ts';
import { at, header, message, paymentBody } from '../support/simulator.ts';
import { CoreBench } from '../support/terminal/terminal-core.ts';

const minor = (max: number) => fc.integer({ min: 0, max });

const plan = fc.record<ShopperPlan, 'does' | 'host'>(
  {
    does: fc.constant('presentsCard'),
    tip: minor(2000),
    surcharge: minor(300),
    balance: fc.integer({ min: 1, max: 60_000 }),
    partialTip: fc.constantFrom('first', 'last'),
    cashBack: fc.constantFrom('approved', 'refused'),
    dcc: fc.constantFrom('accepted', 'rejected'),
    host: fc.constant('approves'),
  },
  { requiredKeys: ['does', 'host'] },
);

const wish = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  goods: fc.integer({ min: 1, max: 50_000 }),
  cash: fc.oneof(fc.constant(0), minor(5000)),
  tip: fc.option(minor(1000), { nil: undefined }),
  asks: fc.boolean(),
});

describe('what is read of a simulated payment', () => {
  it('is what the ledger has, and its parts add up, for any mix of tip, cash back, surcharge, part and conversion', () => {
    let parts = 0;
    fc.assert(
      fc.property(wish, plan, ({ currency, goods, cash, tip, asks }, shopper) => {
        const of = (value: number) => ({ currency, value });
        const bench = new CoreBench({ shopper });
        const options = ['AllowPartialAuthorisation', ...(asks ? ['AskGratuity'] : [])].join();
        const body = bench.exchange(
          message(header('Payment', 'S1'), {
            SaleData: paymentBody({ saleToAcquirerData: `tenderOption=${options}` })['SaleData'],
            PaymentTransaction: {
              AmountsReq: {
                Currency: currency,
                RequestedAmount: toWire(of(goods + cash)),
                ...(cash > 0 && { CashBackAmount: toWire(of(cash)) }),
                ...(tip !== undefined && { TipAmount: toWire(of(tip)) }),
              },
            },
          }),
        );
        const asked = { category: 'Payment', ServiceID: 'S1', amount: of(goods + cash), cashBack: of(cash) } as const;
        const read = readResponseResult(body, asked);
        if (read.kind === 'undecided') throw new Error('undecided');
        const { amounts, charged } = read;
        expect({ charged, authorized: amounts.authorized }).toEqual({
          charged: 'yes',
          authorized: bench.ledger[0]?.amount,
        });
        expect(amounts.unclear).toBeUndefined();
        const [tipped, handedOut, fees] = [amounts.tip, amounts.cashBack, amounts.fees].map((part) => part?.value ?? 0);
        const sold = (amounts.authorized?.value ?? 0) - (tipped ?? 0) - (handedOut ?? 0) - (fees ?? 0);
        expect(goods - sold).toBe(amounts.remaining?.value ?? 0);
        expect(read.kind).toBe(at(body, 'Response', 'Result') === 'Partial' ? 'partial' : 'approved');
        if (read.kind === 'partial') parts += 1;
      }),
      { seed: SEED, numRuns: 400 },
    );
    expect(parts).toBeGreaterThan(20);
  });
});
