import type { TransactionInput } from '../../machines/index.ts';

/** What a transaction is about: it decides what can have become of the money, and so the words. */
export type Subject = 'payment' | 'refund' | 'request';

export function subjectOf({ category, refund }: Pick<TransactionInput, 'category' | 'refund'>): Subject {
  if (category === 'Reversal') return 'refund';
  if (category !== 'Payment') return 'request';
  return refund === true ? 'refund' : 'payment';
}
