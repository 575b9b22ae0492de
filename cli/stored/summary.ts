import { transactionToJson, type StoredTransactionView } from '../../index.ts';
import { exportOutcome } from './export.ts';
import { transactionKind } from './transaction-kind.ts';

/** A stored transaction as it may be printed and exported: its JSON, and what the journal knows beside. */
export type Summary = ReturnType<typeof summarise>;

/** Its outcome has no receipts: whoever reads a list did not ask for them. */
export function summarise({ input, state, settledAtMs }: StoredTransactionView) {
  return {
    transaction: input.id,
    createdAtMs: input.createdAtMs,
    ...(settledAtMs !== undefined && { settledAtMs }),
    saleId: input.SaleID,
    category: input.category,
    subject: transactionKind(input),
    charged: state.outcome?.charged ?? 'unknown',
    ...transactionToJson(state),
    ...(state.outcome !== undefined && { outcome: exportOutcome(state.outcome, { receipts: false }) }),
  };
}
