import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_EXPONENTS } from '../../../../protocol/currency-exponents.ts';
import { toWire, type Amount } from '../../../../protocol/money.ts';
import { readResponseResult, type AskedFor } from '../../../../protocol/response-result.ts';
import { SEED } from '../../../support/seed.ts';

const eur = (value: number): Amount => ({ currency: 'EUR', value });

function read(asked: Partial<AskedFor>, Result: string, AmountsResp: object | undefined, AdditionalResponse = '') {
  const body = { Response: { Result, AdditionalResponse }, ...(AmountsResp && { PaymentResult: { AmountsResp } }) };
  return readResponseResult(body, { category: 'Payment', ServiceID: 'A0000001Z9', ...asked });
}

interface Row {
  readonly variant: string;
  readonly asked: Partial<AskedFor>;
  readonly result?: 'Partial';
  /** AmountsResp in euros, without its currency. */
  readonly wire: Readonly<Record<string, number>> | undefined;
  readonly additional?: string;
  readonly kind?: 'partial';
  /** In cents; what is not listed is absent. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** EUR 100.00 of goods in each variant (reference 4.3, 4.7). */
const ROWS: readonly Row[] = [
  {
    variant: 'plain',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 100 },
    amounts: { authorized: 10_000 },
  },
  {
    variant: 'a tip on the terminal',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 110, TipAmount: 10 },
    amounts: { authorized: 11_000, tip: 1000 },
  },
  {
    variant: 'a tip that only AdditionalResponse reports',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 110 },
    additional: 'posOriginalAmountValue=10000&posAmountGratuityValue=1000&posAuthAmountValue=11000',
    amounts: { authorized: 11_000, tip: 1000 },
  },
  {
    variant: 'cash back',
    asked: { amount: eur(12_000), cashBack: eur(2000) },
    wire: { AuthorizedAmount: 120, CashBackAmount: 20 },
    additional: 'posAmountCashbackValue=2000&posAuthAmountValue=12000',
    amounts: { authorized: 12_000, cashBack: 2000 },
  },
  {
    variant: 'cash back refused',
    asked: { amount: eur(12_000), cashBack: eur(2000) },
    result: 'Partial',
    wire: { AuthorizedAmount: 100 },
    kind: 'partial',
    amounts: { authorized: 10_000, remaining: 0 },
  },
  {
    variant: 'cash alone',
    asked: { amount: eur(2000), cashBack: eur(2000) },
    wire: { AuthorizedAmount: 20, CashBackAmount: 20 },
    amounts: { authorized: 2000, cashBack: 2000 },
  },
  {
    variant: 'a surcharge',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 101.5, TotalFeesAmount: 1.5 },
    amounts: { authorized: 10_150, fees: 150 },
  },
  {
    variant: 'a surcharge that only AdditionalResponse reports',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 101.5 },
    additional: 'surchargeAmount=150&posAuthAmountValue=10150',
    amounts: { authorized: 10_150, fees: 150 },
  },
  {
    variant: 'a surcharge on the goods and a tip',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 111.5, TipAmount: 10, TotalFeesAmount: 1.5 },
    amounts: { authorized: 11_150, tip: 1000, fees: 150 },
  },
  {
    variant: 'a surcharge on goods and tip',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 111.65, TipAmount: 10, TotalFeesAmount: 1.65 },
    amounts: { authorized: 11_165, tip: 1000, fees: 165 },
  },
  {
    variant: 'a part',
    asked: { amount: eur(10_000) },
    result: 'Partial',
    wire: { AuthorizedAmount: 60 },
    kind: 'partial',
    amounts: { authorized: 6000, remaining: 4000 },
  },
  {
    variant: 'a part with a tip in it',
    asked: { amount: eur(10_000) },
    result: 'Partial',
    wire: { AuthorizedAmount: 66, TipAmount: 6 },
    kind: 'partial',
    amounts: { authorized: 6600, tip: 600, remaining: 4000 },
  },
  {
    variant: 'a Success for less, which is as partial',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 100, TipAmount: 10 },
    kind: 'partial',
    amounts: { authorized: 10_000, tip: 1000, remaining: 1000 },
  },
  {
    variant: 'a conversion, whose amounts stay in the currency of the shop',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 100 },
    additional: 'dcc.converted.amount.value=11180&dcc.converted.amount.currency=USD',
    amounts: { authorized: 10_000 },
  },
  {
    variant: 'an offline approval',
    asked: { amount: eur(10_000) },
    wire: { AuthorizedAmount: 100 },
    additional: 'offline=true',
    amounts: { authorized: 10_000 },
  },
  {
    variant: 'no AmountsResp at all',
    asked: { amount: eur(10_000) },
    wire: undefined,
    additional: 'posAuthAmountValue=10000&posAuthAmountCurrency=EUR',
    amounts: { authorized: 10_000 },
  },
];

