export { assertCharged, assertNothingCharged, assertTellsTheTruth, assertUnknown } from './assertions.ts';
export type { About } from './complaints.ts';
export { engineTill } from './proof/engine-till.ts';
export { inProcessTerminal, type InProcessTerminal, type InProcessTerminalOptions } from './in-process-terminal.ts';
export { RULES, type Rule, type Violation } from './proof/judge.ts';
export { matchers, type OutcomeMatchers } from './matchers.ts';
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
} from './scenarios.ts';
export type { TestTerminal, TestTerminalOptions } from './test-terminal.ts';
export type { CreateTill, Order, TillSurroundings, TillUnderTest } from './proof/till.ts';
export type { Told } from './told.ts';
export { startTestTerminal, type WireTerminalOptions } from './wire-terminal.ts';
export { VirtualClock } from '../simulator/world/virtual-clock.ts';
