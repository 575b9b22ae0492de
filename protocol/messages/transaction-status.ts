import { z } from 'zod';
import { messageOf, readAdditionalResponse } from '../fields/additional-response.ts';
import { MessageHeaderSchema } from '../header.ts';
import { isObject, type JsonObject } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';
import { messageReference, type EarlierRequest } from './abort.ts';
import { ResponseSchema } from './response.ts';
import type { SaleTransaction } from './sale-data.ts';

/** Builds the body of a TransactionStatus (reference 5.3). Asking for receipts may print them again on a terminal with a printer. */
export function transactionStatusRequest(reference: EarlierRequest, options: { receipts: boolean }) {
  return {
    ...(options.receipts && { ReceiptReprintFlag: true, DocumentQualifier: ['CashierReceipt', 'CustomerReceipt'] }),
    MessageReference: messageReference(reference),
  };
}

const StatusResponseSchema = z.looseObject({
  Response: ResponseSchema,
  MessageReference: optionalOrUndefined(
    z.looseObject({
      MessageCategory: optionalOrUndefined(text),
      SaleID: optionalOrUndefined(text),
      ServiceID: optionalOrUndefined(text),
    }),
  ),
  RepeatedMessageResponse: optionalOrUndefined(
    z.looseObject({
      MessageHeader: z.unknown().optional(),
      RepeatedResponseMessageBody: optionalOrUndefined(z.record(z.string(), z.unknown())),
    }),
  ),
});

/** What a terminal reports about an earlier request. */
export type TransactionStatus =
  /** It is finished; `body` is its own answer once more, still to be read: it may be a failure. */
  | { readonly kind: 'repeated'; readonly body: JsonObject }
  | { readonly kind: 'inProgress' }
  | { readonly kind: 'notFound' }
  /** The answer reports nothing; `why` is for a person. */
  | { readonly kind: 'unusable'; readonly why: string };

/**
 * Reads a TransactionStatusResponse (reference 5.3). Total: returns one of the four for any input.
 *
 * @param asked the request that was checked; an answer about another one is unusable
 * @param sale our SaleTransactionID, where it is known: it identifies the request when the repeated header is left out
 */
export function readTransactionStatus(
  body: unknown,
  asked: EarlierRequest,
  sale: SaleTransaction | undefined,
): TransactionStatus {
  const parsed = StatusResponseSchema.safeParse(body);
  if (!parsed.success) return unusable('not a TransactionStatusResponse');
  const { Response, MessageReference, RepeatedMessageResponse: repeated } = parsed.data;

  if (MessageReference !== undefined && contradicts(MessageReference, asked)) {
    return unusable('it speaks of another request');
  }
  if (Response.Result === 'Failure') {
    if (repeated !== undefined) return unusable('a failure that repeats an answer');
    if (Response.ErrorCondition === 'InProgress') return { kind: 'inProgress' };
    if (Response.ErrorCondition === 'NotFound') return { kind: 'notFound' };
    const words = messageOf(readAdditionalResponse(Response.AdditionalResponse));
    const why = `Failure ${Response.ErrorCondition ?? 'without ErrorCondition'}`;
    return unusable(words === undefined ? why : `${why}: ${words}`);
  }
  if (Response.Result !== 'Success') return unusable(`Result ${Response.Result}`);

  const answer = repeated?.RepeatedResponseMessageBody?.[`${asked.MessageCategory}Response`];
  if (repeated === undefined || !isObject(answer)) return unusable('Success without the repeated answer');

  const header = MessageHeaderSchema.safeParse(repeated.MessageHeader);
  if (header.success) {
    if (header.data.ServiceID === undefined || contradicts(header.data, asked)) {
      return unusable('the repeated answer is that of another request');
    }
  } else {
    // Old terminals repeat no header: then MessageReference must name the request, and SaleTransactionID must be ours.
    if (repeated.MessageHeader !== undefined) return unusable('the repeated header cannot be read');
    if (MessageReference?.ServiceID !== asked.ServiceID) return unusable('it does not say which request it repeats');
    if (sale !== undefined && !isOfSale(answer, sale)) return unusable('the repeated answer is not that of this sale');
  }
  return { kind: 'repeated', body: answer };
}

function unusable(why: string): TransactionStatus {
  return { kind: 'unusable', why };
}

/** Whether a reference or a header names another request than the checked one. A missing member contradicts nothing. */
function contradicts(named: { readonly [Field in keyof EarlierRequest]?: unknown }, asked: EarlierRequest): boolean {
  const fields = ['MessageCategory', 'SaleID', 'ServiceID', 'POIID'] as const;
  return fields.some((field) => named[field] !== undefined && named[field] !== asked[field]);
}

/** Whether an answer echoes our SaleTransactionID: a later attempt may share the reference, not the time. */
function isOfSale({ SaleData }: JsonObject, { reference, atMs }: SaleTransaction): boolean {
  const echo = isObject(SaleData) ? SaleData['SaleTransactionID'] : undefined;
  if (!isObject(echo) || echo['TransactionID'] !== reference) return false;
  const { TimeStamp } = echo;
  return TimeStamp === undefined || (typeof TimeStamp === 'string' && Date.parse(TimeStamp) === atMs);
}
