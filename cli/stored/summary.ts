import type { StoredTransactionView } from '../../index.ts';
import { exportOutcome } from './export.ts';
import { transactionKind } from './transaction-kind.ts';

/** A stored transaction as it may be printed and exported: no message bodies, no receipts, of the card the masked number only. */
export type Summary = ReturnType<typeof summarise>;

export function summarise({ input, state, settledAtMs }: StoredTransactionView) {
  return {
    transaction: input.id,
    createdAtMs: input.createdAtMs,
    ...(settledAtMs !== undefined && { settledAtMs }),
    poiid: input.POIID,
    saleId: input.SaleID,
    serviceId: input.ServiceID,
    category: input.category,
    subject: transactionKind(input),
    reference: input.reference,
    ...(input.amount !== undefined && { amount: input.amount }),
    state: state.state,
    tags: state.tags,
    abortRequested: state.abortRequested,
    charged: state.outcome?.charged ?? 'unknown',
    ...(state.failure !== undefined && { failure: state.failure }),
    ...(state.nextCheckAtMs !== undefined && { nextCheckAtMs: state.nextCheckAtMs }),
    ...(state.outcome !== undefined && { outcome: exportOutcome(state.outcome) }),
  };
}
