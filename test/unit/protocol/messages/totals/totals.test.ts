import { describe, expect, it } from 'vitest';
import { getTotalsRequest, readTotals } from '../../../../../protocol/messages/totals/get-totals.ts';
import { reconciliationRequest } from '../../../../../protocol/messages/totals/reconciliation.ts';

describe('a GetTotals', () => {
  it('asks for the open period, and narrows it by what is given', () => {
    expect(getTotalsRequest()).toEqual({});
    expect(getTotalsRequest({ totalDetails: ['OperatorID'], totalFilter: { totalsGroupId: 'FRONT' } })).toEqual({
      TotalDetails: ['OperatorID'],
      TotalFilter: { TotalsGroupID: 'FRONT' },
    });
  });

  it('refuses what the protocol does not have', () => {
    expect(() => getTotalsRequest({ totalDetails: ['Lane' as never] })).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_TOTALS', path: 'totalDetails[0]' }),
    );
    expect(() => getTotalsRequest({ totalFilter: { saleID: 'x' } as never })).toThrow(/did you mean saleId/);
  });

  it('is answered with rows, whose sums are in minor units', () => {
    const body = {
      Response: { Result: 'Success' },
      POIReconciliationID: 57,
      TransactionTotals: [
        {
          PaymentInstrumentType: 'Card',
          CardBrand: 'visa',
          OperatorID: 'ann',
          PaymentCurrency: 'EUR',
          PaymentTotals: [{ TransactionType: 'Debit', TransactionCount: '3', TransactionAmount: 41.5 }],
        },
        { PaymentInstrumentType: 'StoredValue' },
      ],
    };
    expect(readTotals(body)).toEqual({
      ok: true,
      poiReconciliationId: '57',
      totals: [
        {
          paymentInstrumentType: 'Card',
          cardBrand: 'visa',
          currency: 'EUR',
          operatorId: 'ann',
          totals: [{ transactionType: 'Debit', count: 3, amount: { currency: 'EUR', value: 4150 } }],
        },
        { paymentInstrumentType: 'StoredValue', totals: [] },
      ],
    });
  });

  it('that is refused says why', () => {
    const body = {
      Response: { Result: 'Failure', ErrorCondition: 'LoggedOut', AdditionalResponse: 'message=log%20in' },
    };
    expect(readTotals(body)).toEqual({ ok: false, errorCondition: 'LoggedOut', message: 'log in', totals: [] });
    expect(readTotals({})).toBeUndefined();
  });

  it.each([
    ['a negative count', [{ PaymentTotals: [{ TransactionType: 'Debit', TransactionCount: -2 }] }]],
    ['a total without a type', [{ PaymentTotals: [{ TransactionCount: 1, TransactionAmount: 5 }] }]],
    ['totals that are no list', [{ PaymentCurrency: 'EUR', PaymentTotals: 5 }]],
    ['a row that is none', [null]],
    ['an object in place of the rows', { PaymentTotals: [] }],
  ])('that has %s beside what can be read is no answer: the others would be taken for all', (_, lost) => {
    const good = { PaymentCurrency: 'EUR', PaymentTotals: [{ TransactionType: 'Debit', TransactionCount: 1 }] };
    const rows = Array.isArray(lost) ? [good, ...lost] : lost;
    expect(readTotals({ Response: { Result: 'Success' }, TransactionTotals: rows })).toBeUndefined();
    expect(readTotals({ Response: { Result: 'Failure' }, TransactionTotals: rows })).toMatchObject({ ok: false });
  });

  it('that names no totals has none', () => {
    for (const TransactionTotals of [undefined, null, [], [{ PaymentTotals: null }]]) {
      expect(readTotals({ Response: { Result: 'Success' }, TransactionTotals })).toMatchObject({ ok: true });
    }
  });
});

describe('a Reconciliation', () => {
  it('names an earlier period only where one is repeated', () => {
    expect(reconciliationRequest({ type: 'SaleReconciliation' })).toEqual({ ReconciliationType: 'SaleReconciliation' });
    expect(reconciliationRequest({ type: 'PreviousReconciliation', poiReconciliationId: '56' })).toEqual({
      ReconciliationType: 'PreviousReconciliation',
      POIReconciliationID: '56',
    });
    expect(() => reconciliationRequest({ type: 'SaleReconciliation', poiReconciliationId: '56' })).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_RECONCILIATION', path: 'poiReconciliationId' }),
    );
    expect(() => reconciliationRequest({ type: 'PreviousReconciliation', acquirerIds: ['1'] })).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_RECONCILIATION', path: 'acquirerIds' }),
    );
  });
});
