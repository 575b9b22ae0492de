import { isNoEnd, readFinalFailure } from './error-conditions.ts';
import { failure, type Failure } from './faults.ts';
import { messageOf, readAdditionalResponse, type AdditionalResponse } from './fields/additional-response.ts';
import { readPOITransactionID } from './fields/poi-transaction-id.ts';
import { readReceipts } from './fields/receipts.ts';
import type { MessageCategory } from './header.ts';
import { isObject, omitUndefined, type JsonObject } from './json.ts';
import { PaymentResponseSchema, type PaymentResponse } from './messages/payment.ts';
import type { Amount, CurrencyExponents } from './money.ts';
import type { OutcomeDetails, SettledResult } from './outcome.ts';
import { readPaymentDetails } from './payment-result/payment-details.ts';
import { readReportedAmounts } from './payment-result/reported-amounts.ts';
import { completeTakenAmounts } from './payment-result/taken-amounts.ts';
import { tipOf, type AskedTip } from './payment-result/tip.ts';

/** The meaning of a verified response: how the transaction ended, or that it does not clearly report that. */
export type ResponseResult = SettledResult | UndecidedResult;

/** An answer that decides nothing. */
export interface UndecidedResult {
  readonly kind: 'undecided';
  readonly failure: Failure;
  /** Of a final Failure that is not clear enough to be believed once: how the transaction ended if a status check repeats it. */
  readonly ifRepeated?: SettledResult;
}

/** The request against which an answer is read. */
export interface AskedFor {
  readonly category: MessageCategory;
  /** Of the transaction's own request. */
  readonly ServiceID: string;
  /** Of its attempts that the terminal rejected. */
  readonly rejectedServiceIds?: readonly string[];
  readonly amount?: Amount;
  /** The part of the amount that the shopper wants in cash. */
  readonly cashBack?: Amount;
  /** The tip that was asked for. */
  readonly tip?: AskedTip;
  /** The answer came without protection. */
  readonly unprotected?: boolean;
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
  const additional = readAdditionalResponse(response.Response.AdditionalResponse);
  const details = readDetails(response, isObject(body) ? body : {}, additional, asked, exponents);
  const { Result, ErrorCondition } = response.Response;

  switch (Result) {
    case 'Success':
      if (!takesMoney(asked)) return { kind: 'accepted', charged: 'no', ...withAmountChecked(details) };
      return readTaken(details, { additional, isPartial: false }, asked, exponents);
    case 'Partial':
      // Nothing defines what a part of a reversal or of a gift card's loading is: a person must check.
      if (!takesMoney(asked)) return undecided('Partial, to a request that takes no money', details.message);
      return readTaken(details, { additional, isPartial: true }, asked, exponents);
    case 'Failure':
      return readFailure(ErrorCondition, details, additional, asked);
    default:
      return undecided(`Result ${Result}`, details.message);
  }
}

function readFailure(
  condition: string | undefined,
  details: OutcomeDetails,
  additional: AdditionalResponse,
  asked: AskedFor,
): ResponseResult {
  if (isNoEnd(condition)) return { kind: 'undecided', failure: failure('ERR_STATUS_IN_PROGRESS') };
  const { ServiceID, rejectedServiceIds = [] } = asked;
  if (condition === 'Busy' && [ServiceID, ...rejectedServiceIds].some((own) => own === details.runningServiceId)) {
    // The terminal is busy with this very request, perhaps in an attempt that it said it had not processed: not a refusal, but our
    // own lost transaction (reference 7.4).
    return { kind: 'undecided', failure: failure('ERR_STATUS_BUSY') };
  }
  const final = readFinalFailure(condition, additional, details.pspReference !== undefined);
  const { kind, unclear } = final;
  // The payment to refund is unknown: the same refund would be unknown again.
  const advice = condition === 'NotFound' && asked.category === 'Reversal' ? 'fixSetup' : final.advice;
  const result: SettledResult = {
    kind,
    charged: 'no',
    ...details,
    amounts: omitUndefined({ ...details.amounts, unclear: undefined }),
    ...omitUndefined({ errorCondition: condition }),
    advice,
  };
  return unclear === undefined ? result : { ...undecided(unclear, details.message), ifRepeated: result };
}

