export { engineTill } from './engine-till.ts';
export { RULES, type Rule, type Violation } from './judge.ts';
export {
  describeReport,
  proveTill,
  replaySeed,
  sumReports,
  type Failure,
  type ProveOptions,
  type Report,
} from './prove-till.ts';
export type { CreateTill, Order, TillSurroundings, TillUnderTest } from './till.ts';
