import { describe, expect, it } from 'vitest';
import { describeResult, describeWhat, summarise } from '../../../cli/summary.ts';
import { failure } from '../../../protocol/faults.ts';
import { BORN_AT_MS } from '../../support/transactions.ts';
import { SECRETS, stored, tellingApproval } from './stored-records.ts';

const answered = { type: 'poi.answered', result: tellingApproval, recovered: true } as const;
const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;

describe('the summary of a stored transaction', () => {
  it('tells what was asked for and what became of it', () => {
    expect(summarise(stored([{ type: 'link.written' }, answered], { settles: true }))).toMatchObject({
      transaction: 'payment-1',
      createdAtMs: BORN_AT_MS,
      settledAtMs: BORN_AT_MS + 2000,
      poiid: 'V400m-324688179',
      serviceId: 'A0000001Z9',
      category: 'Payment',
      amount: { currency: 'EUR', value: 1099 },
      state: 'settled',
      charged: 'yes',
      outcome: { kind: 'approved', maskedPan: '541333 **** 9999', recovered: true, pspReference: 'PSPREFERENCE1234' },
    });
  });

  it('holds no body, no receipt, and of the card the masked number only', () => {
    const text = JSON.stringify(summarise(stored([answered], { settles: true })));
    for (const secret of [...SECRETS, '"mc"', 'ICC']) expect(text).not.toContain(secret);
  });

  it('of one that is open says that nobody knows what was charged, and when the next check is', () => {
    expect(summarise(stored([{ type: 'link.written' }, lost]))).toMatchObject({
      state: 'timedOut',
      charged: 'unknown',
      nextCheckAtMs: BORN_AT_MS + 3500,
      failure: { code: 'ERR_LINK_RESET' },
    });
    expect(summarise(stored([{ type: 'link.written' }]))).toMatchObject({ state: 'awaiting', charged: 'unknown' });
  });

  it('shows a number that is not masked to nobody', () => {
    const CardData = { MaskedPan: '4111 1111 1111 1111' };
    const response = { PaymentResult: { PaymentInstrumentData: { CardData } } };
    const verdict = { ...tellingApproval, response };
    const summary = summarise(stored([{ type: 'poi.answered', result, recovered: false }], { settles: true }));
    expect(JSON.stringify(summary)).not.toContain('1111');
  });
});

describe('a transaction in a word', () => {
  const what = (overrides: Parameters<typeof stored>[1]) => describeWhat(summarise(stored([], overrides)));

  it('is its amount, or what it is', () => {
    expect(what({})).toBe('EUR 10.99');
    expect(what({ refund: true })).toBe('refund of EUR 10.99');
    expect(what({ category: 'Reversal' })).toBe('refund of EUR 10.99');
    expect(what({ category: 'StoredValue' })).toBe('StoredValue, EUR 10.99');
  });

  it('is its outcome, or where it stands and whether somebody must look', () => {
    const result = (...args: Parameters<typeof stored>) => describeResult(summarise(stored(...args)));
    expect(result([answered], { settles: true })).toBe('approved');
    expect(result([lost])).toBe('timedOut');
    const check = [{ type: 'timer.check' }, { type: 'status.unanswered', failure: lost.failure, seen: false }] as const;
    expect(result([lost, ...Array.from({ length: 12 }, () => check).flat()])).toBe('timedOut, needs attention');
  });
});
