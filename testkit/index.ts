export { assertCharged, assertNothingCharged, assertTellsTheTruth, assertUnknown } from './outcome/assertions.ts';
export type { About } from './outcome/outcome-checks.ts';
export { engineTill } from './till/engine-till.ts';
export {
  inProcessTerminal,
  type InProcessTerminal,
  type InProcessTerminalOptions,
} from './terminal/in-process-terminal.ts';
export { RULES, type Rule, type Violation } from './invariants/invariant-checker.ts';
export { matchers, type OutcomeMatchers } from './outcome/matchers.ts';
export {
  describeReport,
  proveTill,
  replaySeed,
  sumReports,
  type Failure,
  type ProveOptions,
  type Report,
} from './proof/prove-till.ts';
export {
  answersLate,
  approves,
  approvesPartially,
  declines,
  forgesApproval,
  isBusy,
  isUnreachableFor,
  losesTheAnswer,
  losesTheRequest,
  neverAnswers,
  refusesConnections,
  restartsDuring,
  shopperCancels,
  shopperTips,
  shopperWalksAway,
  type Scenario,
} from './terminal/scenarios.ts';
export type { TestTerminal, TestTerminalOptions } from './terminal/test-terminal.ts';
export type { CreateTill, Order, TillSurroundings, TillUnderTest } from './till/till.ts';
export type { Told } from './outcome/result.ts';
export { startTestTerminal, type WireTerminalOptions } from './terminal/wire-terminal.ts';
export { VirtualClock } from '../simulator/world/virtual-clock.ts';
