import { AssertionError } from 'node:assert';
import type { Amount, Outcome, Unresolved } from '../../index.ts';
import type { Ledger } from '../../simulator/index.ts';
import { notCharged, notTheTruth, notUnknown, notWithoutCharge, type About, type Complaint } from './outcome-checks.ts';
import type { Told } from './result.ts';

/**
 * The money was taken: exactly that much, tip included.
 *
 * @throws {AssertionError} of `node:assert`, as all of these; every test runner shows it
 */
export function assertCharged(told: Told, amount: Amount): asserts told is Extract<Outcome, { charged: 'yes' }> {
  raise(notCharged(told, amount));
}

/** Nothing was taken, and that is known. @throws {AssertionError} */
export function assertNothingCharged(told: Told): asserts told is Extract<Outcome, { charged: 'no' }> {
  raise(notWithoutCharge(told));
}

/** The money may be taken or not: nobody may claim either. @throws {AssertionError} */
export function assertUnknown(told: Told): asserts told is Unresolved | Extract<Outcome, { kind: 'overridden' }> {
  raise(notUnknown(told));
}

/**
 * What the till says is what the terminal's book says: charged, in that amount, once, or not at all; of a refund: given back. An
 * unknown agrees with any book that has no more than one movement.
 *
 * @throws {AssertionError}
 */
export function assertTellsTheTruth(told: Told, ledger: Pick<Ledger, 'entries'>, about: About): void {
  raise(notTheTruth(told, ledger, about));
}

function raise(message: Complaint): void {
  if (message !== undefined) throw new AssertionError({ message, stackStartFn: raise });
}
