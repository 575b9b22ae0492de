import { AssertionError } from 'node:assert';
import type { Amount, Outcome, Unresolved } from '../../index.ts';
import type { Ledger } from '../../simulator/index.ts';
import {
  checkAgreesWithLedger,
  checkCharged,
  checkNothingCharged,
  checkUnknown,
  type LedgerSelector,
  type Mismatch,
} from './outcome-checks.ts';
import type { ReportedResult } from './result.ts';

/**
 * Asserts that the money was taken: exactly that amount, tip included.
 *
 * @throws {AssertionError} of `node:assert`, as all of these do; every test runner displays it
 */
export function assertCharged(
  result: ReportedResult,
  amount: Amount,
): asserts result is Extract<Outcome, { charged: 'yes' }> {
  raise(checkCharged(result, amount));
}

/** Asserts that nothing was taken, and that this is known. @throws {AssertionError} */
export function assertNothingCharged(result: ReportedResult): asserts result is Extract<Outcome, { charged: 'no' }> {
  raise(checkNothingCharged(result));
}

/** Asserts that the outcome is unknown: the money may be taken or not. @throws {AssertionError} */
export function assertUnknown(
  result: ReportedResult,
): asserts result is Unresolved | Extract<Outcome, { kind: 'overridden' }> {
  raise(checkUnknown(result));
}

/**
 * Asserts that the result agrees with the terminal's ledger: charged once and in that amount, or not at all; of a refund: given
 * back. An unknown result agrees with any ledger that has no more than one movement.
 *
 * @param selector which movements of the ledger belong to the result
 * @throws {AssertionError}
 */
export function assertTellsTheTruth(
  result: ReportedResult,
  ledger: Pick<Ledger, 'entries'>,
  selector: LedgerSelector,
): void {
  raise(checkAgreesWithLedger(result, ledger, selector));
}

function raise(message: Mismatch): void {
  if (message !== undefined) throw new AssertionError({ message, stackStartFn: raise });
}
