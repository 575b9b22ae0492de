import { ERROR_CONDITIONS, type ErrorCondition } from './messages/response.ts';

/** What staff may do after a failure (reference 7.3). For people: the outcome's kind alone reports what happened to the money. */
export type RetryAdvice =
  /** Nothing to do. */
  | 'none'
  /** The same payment may be tried again, also with the same card. */
  | 'mayRetry'
  /** Wait a moment, then try again; if it stays so, use another terminal. */
  | 'waitThenRetry'
  /** Another transaction runs on the terminal: do not start one more, wait for it. */
  | 'terminalBusy'
  | 'otherCard'
  | 'otherPaymentMethod'
  /** The set-up or the request is wrong: another attempt changes nothing. */
  | 'fixSetup'
  /** The issuer forbids another attempt with this card. */
  | 'doNotRetry'
  /** The payment may have been made: look it up by its reference before another attempt. */
  | 'verifyFirst';

/** The meaning of a verified Failure with this condition. `undecided` means that it does not report the result of the transaction. */
interface ConditionRow {
  readonly kind: 'declined' | 'cancelled' | 'failed' | 'undecided';
  readonly advice: RetryAdvice;
}

/** One row for each condition of reference 7.2. A condition without a row is undecided: the status is checked. */
export const CONDITIONS: Readonly<Record<ErrorCondition, ConditionRow>> = {
  Aborted: { kind: 'cancelled', advice: 'mayRetry' },
  Busy: { kind: 'failed', advice: 'terminalBusy' },
  Cancel: { kind: 'cancelled', advice: 'mayRetry' },
  DeviceOut: { kind: 'failed', advice: 'waitThenRetry' },
  InProgress: { kind: 'undecided', advice: 'none' },
  InsertedCard: { kind: 'failed', advice: 'waitThenRetry' },
  InvalidCard: { kind: 'declined', advice: 'otherCard' },
  LoggedOut: { kind: 'failed', advice: 'fixSetup' },
  MessageFormat: { kind: 'failed', advice: 'fixSetup' },
  NotAllowed: { kind: 'failed', advice: 'otherPaymentMethod' },
  NotFound: { kind: 'failed', advice: 'mayRetry' },
  PaymentRestriction: { kind: 'declined', advice: 'otherPaymentMethod' },
  Refusal: { kind: 'declined', advice: 'otherCard' },
  UnavailableDevice: { kind: 'failed', advice: 'waitThenRetry' },
  UnavailableService: { kind: 'failed', advice: 'fixSetup' },
  UnreachableHost: { kind: 'failed', advice: 'mayRetry' },
  WrongPIN: { kind: 'declined', advice: 'mayRetry' },
};

/** Refusal reasons after which the same card must not be tried again (reference 7.3), in lower case. */
const FINAL_REFUSALS = [
  'aid banned',
  'always refused',
  'amount too low to be accepted by card network',
  'card is blocked',
  'do not honor',
  'issuer suspected fraud',
  'pin validation not possible',
  'restricted card',
];

export function isListed(condition: string | undefined): condition is ErrorCondition {
  return condition !== undefined && (ERROR_CONDITIONS as readonly string[]).includes(condition);
}

/**
 * The advice for a failure, narrowed by its refusal reason.
 *
 * @param seenByPlatform whether the answer has a PSP reference: then the payment reached the platform
 */
export function retryAdvice(
  condition: ErrorCondition,
  refusalReason: string | undefined,
  seenByPlatform: boolean,
): RetryAdvice {
  const reason = (refusalReason ?? '').replace(/^\d+\s+/, '').toLowerCase();
  switch (condition) {
    case 'Refusal':
      return FINAL_REFUSALS.includes(reason) ? 'doNotRetry' : CONDITIONS.Refusal.advice;
    case 'InvalidCard':
      return reason === 'card data authentication failed' ? 'doNotRetry' : CONDITIONS.InvalidCard.advice;
    case 'Cancel':
      // The issuer had approved and it was cancelled afterwards: the authorisation is being reversed (reference 7.2).
      return reason === 'approved' ? 'verifyFirst' : CONDITIONS.Cancel.advice;
    case 'DeviceOut':
    case 'UnreachableHost':
      return seenByPlatform ? 'verifyFirst' : CONDITIONS[condition].advice;
    default:
      return CONDITIONS[condition].advice;
  }
}
