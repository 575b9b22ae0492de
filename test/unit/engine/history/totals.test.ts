import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '../../../../engine/history/history-items.ts';
import { totalsOf } from '../../../../engine/history/totals.ts';
import type { Charged, OutcomeDetails, TransactionState } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { idOf } from '../../../support/stored-records.ts';
import { approval, paymentInput, refusal } from '../../../support/transactions.ts';

const { POIID: poiid, ServiceID: serviceId } = paymentInput();
const EUR = (value: number) => ({ currency: 'EUR', value });

type End = OutcomeDetails & { readonly kind: string; readonly charged: Charged };

function item(type: HistoryItem['type'], end?: Partial<End>): HistoryItem {
  const facts = { id: idOf('a'), poiid, serviceId, reference: 'R', amount: EUR(1099), tags: [], abortRequested: false };
  const outcome = end && { ...approval, recovered: false, abortRequested: false, ...end };
  const state = { ...facts, state: end === undefined ? 'awaiting' : 'settled', ...(outcome && { outcome }) };
  const givesBack = type === 'refund' || type === 'unreferencedRefund';
  return { transaction: idOf('a'), createdAtMs: 5, state: state as TransactionState, ...(type && { type, givesBack }) };
}

async function totalsFor(...items: readonly HistoryItem[]) {
  const list = async function* () {
    await settle();
    yield* items;
  };
  return totalsOf(list());
}

const row = { poiid, currency: 'EUR', type: 'payment', count: 1 };
const byOperator = { kind: 'overridden', amounts: { requested: EUR(1099) } };

describe('the totals of transactions', () => {
  it('add up what was authorised, of each type and kind apart, in minor units', async () => {
    const partial = {
      kind: 'partial',
      amounts: { requested: EUR(1099), authorized: EUR(600), tip: EUR(100) },
    } as const;
    const { rows, unclear, unresolved } = await totalsFor(
      item('payment', {}),
      item('payment', { amounts: { requested: EUR(1099), authorized: EUR(1299), tip: EUR(200) } }),
      item('payment', partial),
      item('payment', refusal),
    );
    expect(rows).toEqual([
      { ...row, kind: 'approved', count: 2, value: 2398 },
      { ...row, kind: 'declined', value: 0 },
      { ...row, kind: 'partial', value: 600 },
    ]);
    expect([unclear, unresolved]).toEqual([[], []]);
  });

  it('count a refund that was accepted apart from payments, by what was to be given back', async () => {
    const accepted = { kind: 'accepted', charged: 'no', amounts: { requested: EUR(500) } } as const;
    const { rows, unclear } = await totalsFor(
      item('refund', accepted),
      item('unreferencedRefund', accepted),
      item('refund', { ...accepted, amounts: {} }),
      item('cardAcquisition', accepted),
    );
    expect(rows).toEqual([
      { ...row, type: 'cardAcquisition', kind: 'accepted', value: 0 },
      { ...row, type: 'refund', kind: 'accepted', value: 500 },
      { ...row, type: 'unreferencedRefund', kind: 'accepted', value: 500 },
    ]);
    expect(unclear).toEqual([{ ...row, type: 'refund', kind: 'accepted', value: 1099 }]);
  });

  it('have in no sum what nobody knows the amount of', async () => {
    const { rows, unclear } = await totalsFor(
      item('payment', { amounts: { ...approval.amounts, unclear: 'EUR 10.99, of which nothing explains EUR 1.00' } }),
      item('payment', { amounts: { requested: EUR(1099) } }),
      item('payment', { ...byOperator, charged: 'yes' }),
      item('payment', { ...byOperator, charged: 'no' }),
    );
    expect(rows).toEqual([{ ...row, kind: 'overridden', value: 0 }]);
    expect(unclear).toEqual([
      { ...row, kind: 'approved', count: 2, value: 2198 },
      { ...row, kind: 'overridden', value: 1099 },
    ]);
  });

  it('have in no sum what is not resolved, damaged, or closed by an operator who did not find it out', async () => {
    const { rows, unclear, unresolved } = await totalsFor(
      item('payment'),
      item(undefined),
      item('payment', { ...byOperator, charged: 'unknown' }),
    );
    expect([rows, unclear]).toEqual([[], []]);
    expect(unresolved).toEqual([
      { ...row, count: 2, value: 2198 },
      { poiid, currency: 'EUR', count: 1, value: 1099 },
    ]);
  });
});
