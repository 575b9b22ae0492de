import type { TransactionEventPayload } from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';

/** The disk does not take what happened. */
export const LOST_ON_DISK: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_JOURNAL_OVERDUE') };

/** What a transaction does after a bug of ours or of an injected part. What is known of the money decides, never a guess. */
export type AfterFailure =
  /** Nothing was sent: it ends. */
  | { readonly do: 'endUnsent' }
  | { readonly do: 'post'; readonly payload: TransactionEventPayload }
  /** Not at once: what fails again and again would keep the engine busy. */
  | { readonly do: 'postLater'; readonly payload: TransactionEventPayload };

export function afterFailure(facts: {
  /** Whether a byte of the request may have left. */
  readonly mayHaveLeft: boolean;
  /** Whether the outcome is unknown already: then its own timer may not be armed, and without another one it would be forgotten. */
  readonly isUnknown: boolean;
  readonly isChecking: boolean;
  /** Of a transaction of the journal: the event that resumes it. */
  readonly restart: TransactionEventPayload | undefined;
  /** Whether it failed before. */
  readonly again: boolean;
}): AfterFailure {
  const { mayHaveLeft, isUnknown, isChecking, restart, again } = facts;
  if (!mayHaveLeft) return { do: 'endUnsent' };
  const reason = failure('ERR_INTERNAL');
  if (isChecking) return { do: 'postLater', payload: { type: 'status.unanswered', failure: reason, seen: false } };
  if (isUnknown) return { do: 'postLater', payload: { type: 'sale.checkStatus' } };
  // What an earlier process sent is not known here: it is resumed once more, and stays unknown.
  const payload: TransactionEventPayload = restart ?? { type: 'link.lost', failure: reason };
  return { do: again ? 'postLater' : 'post', payload };
}
