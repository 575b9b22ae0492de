import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShopperPlan } from '../../simulator/shopper-plan.ts';
import { SEED } from '../support/seed.ts';
import { at, header, message, paymentBody, type Json } from '../support/simulator.ts';
import { CoreBench } from '../support/terminal/terminal-core.ts';

const OPERATORS = ['ann', 'bob', undefined] as const;

/** One request of a till, with the shopper that it meets. */
const request = fc.record({
  kind: fc.constantFrom('pay', 'refundToCard', 'reverse', 'upload', 'preAuth'),
  cents: fc.integer({ min: 1, max: 99_999 }),
  currency: fc.constantFrom('EUR', 'USD', 'JPY'),
  operator: fc.constantFrom(...OPERATORS),
  plan: fc.record(
    {
      does: fc.constantFrom<ShopperPlan['does']>('presentsCard', 'presentsCard', 'presentsCard', 'cancels'),
      tip: fc.integer({ min: 0, max: 500 }),
      surcharge: fc.integer({ min: 0, max: 99 }),
      balance: fc.integer({ min: 0, max: 90_000 }),
      brand: fc.constantFrom('mc', 'visa'),
      offline: fc.constantFrom<NonNullable<ShopperPlan['offline']>>('emv', 'storeAndForward'),
    },
    { requiredKeys: ['does'] },
  ),
});

type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

function messageOf({ kind, cents, currency, operator }: Request, index: number, bench: CoreBench): Json | undefined {
  const ServiceID = `S${index}`;
  const sale = (data: string) => ({
    ...Object(paymentBody({ saleToAcquirerData: data })['SaleData']),
    ...(operator !== undefined && { OperatorID: operator }),
  });
  if (kind === 'reverse') {
    const original = bench.ledger.findLast((entry) => entry.kind === 'charge');
    if (original === undefined) return undefined;
    const { POITransactionID } = original;
    const body = { OriginalPOITransaction: { POITransactionID }, ReversalReason: 'MerchantCancel', SaleData: sale('') };
    return message(header('Reversal', ServiceID), body);
  }
  const RequestedAmount = currency === 'JPY' ? cents : cents / 100;
  const data = kind === 'preAuth' ? 'authorisationType=PreAuth' : 'tenderOption=AskGratuity,AllowPartialAuthorisation';
  return message(header('Payment', ServiceID), {
    SaleData: sale(data),
    PaymentTransaction: { AmountsReq: { Currency: currency, RequestedAmount } },
    ...(kind === 'refundToCard' && { PaymentData: { PaymentType: 'Refund' } }),
  });
}

/** Count and sum, in minor units, of what the totals list, by currency and by whether it was taken or given back. */
function sumsOf(body: unknown): Record<string, { count: number; value: number }> {
  const sums: Record<string, { count: number; value: number }> = {};
  for (const row of at(body, 'TransactionTotals') as Json[]) {
    for (const { TransactionType, TransactionCount, TransactionAmount } of row['PaymentTotals'] as Json[]) {
      const isCharge = ['Debit', 'FirstReservation'].includes(String(TransactionType));
      add(sums, `${isCharge ? 'charge' : 'reversal'} ${String(row['PaymentCurrency'])}`, {
        count: Number(TransactionCount),
        value: Math.round(Number(TransactionAmount) * (row['PaymentCurrency'] === 'JPY' ? 1 : 100)),
      });
    }
  }
  return sums;
}

function add(
  sums: Record<string, { count: number; value: number }>,
  key: string,
  more: { count: number; value: number },
) {
  const before = sums[key] ?? { count: 0, value: 0 };
  sums[key] = { count: before.count + more.count, value: before.value + more.value };
}

function ledgerSums(bench: CoreBench, from: number): Record<string, { count: number; value: number }> {
  const sums: Record<string, { count: number; value: number }> = {};
  for (const { kind, amount } of bench.ledger.slice(from)) {
    add(sums, `${kind} ${amount.currency}`, { count: 1, value: amount.value });
  }
  return sums;
}

const login = {
  DateTime: '2026-05-04T08:00:00Z',
  OperatorLanguage: 'en',
  SaleSoftware: { ManufacturerID: 'A', ApplicationName: 'T', SoftwareVersion: '1', CertificationCode: 'none' },
};

describe('the totals of a simulated terminal', () => {
  it('equal its ledger after any mix of payments and refunds, however they are broken down, and start again when they are closed', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 15 }), fc.nat(15), (requests, closedAfter) => {
        const bench = new CoreBench();
        bench.exchange(message(header('Login', 'LOGIN'), login));
        let from = 0;
        requests.forEach((one, index) => {
          bench.handle({ kind: 'nextShopper', plan: one.plan });
          if (one.kind === 'upload') bench.handle({ kind: 'upload', result: index % 2 === 0 ? 'refused' : 'approved' });
          const sent = one.kind === 'upload' ? undefined : messageOf(one, index, bench);
          if (sent !== undefined) bench.exchange(sent);
          if (index !== closedAfter) return;
          const type = { ReconciliationType: 'SaleReconciliation' };
          const closed = bench.exchange(message(header('Reconciliation', 'CLOSE'), type));
          expect(sumsOf(closed)).toEqual(ledgerSums(bench, from));
          from = bench.ledger.length;
        });
        for (const [index, TotalDetails] of [[], ['OperatorID'], ['OperatorID', 'SaleID', 'POIID']].entries()) {
          const totals = bench.exchange(message(header('GetTotals', `T${index}`), { TotalDetails }));
          expect(sumsOf(totals)).toEqual(ledgerSums(bench, from));
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});