/** The money moved, whatever is wrong with the amount: a person must look at it. */
function withAmountChecked(details: OutcomeDetails): OutcomeDetails {
  const { unclear } = details.amounts;
  if (unclear === undefined) return details;
  const look = `the amount needs a look: the terminal reports ${unclear}`;
  return {
    ...details,
    message: details.message === undefined ? look : `${details.message}; ${look}`,
    advice: 'checkAmount',
  };
}

/** A Success for less is as partial as one that is called partial: the till must collect the rest. */
function readTaken(
  details: OutcomeDetails,
  answer: { readonly additional: AdditionalResponse; readonly isPartial: boolean },
  { amount, cashBack, tip: askedTip }: AskedFor,
  exponents: CurrencyExponents | undefined,
): SettledResult {
  const completed = completeTakenAmounts(details.amounts, { requested: amount, cashBack }, answer, exponents);
  const amounts = { ...details.amounts, ...completed };
  const isPartial = answer.isPartial || amounts.remaining !== undefined;
  const taken = { ...details, amounts, ...omitUndefined({ tip: tipOf(askedTip, amounts) }) };
  return { kind: isPartial ? 'partial' : 'approved', charged: 'yes', ...withAmountChecked(taken) };
}

function takesMoney(asked: AskedFor): boolean {
  return asked.category === 'Payment' && asked.refund !== true;
}

/** @param words the terminal's explanation */
function undecided(why: string, words?: string): UndecidedResult {
  const detail = words === undefined ? why : `${why}: ${words}`;
  return { kind: 'undecided', failure: failure('ERR_ANSWER_UNDECIDED', detail) };
}

function readDetails(
  response: PaymentResponse,
  body: JsonObject,
  additional: AdditionalResponse,
  asked: AskedFor,
  exponents: CurrencyExponents | undefined,
): OutcomeDetails {
  const { PaymentResult } = response;
  const poiTransactionId = readPOITransactionID(response.POIData?.POITransactionID);
  const pspReference =
    PaymentResult?.PaymentAcquirerData?.AcquirerTransactionID?.TransactionID ??
    poiTransactionId?.pspReference ??
    additional['pspReference'];
  const offline = PaymentResult?.['OnlineFlag'] === false || additional['offline'] === 'true';

  return {
    amounts: {
      ...omitUndefined({ requested: asked.amount }),
      ...readReportedAmounts({ amounts: amountsIn(body, additional, asked), asked: asked.amount?.currency }, exponents),
    },
    ...omitUndefined({ poiTransactionId, pspReference }),
    receipts: readReceipts(response.PaymentReceipt),
    ...omitUndefined({
      refusalReason: additional['refusalReason'],
      message: messageOf(additional),
      runningServiceId: additional['serviceId'],
    }),
    ...omitUndefined({ tip: asked.tip }),
    ...readPaymentDetails(body, additional, exponents),
    ...(offline && { offline }),
    ...(asked.unprotected === true && { unprotected: true }),
    advice: 'none',
    response: body,
  };
}

/** A reversal reports its amount and its currency elsewhere, if at all (reference 5.1). */
function amountsIn(body: JsonObject, additional: AdditionalResponse, { category }: AskedFor): unknown {
  const result = body['PaymentResult'] ?? undefined;
  const amounts = isObject(result) ? result['AmountsResp'] : result;
  if (category !== 'Reversal') return amounts;
  const Currency = (isObject(amounts) ? amounts['Currency'] : undefined) ?? additional['currency'];
  return { ReversedAmount: body['ReversedAmount'], Currency };
}
