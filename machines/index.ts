export { atMostMs, birthOf, momentOf } from './not-found.ts';
export { terminalMachine } from './terminal.machine.ts';
export type { RefusalCode, TerminalCommand, TerminalContext, TerminalEvent, TerminalInput } from './terminal.types.ts';
export { transactionMachine } from './transaction.machine.ts';
export type {
  Moment,
  TimerName,
  TransactionCommand,
  TransactionContext,
  TransactionEvent,
  TransactionHappening,
  TransactionInput,
  TransactionLimits,
  TransactionTag,
} from './transaction.types.ts';
