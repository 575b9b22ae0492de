import type { AdditionalResponse } from './fields/additional-response.ts';
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
  /** Done, and the amount is not certain: compare the terminal's receipt with what was asked for. */
  | 'checkAmount'
  /** The payment may have been made: look it up by its reference before another attempt. */
  | 'verifyFirst';

/** The meaning of a verified Failure with this condition. `undecided` means that it does not report the result of the transaction. */
interface ConditionRow {
  readonly kind: 'declined' | 'cancelled' | 'failed' | 'undecided';
  readonly advice: RetryAdvice;
  /** It says what broke, not what the platform decided: with a PSP reference it is believed only when a status check repeats it. */
  readonly needsCheckWithPspReference?: true;
}

/** One row for each condition of reference 7.2. A condition without a row is believed only when a status check repeats it. */
export const CONDITIONS: Readonly<Record<ErrorCondition, ConditionRow>> = {
  Aborted: { kind: 'cancelled', advice: 'mayRetry' },
  Busy: { kind: 'failed', advice: 'terminalBusy' },
  Cancel: { kind: 'cancelled', advice: 'mayRetry' },
  DeviceOut: { kind: 'failed', advice: 'waitThenRetry', needsCheckWithPspReference: true },
  InProgress: { kind: 'undecided', advice: 'none' },
  InsertedCard: { kind: 'failed', advice: 'waitThenRetry' },
  InvalidCard: { kind: 'declined', advice: 'otherCard' },
  LoggedOut: { kind: 'failed', advice: 'fixSetup' },
  MessageFormat: { kind: 'failed', advice: 'fixSetup' },
  NotAllowed: { kind: 'failed', advice: 'otherPaymentMethod' },
  NotFound: { kind: 'failed', advice: 'mayRetry' },
  PaymentRestriction: { kind: 'declined', advice: 'otherPaymentMethod' },
  Refusal: { kind: 'declined', advice: 'otherCard' },
  UnavailableDevice: { kind: 'failed', advice: 'waitThenRetry', needsCheckWithPspReference: true },
  UnavailableService: { kind: 'failed', advice: 'fixSetup', needsCheckWithPspReference: true },
  UnreachableHost: { kind: 'failed', advice: 'mayRetry', needsCheckWithPspReference: true },
  WrongPIN: { kind: 'declined', advice: 'mayRetry' },
};

/** What a Failure with a condition of no row means once it is repeated. */
const UNLISTED = { kind: 'failed', advice: 'otherPaymentMethod' } as const;
/** The issuer was too slow, and the platform cancels by itself (reference 7.2). */
const UNLISTED_TIME_OUT = { kind: 'declined', advice: 'otherPaymentMethod' } as const;

/** `timeout`, `Time-out`, `timed_out`; and that no answer came. */
const TIME_OUT =
  /time[sd]?[\s_-]*out|\b(no|not receiv\w*( an?y?)?|without( an?y?)?) (response|answer|reply)\b|\bnot (respond|answer|reply)/i;

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

/** Whether a terminal's words mean that it stopped waiting, or that somebody gave no answer: then the end may not be known yet. */
export function speaksOfTimeOut(words: string): boolean {
  return TIME_OUT.test(words);
}

function isListed(condition: string | undefined): condition is ErrorCondition {
  return condition !== undefined && (ERROR_CONDITIONS as readonly string[]).includes(condition);
}

/** A verified final Failure, read by its condition. */
export interface FailureReading {
  readonly kind: 'declined' | 'cancelled' | 'failed';
  readonly advice: RetryAdvice;
  /** Why it is not believed once, in words; a status check must repeat it. Absent when it is clear. */
  readonly unclear?: string;
}

/**
 * Reads a final Failure: what it means, and whether it is clear (reference 7.2, 5.4). It is not when it has a condition of no row,
 * when it speaks of a time-out in any of its words, or when something broke after the platform had seen the payment.
 *
 * @param seenByPlatform whether the answer has a PSP reference
 */
export function readFinalFailure(
  condition: string | undefined,
  additional: AdditionalResponse,
  seenByPlatform: boolean,
): FailureReading {
  const isTimeOut = [condition ?? '', ...Object.entries(additional).flat()].some(speaksOfTimeOut);
  if (!isListed(condition) || condition === 'InProgress') {
    const unclear = `Failure with ErrorCondition ${condition ?? 'missing'}`;
    return { ...(isTimeOut ? UNLISTED_TIME_OUT : UNLISTED), unclear };
  }
  const row = CONDITIONS[condition];
  const { kind } = row as { kind: FailureReading['kind'] };
  const advice = retryAdvice(condition, additional['refusalReason'], seenByPlatform);
  if (isTimeOut) return { kind, advice, unclear: `${condition}, which speaks of a time-out` };
  if (seenByPlatform && row.needsCheckWithPspReference === true) {
    return { kind, advice, unclear: `${condition} of a request that the platform had seen` };
  }
  return { kind, advice };
}

/**
 * The advice for a failure, narrowed by its refusal reason.
 *
 * @param seenByPlatform whether the answer has a PSP reference: then the payment reached the platform
 */
function retryAdvice(
  condition: ErrorCondition,
  refusalReason: string | undefined,
  seenByPlatform: boolean,
): RetryAdvice {
  const reason = (refusalReason ?? '').replace(/^\d+\s+/, '').toLowerCase();
  const row = CONDITIONS[condition];
  if (seenByPlatform && row.needsCheckWithPspReference === true) return 'verifyFirst';
  switch (condition) {
    case 'Refusal':
      return FINAL_REFUSALS.includes(reason) ? 'doNotRetry' : row.advice;
    case 'InvalidCard':
      return reason === 'card data authentication failed' ? 'doNotRetry' : row.advice;
    case 'Cancel':
      // The issuer had approved and it was cancelled afterwards: the authorisation is being reversed (reference 7.2).
      return reason === 'approved' ? 'verifyFirst' : row.advice;
    default:
      return row.advice;
  }
}
