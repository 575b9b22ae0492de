import { failure, type Failure } from '../../protocol/faults.ts';
import { parseTransactionId, type TransactionId } from '../../protocol/ids.ts';
import type { TransactionIdentification } from '../../protocol/messages/response.ts';
import type { Damage } from '../journal/damage.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import type { TransactionPlan } from '../requests/transaction-plan.ts';
import { storedState } from './transaction-reducer.ts';
import type { TransactionState } from './transaction-state.ts';
import type { TransactionStore } from './transaction-store.ts';

/** The payment that a refund gives back, if the caller named it by its transaction; `lookUp` reads the journal. */
export async function findOriginal(
  { request }: TransactionPlan,
  store: Pick<TransactionStore, 'get'>,
  lookUp: (id: TransactionId) => Promise<StoredTransaction | Damage | undefined>,
): Promise<TransactionIdentification | Failure | undefined> {
  if (request.type !== 'refund' || request.transaction === undefined) return undefined;
  const id = parseTransactionId(request.transaction);
  const inMemory = store.get(id)?.state;
  if (inMemory?.outcome !== undefined) return originalOf(inMemory);
  const stored = await lookUp(id);
  if (stored !== undefined && 'error' in stored) return failure('ERR_ORIGINAL_UNKNOWN', stored.error.message);
  return originalOf(stored && storedState(stored));
}

/** The payment that a refund gives back, from its state; or the reason why it cannot be refunded. */
export function originalOf(payment: TransactionState | undefined): TransactionIdentification | Failure {
  const outcome = payment?.outcome;
  if (outcome === undefined) return failure('ERR_ORIGINAL_UNKNOWN');
  const { poiTransactionId, charged } = outcome;
  if (poiTransactionId === undefined || charged === 'no') {
    return failure('ERR_ORIGINAL_UNKNOWN', `it is ${outcome.kind}`);
  }
  const { TransactionID, TimeStamp } = poiTransactionId;
  return { TransactionID, TimeStamp };
}
