import type { Amount } from '../../index.ts';
import type { Ledger } from '../../simulator/index.ts';
import { notCharged, notTheTruth, notUnknown, notWithoutCharge, type About, type Complaint } from './outcome-checks.ts';
import { describeTold, whyNotTold, type Told } from './result.ts';

/**
 * What `expect(outcome)` has once it was extended. For the types of your runner:
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
  toAgreeWithTheLedger(ledger: Pick<Ledger, 'entries'>, about: About): R;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend(matchers)` of vitest and jest. */
export const matchers = {
  toBeCharged: (told: Told, amount: Amount) => verdict('toBeCharged', told, notCharged(told, amount)),
  toHaveChargedNothing: (told: Told) => verdict('toHaveChargedNothing', told, notWithoutCharge(told)),
  toBeUnknown: (told: Told) => verdict('toBeUnknown', told, notUnknown(told)),
  toAgreeWithTheLedger: (told: Told, ledger: Pick<Ledger, 'entries'>, about: About) =>
    verdict('toAgreeWithTheLedger', told, notTheTruth(told, ledger, about)),
} satisfies { readonly [Name in keyof OutcomeMatchers]: (told: Told, ...rest: never[]) => Verdict };

function verdict(name: string, told: Told, complaint: Complaint): Verdict {
  const found = () => whyNotTold(told) ?? describeTold(told);
  return { pass: complaint === undefined, message: () => complaint ?? `expected not ${name}, found ${found()}` };
}
