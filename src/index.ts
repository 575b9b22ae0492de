export { createEngine, type Engine } from './engine/create-engine.ts';
export type { Logger } from './engine/logging.ts';
export {
  DEFAULT_LIMITS,
  type ApplicationOptions,
  type EngineLimits,
  type EngineOptions,
  type TerminalOptions,
} from './engine/options.ts';
export type { EngineParts } from './engine/parts.ts';
export type { PayRequest } from './engine/pay-request.ts';
export type { NoAnswer, StatusReport, Terminal } from './engine/terminal.ts';
export type { TransactionState, TransactionStateName } from './engine/transaction-state.ts';
export type { Transaction, Unresolved } from './engine/transaction.ts';
export {
  ClosedError,
  ConfigError,
  InputError,
  InvariantError,
  OpenError,
  TenderlineError,
  type ErrorCode,
} from './errors.ts';
export type { Amount, Failure, FaultCode, Outcome, Receipt, RetryAdvice } from './protocol/index.ts';
export { VERSION } from './version.ts';
