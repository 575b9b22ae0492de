import type { TransactionInput } from '../../machines/index.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { storedState } from '../transactions/transaction-reducer.ts';
import type { TransactionState } from '../transactions/transaction-state.ts';

/** A stored transaction, for reading only. */
export interface StoredTransactionView {
  /** The accepted request and its message. `body` is the message body: it must not be logged. */
  readonly input: TransactionInput;
  readonly state: TransactionState;
  /** When it was settled, in epoch milliseconds. Absent while it is open. */
  readonly settledAtMs?: number;
}

/** @internal A stored transaction in the form of the reader. */
export function viewOf(stored: StoredTransaction): StoredTransactionView {
  const { input, records } = stored;
  const settledAtMs = records.find(({ settles }) => settles === true)?.atMs;
  return { input, state: storedState(stored), ...(settledAtMs !== undefined && { settledAtMs }) };
}
