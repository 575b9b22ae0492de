import type { TransactionInput } from '../../index.ts';

/** What a transaction is for. It decides what can have become of the money, and with it the wording. */
export type TransactionKind = 'payment' | 'refund' | 'request';

export function transactionKind({ category, refund }: Pick<TransactionInput, 'category' | 'refund'>): TransactionKind {
  if (category === 'Reversal') return 'refund';
  if (category !== 'Payment') return 'request';
  return refund === true ? 'refund' : 'payment';
}
