import { readStoredState } from '../engine/mailbox.ts';
import type { StoredTransaction } from '../engine/journal/stored-transactions.ts';
import type { Outcome, TransactionState } from '../index.ts';
import type { OutcomeDetails, Settlement } from '../protocol/index.ts';
import { showAmount } from './amounts.ts';
import { cardDataOf } from './card-data.ts';
import { subjectOf } from './subject.ts';

/** A transaction of the journal as it may be shown and exported: no message bodies, no receipts, of the card the masked number. */
export type Summary = ReturnType<typeof summarise>;

export function summarise(stored: StoredTransaction) {
  const { input, records } = stored;
  const state = readStoredState(stored);
  const settled = records.find(({ settles }) => settles === true);
  return {
    transaction: input.id,
    createdAtMs: input.createdAtMs,
    ...(settled !== undefined && { settledAtMs: settled.atMs }),
    poiid: input.POIID,
    saleId: input.SaleID,
    serviceId: input.ServiceID,
    category: input.category,
    subject: subjectOf(input),
    reference: input.reference,
    ...(input.amount !== undefined && { amount: input.amount }),
    state: state.state,
    tags: state.tags,
    abortRequested: state.abortRequested,
    charged: state.outcome?.charged ?? 'unknown',
    ...(state.failure !== undefined && { failure: state.failure }),
    ...(state.nextCheckAtMs !== undefined && { nextCheckAtMs: state.nextCheckAtMs }),
    ...(state.outcome !== undefined && { outcome: exported(state.outcome) }),
  };
}

/** What may be exported of an outcome. A member that is not named here stays out. */
export function exported(outcome: Outcome | (OutcomeDetails & Settlement)) {
  const { kind, charged, amounts, poiTransactionId, pspReference, errorCondition, refusalReason, advice } = outcome;
  const { runningServiceID, runningTransaction, offline, failure } = outcome;
  const { maskedPan } = cardDataOf(outcome.response);
  return {
    kind,
    charged,
    amounts,
    ...defined({ poiTransactionId, pspReference, errorCondition, refusalReason, maskedPan }),
    ...defined({ runningServiceID, runningTransaction, offline, failure }),
    advice,
    ...('recovered' in outcome && { recovered: outcome.recovered, abortRequested: outcome.abortRequested }),
    ...(outcome.kind === 'overridden' && { by: outcome.by, reason: outcome.reason }),
  };
}

function defined<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>; // a part of it
}

/** What it is: `EUR 10.99`, `refund of EUR 5.00`, `CardAcquisition`. */
export function describeWhat({ category, subject, amount }: Pick<Summary, 'category' | 'subject' | 'amount'>): string {
  const sum = amount && showAmount(amount);
  switch (subject) {
    case 'payment':
      return sum ?? category;
    case 'refund':
      return `refund of ${sum ?? 'all'}`;
    case 'request':
      return sum === undefined ? category : `${category}, ${sum}`;
  }
}

/** Its outcome in a word, or where it stands. */
export function describeResult({
  state,
  tags,
  outcome,
}: Pick<Summary, 'state' | 'outcome'> & Pick<TransactionState, 'tags'>): string {
  if (outcome !== undefined) return outcome.kind;
  return tags.includes('needsAttention') ? `${state}, needs attention` : state;
}
