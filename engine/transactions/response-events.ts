/** Translates the terminal's responses into events of the transaction. Pure. */
import {
  serviceIdsOf,
  type TransactionEventPayload,
  type TransactionInput,
  type UnclearAnswer,
} from '../../machines/index.ts';
import type { MessageHeader } from '../../protocol/header.ts';
import type { ServiceID } from '../../protocol/ids.ts';
import { deliveryOf, failure } from '../../protocol/faults.ts';
import { isObject, omitUndefined, type JsonObject } from '../../protocol/json.ts';
import type { EarlierRequest } from '../../protocol/messages/abort.ts';
import { readTransactionStatus } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { notProcessed } from '../../protocol/outcome.ts';
import { readAskedTip } from '../../protocol/payment-result/tip.ts';
import { readResponseResult, type AskedFor, type UndecidedResult } from '../../protocol/response-result.ts';
import type { ExchangeResult, UnmatchedResponse } from '../terminals/read-answer.ts';

/** The transaction's own request, as an Abort or a TransactionStatus names it. */
export function earlierRequest({ category, SaleID, ServiceID, POIID }: TransactionInput): EarlierRequest {
  return { MessageCategory: category, SaleID, ServiceID, POIID };
}

/** The result of the transaction's own request. */
export function eventOfResponse(
  result: ExchangeResult,
  input: TransactionInput,
  exponents: CurrencyExponents,
): TransactionEventPayload {
  switch (result.kind) {
    case 'answered': {
      const read = readResponseResult(result.body, askedFor(input, exponents), exponents);
      if (read.kind !== 'undecided') return { type: 'poi.answered', result: read, recovered: false };
      return unclearEnd(read, false) ?? { type: 'poi.undecided', failure: read.failure, seen: true };
    }
    case 'empty':
      return { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };
    case 'rejected':
      return { type: 'poi.rejected', failure: result.failure };
    case 'unusable':
      return (
        rejectedOnce(result, input, false) ?? {
          type: 'poi.undecided',
          failure: result.failure,
          seen: result.encrypted,
        }
      );
    case 'noAnswer':
      return deliveryOf(result.failure.code) === 'notSent'
        ? { type: 'link.notSent', failure: result.failure }
        : { type: 'link.lost', failure: result.failure };
  }
}

/** The result of a status check. */
export function eventOfStatus(
  result: ExchangeResult,
  input: TransactionInput,
  exponents: CurrencyExponents,
): TransactionEventPayload {
  if (result.kind !== 'answered') {
    const fault = result.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : result.failure;
    return rejectedOnce(result, input, true) ?? { type: 'status.unanswered', failure: fault, seen: false };
  }
  const ours = { reference: input.reference, atMs: input.createdAtMs };
  const status = readTransactionStatus(result.body, earlierRequest(input), ours);
  switch (status.kind) {
    case 'inProgress':
      return { type: 'poi.inProgress' };
    case 'notFound':
      return { type: 'poi.notFound' };
    case 'unusable':
      return {
        type: 'status.unanswered',
        failure: failure('ERR_ANSWER_UNDECIDED', status.why),
        seen: hasRejectedAttempt(result.body, input),
      };
    case 'repeated':
      return eventOfRepeated(status.body, input, exponents);
  }
}

/** Whether it reports of an attempt that the terminal said it had not processed: it had the payment then, whatever it says next. */
function hasRejectedAttempt(body: JsonObject, input: TransactionInput): boolean {
  const kinds = rejectedOf(input).map(
    (ServiceID) => readTransactionStatus(body, { ...earlierRequest(input), ServiceID }, undefined).kind,
  );
  return kinds.some((kind) => kind === 'repeated' || kind === 'inProgress');
}

/**
 * What a verified response to another request than the one that waited says to a transaction; `undefined`: it is not about it.
 *
 * @param isSettled then it is an answer that came too late; before that, the terminal is asked
 */
export function eventsOfUnmatched(
  { header, body }: UnmatchedResponse,
  input: TransactionInput,
  isSettled: boolean,
  exponents: CurrencyExponents,
): readonly TransactionEventPayload[] | undefined {
  if (!isAbout(header, input)) return undefined;
  // The terminal has it, whatever it says of it later, so its status can be checked.
  if (!isSettled) return [{ type: 'poi.progress' }, { type: 'sale.checkStatus' }];
  const answer = body[`${input.category}Response`];
  return isObject(answer) ? [eventOfResponse({ kind: 'answered', body: answer }, input, exponents)] : undefined;
}

/** Whether it is the response to the request of that transaction; ServiceIDs of other tills may be equal. */
function isAbout({ MessageCategory, SaleID, POIID, ServiceID }: MessageHeader, input: TransactionInput): boolean {
  const isOurs = serviceIdsOf(input).some((sent) => sent === ServiceID);
  return isOurs && MessageCategory === input.category && SaleID === input.SaleID && POIID === input.POIID;
}

function rejectedOf({ attempt }: TransactionInput): readonly ServiceID[] {
  return (attempt?.rejected ?? []).map(({ ServiceID }) => ServiceID);
}

function eventOfRepeated(
  body: JsonObject,
  input: TransactionInput,
  exponents: CurrencyExponents,
): TransactionEventPayload {
  const read = readResponseResult(body, askedFor(input, exponents), exponents);
  if (read.kind !== 'undecided') return { type: 'poi.answered', result: read, recovered: true };
  if (read.failure.code === 'ERR_STATUS_IN_PROGRESS') return { type: 'poi.inProgress' };
  return unclearEnd(read, true) ?? { type: 'status.unanswered', failure: read.failure, seen: true };
}

/** A final Failure that is not clear: the terminal has the request, and must repeat what became of it. */
function unclearEnd({ failure: why, ifRepeated }: UndecidedResult, recovered: boolean): UnclearAnswer | undefined {
  if (ifRepeated === undefined) return undefined;
  return { type: 'poi.unclear', failure: why, result: ifRepeated, seen: true, recovered };
}

/** A Reject in words that are not known: it proves nothing before a check is rejected in the same words. */
function rejectedOnce(
  result: ExchangeResult,
  { amount }: TransactionInput,
  recovered: boolean,
): UnclearAnswer | undefined {
  if (result.kind !== 'unusable' || result.rejection === undefined) return undefined;
  const ifRepeated = notProcessed(failure('ERR_REJECTED', result.rejection), amount);
  return { type: 'poi.unclear', failure: result.failure, result: ifRepeated, seen: false, recovered };
}

function askedFor(input: TransactionInput, exponents: CurrencyExponents): AskedFor {
  const { category, ServiceID, amount, refund, cashBack, unprotected, body } = input;
  const rejectedServiceIds = rejectedOf(input);
  const tip = category === 'Payment' && refund !== true ? readAskedTip(body, exponents) : undefined;
  return { category, ServiceID, ...omitUndefined({ rejectedServiceIds, amount, refund, cashBack, unprotected, tip }) };
}
