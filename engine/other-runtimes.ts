/**
 * The parts of an engine for a runtime of another kind, one that stores and runs steps itself: a durable engine, a queue with workers. The
 * rules that no such runtime brings along are in docs/runtimes.md.
 */
export type { Ownership } from '../adapters/ports/ownership.port.ts';
export { soleOwner } from '../adapters/ownership/sole-owner.ts';
export { mayStillSend, readingBy, whyNotSend } from '../machines/index.ts';
export type { OwnKeys, ResolvedOptions } from './options/engine-options.ts';
export { comparePlaces } from '../adapters/journal/history/place.ts';
export type { HistoryPlace } from '../adapters/ports/journal.port.ts';
export { hasFacts, hasState, requestFacts, type Facts, type HistoryItem } from './history/history-items.ts';
export { parseHistoryRequest, parsePeriodRequest, type HistoryFilter } from './history/history-request.ts';
export { historyTransaction, takePage } from './history/history.ts';
export { totalsOf } from './history/totals.ts';
export { overrideEvent, parseOverride } from './override.ts';
export { planTransaction, storedRequest, type TransactionPlan } from './requests/transaction-plan.ts';
export type { PlannedRequest } from './requests/transaction-requests.ts';
export { transactionInput } from './requests/transaction-input.ts';
export type { Inspector } from './runtime/inspector.ts';
export { silentLogger } from './runtime/logging.ts';
export { Attempts, type Sending } from './sending/attempts.ts';
export { saidBy } from './sending/said-by.ts';
export { KeyUse } from './terminals/key-use.ts';
export type { ExchangeResult, UnmatchedResponse } from './terminals/read-answer.ts';
export {
  createTerminalClient,
  UNREACHED,
  type RequestOptions,
  type TerminalClient,
  type TerminalClientDependencies,
} from './terminals/terminal-client.ts';
export {
  beginTerminal,
  stepTerminal,
  type TerminalSnapshot,
  type TerminalTransition,
} from './runtime/terminal-reducer.ts';
export { progressOf } from './transactions/payment-progress.ts';
export { originalOf } from './transactions/refund-original.ts';
export { eventsOfUnmatched } from './transactions/response-events.ts';
export {
  TransactionExchanges,
  type ExchangesDependencies,
  type RunningTransactions,
  type TransmitOptions,
} from './transactions/transaction-exchanges.ts';
export { begin, isSettled, step, type Step, type TransactionSnapshot } from './transactions/transaction-reducer.ts';
export { queuedState, readState, refusedState, type TransactionState } from './transactions/transaction-state.ts';
export { isSameAnswer } from './transactions/unmatched-responses.ts';
export { createWorkerParts, type WorkerParts, type WorkerPartsOptions } from './worker-parts.ts';
