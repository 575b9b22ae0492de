export { RULES, type Rule, type Violation } from './invariants/invariants.ts';
export { assertCharged, assertNothingCharged, assertTellsTheTruth, assertUnknown } from './outcome/assertions.ts';
export { matchers, type OutcomeMatchers } from './outcome/matchers.ts';
export type { LedgerSelector } from './outcome/outcome-checks.ts';
export type { ReportedResult } from './outcome/result.ts';
export { proveTill, replaySeed, type ProveOptions } from './proof/prove-till.ts';
export { describeReport, sumReports, type FailedSeed, type Report } from './proof/report.ts';
export type { Counts } from './proof/counts.ts';
export type { Day } from './proof/day.ts';
export {
  inProcessTerminal,
  type InProcessTerminal,
  type InProcessTerminalOptions,
} from './terminal/in-process-terminal.ts';
export * from './terminal/scenarios.ts';
export type { TestTerminal, TestTerminalOptions } from './terminal/test-terminal.ts';
export { startTestTerminal, type WireTerminalOptions } from './terminal/wire-terminal.ts';
export { engineTill } from './till/engine-till.ts';
export type { CreateTill, Order, TillSurroundings, TillUnderTest, UnresolvedOrder } from './till/till.ts';
export { VirtualClock } from '../simulator/world/virtual-clock.ts';
