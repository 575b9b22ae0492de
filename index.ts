export { createEngine } from './engine/create-engine.ts';
export type { DisplayProgress } from './engine/display.ts';
export type { Alert, Engine, HandlerOptions, OverrideRequest } from './engine/engine.ts';
export type { TerminalNotification, TransactionProgress } from './engine/notifications.ts';
export type { Orphan } from './engine/orphans.ts';
export type { Logger } from './engine/logging.ts';
export {
  DEFAULT_LIMITS,
  type ApplicationOptions,
  type EngineLimits,
  type EngineOptions,
  type ListenerOptions,
  type TerminalOptions,
} from './engine/options.ts';
export type { EngineParts } from './engine/parts.ts';
export type { RefundRequest } from './engine/refund-request.ts';
export type {
  AcquireCardRequest,
  PayRequest,
  StoredValueRequest,
  TransactionRequest,
  UnreferencedRefundRequest,
} from './engine/requests.ts';
export type { TerminalState } from './engine/terminal-desk.ts';
export type { Answered, NoAnswer, StatusReport, Terminal } from './engine/terminal.ts';
export type { Health } from './engine/watched-journal.ts';
export type { TransactionState, TransactionStateName } from './engine/transaction-state.ts';
export type { Transaction, Unresolved } from './engine/transaction.ts';
export {
  ClosedError,
  ConfigError,
  InputError,
  InvariantError,
  JournalError,
  JournalInUseError,
  OpenError,
  TenderlineError,
  type ErrorCode,
} from './errors.ts';
export type { Journal, JournalReader, JournalRecord } from './adapters/ports/journal.port.ts';
export type { SharedKey } from './crypto/index.ts';
export type { TransactionTag } from './machines/index.ts';
export { displayMessage, type DisplayLocale } from './protocol/index.ts';
export type {
  Amount,
  Failure,
  FaultCode,
  Outcome,
  POITransactionID,
  Receipt,
  RetryAdvice,
  SaleToAcquirerData,
  TransactionId,
} from './protocol/index.ts';
export { VERSION } from './version.ts';
