import { kindOf, type Head, type TransactionInput } from '../../machines/index.ts';
import type { TransactionEntry } from '../transactions/transaction-entry.ts';
import type { TransactionState } from '../transactions/transaction-state.ts';
import type { TransactionStore } from '../transactions/transaction-store.ts';

/** A transaction in a list: no message, no receipt, no card. */
export function headOf(
  { id, poiid, serviceId, reference, amount, state, tags, outcome, failure, nextCheckAtMs }: TransactionState,
  { kind, at }: Pick<Head, 'kind' | 'at'>,
): Head {
  const fault = outcome?.failure ?? failure;
  const taken = outcome?.charged === 'yes' ? outcome.amounts.authorized : undefined;
  return {
    id,
    poi: poiid,
    sid: serviceId,
    ref: reference,
    kind,
    ...(amount !== undefined && { amount }),
    ...(taken !== undefined && { taken }),
    state,
    tags,
    charged: outcome?.charged ?? 'unknown',
    ...(outcome !== undefined && { outcome: outcome.kind }),
    ...(fault !== undefined && { fault: fault.code }),
    ...(nextCheckAtMs !== undefined && { next: nextCheckAtMs }),
    at,
  };
}

/** One that is stored. */
export function headOfStored(state: TransactionState, input: TransactionInput): Head {
  return headOf(state, { kind: kindOf(input), at: input.createdAtMs });
}

/** One in memory. */
export function headOfEntry(entry: TransactionEntry): Head {
  const { category = 'Payment', refund } = entry.input ?? {};
  const kind = kindOf({ category, ...(refund !== undefined && { refund }) });
  return headOf(entry.state, { kind, at: entry.createdAtMs ?? 0 });
}

/** What is not settled, the oldest first. */
export function openHeads(store: TransactionStore): Head[] {
  return store
    .all()
    .filter(({ state }) => state.state !== 'settled')
    .map(headOfEntry);
}
