export { transactionMachine } from './transaction.machine.ts';
export type {
  TimerName,
  TransactionCommand,
  TransactionContext,
  TransactionEvent,
  TransactionHappening,
  TransactionInput,
  TransactionLimits,
  TransactionTag,
} from './transaction.types.ts';
