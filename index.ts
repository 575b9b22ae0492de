export { CHECKS, type CheckName, type CheckRow } from './engine/doctor/check-table.ts';
export { worstStatus, type Check, type CheckStatus } from './engine/doctor/check.ts';
export type { OpenedJournal } from './engine/doctor/journal-checks.ts';
export type { MachineOptions } from './engine/doctor/machine-report.ts';
export type { TerminalReport } from './engine/doctor/terminal-report.ts';
export type { Engine, HandlerOptions, OverrideRequest } from './engine/engine.ts';
export type { JournalCheck } from './engine/history/check-journal.ts';
export type { HistoryPage, HistoryTransaction } from './engine/history/history.ts';
export type { HistoryRequest, Moment, Period } from './engine/history/history-request.ts';
export type { StoredTransactionView } from './engine/history/stored-view.ts';
export type { Totals, TotalsRow, UnresolvedRow } from './engine/history/totals.ts';
export type { Health } from './engine/journal/journal-health.ts';
export type { InspectedEngine } from './engine/inspection/live-source.ts';
export type { InspectedJournal } from './engine/inspect-journal.ts';
export type { HistoryStep, JournalHistory, JournalView, StoredPage } from './engine/journal-reader.ts';
export type { TerminalNotification, TransactionProgress } from './engine/notification-router.ts';
export {
  createEngine,
  diagnoseMachine,
  inspectedJournal,
  inspectJournal,
  journalView,
  openJournalReader,
  pruneJournal,
} from './engine/on-demand.ts';
export {
  DEFAULT_LIMITS,
  type ApplicationOptions,
  type EngineLimits,
  type EngineOptions,
  type InspectOptions,
  type ListenerOptions,
  type TakeOverOptions,
  type TerminalOptions,
} from './engine/options/engine-options.ts';
export type { EngineParts } from './engine/options/engine-parts.ts';
export type {
  AcquireCardRequest,
  PayRequest,
  RefundDetails,
  RefundedPayment,
  RefundRequest,
  RequestOfType,
  StoredValueRequest,
  TransactionRequest,
  TransactionType,
  UnreferencedRefundRequest,
} from './engine/requests/transaction-requests.ts';
export type { Stream } from './engine/runtime/containment.ts';
export type { WaitOptions } from './engine/runtime/wait-options.ts';
export { REDACTED_PATHS, type Logger } from './engine/runtime/logging.ts';
export type { TransactRequest } from './engine/requests/transact-request.ts';
export type { AnyRequestSettings, OtherCategory } from './engine/terminals/any-request.ts';
export type { DeviceRequests } from './engine/terminals/device-requests.ts';
export type { PrintJob, PrintPartResult, PrintResult } from './engine/terminals/print-job.ts';
export type { FleetChange, FleetConfiguration } from './engine/terminals/apply-fleet.ts';
export type { TerminalKeyInUse } from './engine/terminals/key-use.ts';
export type { EarlierRequestName, StatusReport, Terminal } from './engine/terminals/terminal-handle.ts';
export type { Terminals } from './engine/terminals/terminals.ts';
export type {
  NoAnswer,
  RequestSettings,
  TerminalRequest,
  TerminalResult,
} from './engine/terminals/terminal-request.ts';
export type { OwnerState, TerminalState } from './engine/terminals/terminal-queue.ts';
export type { DisplayProgress } from './engine/transactions/payment-progress.ts';
export type { Transaction } from './engine/transactions/transaction-handle.ts';
export {
  unresolvedFrom,
  type TransactionFacts,
  type TransactionState,
  type TransactionStateName,
  type Unresolved,
} from './engine/transactions/transaction-state.ts';
export {
  transactionJsonSchema,
  TransactionJsonSchema,
  transactionToJson,
  UnresolvedJsonSchema,
  unresolvedToJson,
  type TransactionJson,
  type UnresolvedJson,
} from './engine/transaction-json.ts';
export type { Alert, Orphan } from './engine/transactions/unmatched-responses.ts';
export {
  ClosedError,
  ConfigError,
  ElsewhereError,
  InputError,
  InvariantError,
  JournalError,
  JournalInUseError,
  OpenError,
  TenderlineError,
  type ErrorCode,
  type DamagedTransaction,
  type JournalErrorCode,
  type Mistake,
} from './errors.ts';
export type {
  Clock,
  HistoryPlace,
  HistoryQuery,
  Journal,
  JournalReader,
  JournalRecord,
  NotificationHandler,
  NotificationHandlerOptions,
  NotificationListenerOptions,
  Preconnection,
  Random,
  ReceivedNotification,
  StoredHistory,
  TerminalAddress,
  Transport,
  TransportFactory,
  TransportRequest,
  TransportResult,
} from './adapters/index.ts';
export type { Environment } from './certs/index.ts';
export type { KeyRing, SharedKey } from './crypto/index.ts';
export { toInspectorEvents } from './machines/inspection/inspector-events.ts';
export type {
  Inspected,
  InspectedChanges,
  InspectedOverview,
  InspectEntry,
  Head,
  InspectorEvent,
  MachineStep,
  Recording,
  TerminalHead,
  WhatIf,
  TransactionEvent,
  TransactionInput,
  TransactionLimits,
  TransactionTag,
} from './machines/index.ts';
// By file: `protocol/index.ts` would load every message of the protocol.
export { displayMessage, type DisplayLocale } from './protocol/display/display-messages.ts';
export {
  OutcomeJsonSchema,
  SettledResultJsonSchema,
  type OutcomeJson,
  type ReadonlyJson,
  type SettledResultJson,
} from './protocol/outcome-json/outcome-schema.ts';
export {
  outcomeToJson,
  settledResultToJson,
  type OutcomeJsonOptions,
} from './protocol/outcome-json/outcome-to-json.ts';
export { SECRET_CARD_DATA, type SecretCardData } from './protocol/outcome-json/secret-card-data.ts';
export { isCharged, isNotCharged } from './protocol/outcome.ts';
export { signatureToSvg } from './protocol/payment-result/signature-to-svg.ts';
export type {
  Amount,
  BalanceInquiry,
  BalanceInquiryRequestInput,
  Charged,
  CurrencyExponents,
  Diagnosis,
  DisplayRequestInput,
  EnableServiceRequestInput,
  Failure,
  FaultCode,
  GiftCardResult,
  InputAnswer,
  InputRequestInput,
  InputUpdateRequestInput,
  JsonObject,
  Optional,
  MenuEntry,
  MessageCategory,
  Authorisation,
  Card,
  CardholderVerification,
  Conversion,
  LoyaltyAccount,
  Outcome,
  OutcomeDetails,
  PaymentDetails,
  POIID,
  POITransactionID,
  PrintRequestInput,
  Receipt,
  ReportedAmounts,
  RequestResult,
  ResponseResult,
  RetryAdvice,
  SaleID,
  SaleToAcquirerData,
  ServiceID,
  SettledResult,
  Settlement,
  Signature,
  StartTransactionRequestInput,
  StoredValueItem,
  StoredValueRow,
  TakenAmounts,
  TenderOption,
  Tip,
  Token,
  TransactionId,
  TransactionIdentification,
  UndecidedResult,
  VirtualReceipt,
  VirtualReceiptLine,
} from './protocol/index.ts';
export { VERSION } from './version.ts';
