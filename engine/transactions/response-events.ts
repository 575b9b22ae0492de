/** Translates the terminal's responses into events of the transaction. Pure. */
import type { TransactionEventPayload, TransactionInput } from '../../machines/index.ts';
import { deliveryOf, failure } from '../../protocol/faults.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { EarlierRequest } from '../../protocol/messages/abort.ts';
import { readTransactionStatus } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { readResponseResult, type AskedFor } from '../../protocol/outcome.ts';
import type { ExchangeResult } from '../terminals/terminal-client.ts';

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
      const read = readResponseResult(result.body, askedFor(input), exponents);
      return read.kind === 'undecided'
        ? { type: 'poi.undecided', failure: read.failure, seen: true }
        : { type: 'poi.answered', result: read, recovered: false };
    }
    case 'empty':
      return { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };
    case 'rejected':
      return { type: 'poi.rejected', failure: result.failure };
    case 'unusable':
      return { type: 'poi.undecided', failure: result.failure, seen: result.encrypted };
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
    return { type: 'status.unanswered', failure: fault, seen: false };
  }
  const ours = { reference: input.reference, atMs: input.createdAtMs };
  const status = readTransactionStatus(result.body, earlierRequest(input), ours);
  switch (status.kind) {
    case 'inProgress':
      return { type: 'poi.inProgress' };
    case 'notFound':
      return { type: 'poi.notFound' };
    case 'unusable':
      return { type: 'status.unanswered', failure: failure('ERR_ANSWER_UNDECIDED', status.why), seen: false };
    case 'repeated':
      return eventOfRepeated(status.body, input, exponents);
  }
}

function eventOfRepeated(
  body: JsonObject,
  input: TransactionInput,
  exponents: CurrencyExponents,
): TransactionEventPayload {
  const read = readResponseResult(body, askedFor(input), exponents);
  if (read.kind !== 'undecided') return { type: 'poi.answered', result: read, recovered: true };
  return read.failure.code === 'ERR_STATUS_IN_PROGRESS'
    ? { type: 'poi.inProgress' }
    : { type: 'status.unanswered', failure: read.failure, seen: true };
}

function askedFor({ category, ServiceID, amount, refund }: TransactionInput): AskedFor {
  return { category, ServiceID, ...(amount !== undefined && { amount }), ...(refund !== undefined && { refund }) };
}
