export { createdAt, elapsedMaxMs, readingOf } from './clock-reading.ts';
export { whyNotSend } from './send-decision.ts';
export { terminalMachine } from './terminal.machine.ts';
export type { RefusalCode, TerminalCommand, TerminalContext, TerminalEvent, TerminalInput } from './terminal.types.ts';
export { transactionMachine } from './transaction.machine.ts';
export type {
  ClockReading,
  TimerName,
  TransactionCommand,
  TransactionContext,
  TransactionEvent,
  TransactionEventPayload,
  TransactionInput,
  TransactionLimits,
  TransactionTag,
  UnclearAnswer,
} from './transaction.types.ts';
