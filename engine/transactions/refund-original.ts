import { failure, type Failure } from '../../protocol/faults.ts';
import type { TransactionIdentification } from '../../protocol/messages/response.ts';
import type { TransactionState } from './transaction-state.ts';

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
