import { describe, expect, it } from 'vitest';
import { originalOf } from '../../../../../engine/transactions/refund-original.ts';
import type { TransactionState } from '../../../../../engine/transactions/transaction-state.ts';
import type { Outcome } from '../../../../../protocol/outcome.ts';
import { approval, refusal } from '../../../../support/transactions.ts';

const poiTransactionId = {
  TransactionID: 'Bx4N001.QWERTY1234567890',
  TimeStamp: '2026-05-04T10:15:33.120Z',
  tenderReference: 'Bx4N001',
  pspReference: 'QWERTY1234567890',
};

function paymentThatEnded(outcome: object): TransactionState {
  const ended = { recovered: false, abortRequested: false, ...outcome } as Outcome;
  return { state: 'settled', outcome: ended } as TransactionState;
}

describe('the original of a refund', () => {
  it('is the payment as the terminal named it: both members, and nothing else', () => {
    expect(originalOf(paymentThatEnded({ ...approval, poiTransactionId }))).toEqual({
      TransactionID: 'Bx4N001.QWERTY1234567890',
      TimeStamp: '2026-05-04T10:15:33.120Z',
    });
  });

  it.each<[string, TransactionState | undefined, string]>([
    ['nothing is known', undefined, ''],
    ['the outcome is not known yet', { state: 'awaiting' } as TransactionState, ''],
    ['nothing was charged', paymentThatEnded({ ...refusal, poiTransactionId }), '(it is declined)'],
    ['the approval does not name it', paymentThatEnded(approval), '(it is approved)'],
  ])('is unknown for a payment of which %s', (_, payment, reason) => {
    expect(originalOf(payment)).toEqual({
      code: 'ERR_ORIGINAL_UNKNOWN',
      message: expect.stringContaining(reason) as string,
    });
  });
});
