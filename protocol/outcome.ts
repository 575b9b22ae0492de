import type { RetryAdvice } from './error-conditions.ts';
import { adviceAfterFault, type Failure } from './faults.ts';
import type { POITransactionID } from './fields/poi-transaction-id.ts';
import type { Receipt } from './fields/receipts.ts';
import type { PaymentDetails } from './payment-result/payment-details.ts';
import type { TakenAmounts } from './payment-result/taken-amounts.ts';
import type { Tip } from './payment-result/tip.ts';
import { omitUndefined, type JsonObject } from './json.ts';
import type { Amount } from './money.ts';

/** Whether this transaction took the shopper's money. */
export type Charged = 'yes' | 'no' | 'unknown';

/**
 * Whether the money is known to be taken. `if (outcome.charged)` is always true, because `charged` is a text also where it is
 * `'no'`; and what is not known to be taken is not known to be left: ask `isNotCharged` for that.
 */
export function isCharged({ charged }: { readonly charged: Charged }): boolean {
  return charged === 'yes';
}

/** Whether it is known that no money was taken. Both are false while it is unknown. */
export function isNotCharged({ charged }: { readonly charged: Charged }): boolean {
  return charged === 'no';
}

/** The members of every outcome. Members that the terminal did not send are absent. */
export interface OutcomeDetails extends PaymentDetails {
  readonly amounts: TakenAmounts & {
    /** The requested amount. Absent when none was requested. */
    readonly requested?: Amount;
  };
  /** What was asked of a tip, and what came of it. Absent where there was none. */
  readonly tip?: Tip;
  /** Both members verbatim: a refund needs them exactly. */
  readonly poiTransactionId?: POITransactionID;
  /** Adyen's 16-character id of the authorisation. */
  readonly pspReference?: string;
  readonly receipts: readonly Receipt[];
  readonly errorCondition?: string;
  readonly refusalReason?: string;
  /** The explanation of the terminal or of the fault, for people and logs. */
  readonly message?: string;
  readonly advice: RetryAdvice;
  /** With Busy: the ServiceID of the request that occupies the terminal. */
  readonly runningServiceId?: string;
  /** The id of that request, when it is one of our own transactions. */
  readonly runningTransaction?: string;
  /** Approved without the platform: the money is not guaranteed (reference 4.7). */
  readonly offline?: boolean;
  /** The messages were not protected: whoever reaches the network could have forged the answer. Only on test terminals. */
  readonly unprotected?: boolean;
  /** The verified response body, as received. */
  readonly response?: JsonObject;
}

/** The result of a transaction. */
export type Outcome = OutcomeDetails & {
  /** Known from a status check, not from the request's own answer. */
  readonly recovered: boolean;
  /** An abort was requested; the kind reports which came first. */
  readonly abortRequested: boolean;
} & Settlement;

/** How a transaction ended, and whether the money was taken. */
export type Settlement =
  /** The money is taken: all of it, or for `partial` less than requested. How much is for a person to see when `amounts.unclear` is there. */
  | { readonly kind: 'approved' | 'partial'; readonly charged: 'yes'; readonly failure?: undefined }
  /** A refund or another request without a charge was accepted; the platform reports the result of a refund later. */
  | { readonly kind: 'accepted'; readonly charged: 'no'; readonly failure?: undefined }
  /** Nothing was charged: refused, stopped, or failed before money could move. */
  | { readonly kind: 'declined' | 'cancelled' | 'failed'; readonly charged: 'no'; readonly failure?: undefined }
  /** The terminal never processed it: `failure` states why. */
  | { readonly kind: 'notProcessed'; readonly charged: 'no'; readonly failure: Failure }
  /**
   * An operator closed an unknown outcome, with name and reason. `charged` is the operator's finding, `failure` the last failure.
   */
  | {
      readonly kind: 'overridden';
      readonly charged: Charged;
      readonly by: string;
      readonly reason: string;
      readonly failure?: Failure;
    };

/** What each kind says about the money: no other pair is ever reported. */
export const CHARGED_OF: Readonly<Record<Settlement['kind'], readonly Charged[]>> = {
  approved: ['yes'],
  partial: ['yes'],
  accepted: ['no'],
  declined: ['no'],
  cancelled: ['no'],
  failed: ['no'],
  notProcessed: ['no'],
  overridden: ['yes', 'no', 'unknown'],
};

/** How a transaction ended. */
export type SettledResult = OutcomeDetails & Settlement;

/** The outcome of a transaction that the terminal never processed: nothing was charged. */
export function notProcessed(fault: Failure, requested: Amount | undefined): SettledResult {
  return {
    kind: 'notProcessed',
    charged: 'no',
    amounts: omitUndefined({ requested }),
    receipts: [],
    message: fault.message,
    failure: fault,
    advice: adviceAfterFault(fault.code),
  };
}
