import type { Amount } from '../../index.ts';
import type { Ledger } from '../../simulator/index.ts';
import {
  checkAgreesWithLedger,
  checkCharged,
  checkNothingCharged,
  checkUnknown,
  type LedgerSelector,
  type Mismatch,
} from './outcome-checks.ts';
import { describeResult, resultMistake, type ReportedResult } from './result.ts';

/**
 * The matchers that `expect(outcome)` has after `expect.extend(matchers)`. For the types of your runner:
 *
 * @example
 * declare module 'vitest' {
 *   interface Matchers<T> extends OutcomeMatchers<T> {}
 * }
 */
export interface OutcomeMatchers<R = unknown> {
  /** As `assertCharged`. */
  toBeCharged(amount: Amount): R;
  /** As `assertNothingCharged`. */
  toHaveChargedNothing(): R;
  /** As `assertUnknown`. */
  toBeUnknown(): R;
  /** As `assertTellsTheTruth`. */
  toAgreeWithTheLedger(ledger: Pick<Ledger, 'entries'>, selector: LedgerSelector): R;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend(matchers)` of vitest and jest. */
export const matchers = {
  toBeCharged: (result: ReportedResult, amount: Amount) => matched('toBeCharged', result, checkCharged(result, amount)),
  toHaveChargedNothing: (result: ReportedResult) =>
    matched('toHaveChargedNothing', result, checkNothingCharged(result)),
  toBeUnknown: (result: ReportedResult) => matched('toBeUnknown', result, checkUnknown(result)),
  toAgreeWithTheLedger: (result: ReportedResult, ledger: Pick<Ledger, 'entries'>, selector: LedgerSelector) =>
    matched('toAgreeWithTheLedger', result, checkAgreesWithLedger(result, ledger, selector)),
} satisfies { readonly [Name in keyof OutcomeMatchers]: (result: ReportedResult, ...rest: never[]) => MatcherResult };

function matched(name: string, result: ReportedResult, mismatch: Mismatch): MatcherResult {
  const found = () => resultMistake(result) ?? describeResult(result);
  return { pass: mismatch === undefined, message: () => mismatch ?? `expected not ${name}, found ${found()}` };
}
