import { readAdditionalResponse } from './fields/additional-response.ts';
import { CONDITIONS, isListed, retryAdvice, type RetryAdvice } from './error-conditions.ts';
import { adviceAfterFault, failure, type Failure } from './faults.ts';
import type { MessageCategory } from './header.ts';
import { isObject, omitUndefined, type JsonObject } from './json.ts';
import { PaymentResponseSchema, type PaymentResponse } from './messages/payment.ts';
import { fromWire, type Amount, type CurrencyExponents } from './money.ts';
import { readPOITransactionID, type POITransactionID } from './fields/poi-transaction-id.ts';
import { readReceipts, type Receipt } from './fields/receipts.ts';

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
export interface OutcomeDetails {
  readonly amounts: {
    /** The requested amount. Absent when none was requested. */
    readonly requested?: Amount;
    /** The approved amount, tip included, or of a reversal the refunded amount: compare it with the requested one. */
    readonly authorized?: Amount;
    readonly tip?: Amount;
    readonly cashBack?: Amount;
  };
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

export type Settlement =
  /** The money is taken: all of it, or for `partial` less than requested. */
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

/** The meaning of a verified response: how the transaction ended, or that it does not report that. */
export type ResponseResult = SettledResult | { readonly kind: 'undecided'; readonly failure: Failure };

/** How a transaction ended. */
export type SettledResult = OutcomeDetails & Settlement;

/** The request against which an answer is read. */
export interface AskedFor {
  readonly category: MessageCategory;
  /** Of the transaction's own request. */
  readonly ServiceID: string;
  readonly amount?: Amount;
  /** A payment that gives money back (PaymentType Refund): its Success is an acceptance, not a charge. */
  readonly refund?: boolean;
}

/**
 * Reads what a *verified* response body reports about the transaction. Total: it returns a result for any body, and `undecided`
 * for one that does not clearly decide (reference 7).
 */
export function readResponseResult(body: unknown, asked: AskedFor, exponents?: CurrencyExponents): ResponseResult {
  // Responses of all categories have the members that are read here; the schema leaves those of others undefined.
  const parsed = PaymentResponseSchema.safeParse(body);
  if (!parsed.success) return undecided('it has no readable Response');
  const response = parsed.data;
  const details = readDetails(response, isObject(body) ? body : {}, asked, exponents);
  const { Result, ErrorCondition } = response.Response;

  switch (Result) {
    case 'Success':
      if (!takesMoney(asked)) return { kind: 'accepted', charged: 'no', ...details };
      return { kind: isLessThanAsked(details) ? 'partial' : 'approved', charged: 'yes', ...details };
    case 'Partial':
      // Nothing defines what a part of a reversal or of a gift card's loading is: a person must check.
      if (!takesMoney(asked)) return undecided('Partial, to a request that takes no money');
      return { kind: 'partial', charged: 'yes', ...details };
    case 'Failure':
      return readFailure(ErrorCondition, details, asked);
    default:
      return undecided(`Result ${Result}`);
  }
}

function readFailure(condition: string | undefined, details: OutcomeDetails, asked: AskedFor): ResponseResult {
  if (!isListed(condition)) return undecided(`Failure with ErrorCondition ${condition ?? 'missing'}`);
  const { kind } = CONDITIONS[condition];
  if (kind === 'undecided') return { kind: 'undecided', failure: failure('ERR_STATUS_IN_PROGRESS') };
  if (condition === 'Busy' && details.runningServiceId === asked.ServiceID) {
    // The terminal is busy with this very request: not a refusal, but our own lost transaction (reference 7.4).
    return { kind: 'undecided', failure: failure('ERR_STATUS_BUSY') };
  }
  const advice =
    // The payment to refund is unknown: the same refund would be unknown again.
    condition === 'NotFound' && asked.category === 'Reversal'
      ? 'fixSetup'
      : retryAdvice(condition, details.refusalReason, details.pspReference !== undefined);
  return { kind, charged: 'no', ...details, errorCondition: condition, advice };
}

/** A Success for less is as partial as one that is called partial: the till must collect the rest. */
function isLessThanAsked({ amounts: { requested, authorized } }: OutcomeDetails): boolean {
  if (requested === undefined || authorized?.currency !== requested.currency) return false;
  return authorized.value < requested.value;
}

function takesMoney(asked: AskedFor): boolean {
  return asked.category === 'Payment' && asked.refund !== true;
}

function undecided(why: string): ResponseResult {
  return { kind: 'undecided', failure: failure('ERR_ANSWER_UNDECIDED', why) };
}

function readDetails(
  response: PaymentResponse,
  body: JsonObject,
  asked: AskedFor,
  exponents: CurrencyExponents | undefined,
): OutcomeDetails {
  const additional = readAdditionalResponse(response.Response.AdditionalResponse);
  const { PaymentResult } = response;
  const amounts = PaymentResult?.AmountsResp;
  const isReversal = asked.category === 'Reversal';
  // A reversal reports its currency beside its answer, if at all (reference 5.1).
  const currency =
    amounts?.Currency ?? (isReversal ? additional['currency'] : undefined) ?? asked.amount?.currency ?? '';
  const amount = (major: unknown) => fromWire(major, currency, exponents);
  const poiTransactionId = readPOITransactionID(response.POIData?.POITransactionID);
  const pspReference =
    PaymentResult?.PaymentAcquirerData?.AcquirerTransactionID?.TransactionID ??
    poiTransactionId?.pspReference ??
    additional['pspReference'];
  const offline = PaymentResult?.['OnlineFlag'] === false || additional['offline'] === 'true';

  return {
    amounts: omitUndefined({
      requested: asked.amount,
      authorized: amount(isReversal ? response['ReversedAmount'] : amounts?.AuthorizedAmount),
      tip: amount(amounts?.TipAmount),
      cashBack: amount(amounts?.CashBackAmount),
    }),
    ...omitUndefined({ poiTransactionId, pspReference }),
    receipts: readReceipts(response.PaymentReceipt),
    ...omitUndefined({
      refusalReason: additional['refusalReason'],
      message: additional['message'],
      runningServiceId: additional['serviceId'],
    }),
    ...(offline && { offline }),
    advice: 'none',
    response: body,
  };
}

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