describe('the amounts of a payment', () => {
  it.each(ROWS)(
    'are right with $variant',
    ({ asked, result = 'Success', wire, additional, kind = 'approved', amounts }) => {
      const answer = read(asked, result, wire && { Currency: 'EUR', ...wire }, additional);
      const expected = Object.entries(amounts).map(([name, value]) => [name, eur(value)]);
      expect(answer).toMatchObject({ kind, charged: 'yes', advice: 'none' });
      expect(answer).toHaveProperty('amounts', { requested: asked.amount, ...Object.fromEntries(expected) });
    },
  );

  it.each([
    [
      'more was taken than anything explains',
      { AuthorizedAmount: 107 },
      'EUR 107.00, of which nothing explains EUR 7.00',
    ],
    [
      'the parts are more than the whole',
      { AuthorizedAmount: 100, TipAmount: 110 },
      'EUR 100.00, which is less than its parts',
    ],
  ])('say so when they do not add up: %s', (_, wire, unclear) => {
    expect(read({ amount: eur(10_000) }, 'Success', { Currency: 'EUR', ...wire })).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      amounts: { unclear },
      advice: 'checkAmount',
    });
  });

  it.each(['surchargeAmount=50', 'posAmountGratuityValue=100'])(
    'leave nothing to collect when parts may be outside of what was authorised: %s',
    (additional) => {
      const answer = read({ amount: eur(1000) }, 'Success', { Currency: 'EUR', AuthorizedAmount: 10 }, additional);
      expect(answer).toMatchObject({ kind: 'approved', charged: 'yes', advice: 'checkAmount' });
      expect(answer).not.toHaveProperty('amounts.remaining');
    },
  );

  it('do not count a surcharge in another currency', () => {
    const additional = 'surchargeAmountValue=150&surchargeAmountCurrency=USD';
    const answer = read({ amount: eur(1000) }, 'Success', { Currency: 'EUR', AuthorizedAmount: 10 }, additional);
    expect(answer).toHaveProperty('amounts', { requested: eur(1000), authorized: eur(1000) });
  });

  it('do not hand out cash that AmountsResp does not name', () => {
    const asked = { amount: eur(12_000), cashBack: eur(2000) };
    const answer = read(asked, 'Success', { Currency: 'EUR', AuthorizedAmount: 120 }, 'posAmountCashbackValue=2000');
    expect(answer).toMatchObject({ amounts: { unclear: expect.stringContaining('EUR 20.00') as unknown } });
    expect(answer).not.toHaveProperty('amounts.cashBack');
  });

  it(`add up in every mix of tip, cash back, fees, part and currency (seed ${SEED})`, () => {
    const mixes = fc.record({
      currency: fc.constantFrom(...Object.keys(CURRENCY_EXPONENTS)),
      goods: fc.integer({ min: 1, max: 1_000_000 }),
      tip: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
      cashBack: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
      fees: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
      short: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(mixes, ({ currency, goods, tip, cashBack, fees, short = 0 }) => {
        fc.pre(short < goods);
        const amount = (value: number): Amount => ({ currency, value });
        const wire = (value: number | undefined) => (value === undefined ? undefined : toWire(amount(value)));
        const authorized = goods - short + (tip ?? 0) + (cashBack ?? 0) + (fees ?? 0);
        const asked: Partial<AskedFor> = {
          amount: amount(goods + (cashBack ?? 0)),
          ...(cashBack !== undefined && { cashBack: amount(cashBack) }),
        };
        const answer = read(asked, short > 0 ? 'Partial' : 'Success', {
          Currency: currency,
          AuthorizedAmount: wire(authorized),
          TipAmount: wire(tip),
          CashBackAmount: wire(cashBack),
          TotalFeesAmount: wire(fees),
        });
        if (answer.kind === 'undecided') throw new Error('it is decided');
        const { amounts } = answer;
        expect(amounts.unclear).toBeUndefined();
        expect(answer.kind).toBe(short > 0 ? 'partial' : 'approved');
        const sum = [amounts.tip, amounts.cashBack, amounts.fees].reduce(
          (total, part) => total + (part?.value ?? 0),
          0,
        );
        const sold = goods - (amounts.remaining?.value ?? 0);
        expect(amounts.authorized?.value).toBe(sold + sum);
        expect(amounts.remaining?.value).toBe(short > 0 ? short : undefined);
      }),
      { seed: SEED },
    );
  });
});
