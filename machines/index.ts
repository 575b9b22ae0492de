export { holdsClaim } from './claim.ts';
export { createdAt, elapsedMaxMs, readingBy, readingOf } from './clock-reading.ts';
export { hasRebooted, type HostIdentity } from './host-identity.ts';
export type {
  Facts,
  GapEntry,
  Head,
  HelloEntry,
  InspectBody,
  InspectEntry,
  MachineStep,
  ScreenEntry,
  WireEntry,
} from './inspection/feed.types.ts';
export { OPERATOR_FACTS } from './inspection/event-facts.ts';
export { toInspectorEvents, type InspectorEvent } from './inspection/inspector-events.ts';
export {
  kindOf,
  openedStep,
  terminalStep,
  transactionStep,
  type TransactionChange,
} from './inspection/machine-step.ts';
export type {
  Inspected,
  InspectedChanges,
  InspectedOverview,
  Moment,
  Recording,
  TerminalHead,
} from './inspection/recording.types.ts';
export { READINGS, whatIf, whatIfThen, type WhatIf, type WhatIfThen } from './inspection/what-if.ts';
export { serviceIdsOf } from './next-attempt.ts';
export { mayStillSend, whyNotSend, type Sender } from './send-decision.ts';
export { terminalMachine } from './terminal.machine.ts';
export type { RefusalCode, TerminalCommand, TerminalContext, TerminalEvent, TerminalInput } from './terminal.types.ts';
export { transactionMachine } from './transaction.machine.ts';
export type {
  ClockReading,
  Attempt,
  AttemptToken,
  KeyedRequest,
  NextRequest,
  Rejection,
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
