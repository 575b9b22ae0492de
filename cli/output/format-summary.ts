import type { TransactionState } from '../../index.ts';
import type { Summary } from '../stored/summary.ts';
import { formatAmount } from './format-amount.ts';

/** A transaction in short: `EUR 10.99`, `refund of EUR 5.00`, `CardAcquisition`. */
export function formatTransaction({
  category,
  subject,
  amount,
}: Pick<Summary, 'category' | 'subject' | 'amount'>): string {
  const sum = amount && formatAmount(amount);
  switch (subject) {
    case 'payment':
      return sum ?? category;
    case 'refund':
      return `refund of ${sum ?? 'all'}`;
    case 'request':
      return sum === undefined ? category : `${category}, ${sum}`;
  }
}

/** The kind of its outcome, or its state while it has none. */
export function formatResult({
  state,
  tags,
  outcome,
}: Pick<Summary, 'state' | 'outcome'> & Pick<TransactionState, 'tags'>): string {
  if (outcome !== undefined) return outcome.kind;
  return tags.includes('needsAttention') ? `${state}, needs attention` : state;
}
