import { z } from 'zod';
import { filterOf, matches, MessageReference, referenceTo, type RequestFilter } from '../messages/message-reference.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import { failed, responseHeader } from '../messages/responses.ts';
import { isObject, type WireObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { ImmediateResponse } from './immediate-response.ts';

/** Reference 5.3: without a MessageReference it is about the current or the last transaction. */
export const TransactionStatusRequest = z.object({
  ReceiptReprintFlag: z.boolean().optional(),
  DocumentQualifier: z.array(z.string()).optional(),
  MessageReference: MessageReference.optional(),
});
type TransactionStatusRequest = z.infer<typeof TransactionStatusRequest>;

/** The transactions that the terminal can report. */
export interface KnownTransactions {
  /** The request that is in progress. */
  readonly running: RequestHeader | undefined;
  /** The newest finished transaction that the filter matches. */
  readonly find: (filter: RequestFilter) => { readonly header: RequestHeader; readonly body: WireObject } | undefined;
}

/** Reports on a transaction: in progress, not found, or its response once more (reference 5.3). */
export function transactionStatusResponse(
  header: RequestHeader,
  request: TransactionStatusRequest,
  { running, find }: KnownTransactions,
  { statusRepeatsHeader }: TerminalSettings,
): ImmediateResponse {
  const filter = request.MessageReference === undefined ? {} : filterOf(request.MessageReference, header);

  if (running !== undefined && filter !== undefined && matches(filter, running)) {
    return {
      body: {
        Response: failed('InProgress', { message: 'Transaction in progress' }),
        MessageReference: referenceTo(running),
      },
    };
  }
  const found = filter === undefined ? undefined : find(filter);
  if (found === undefined) {
    return { body: { Response: failed('NotFound', { message: 'Did not find requested message' }) } };
  }
  return {
    body: {
      Response: { Result: 'Success' },
      MessageReference: referenceTo(found.header),
      RepeatedMessageResponse: {
        ...(statusRepeatsHeader && { MessageHeader: responseHeader(found.header) }),
        RepeatedResponseMessageBody: {
          [`${found.header.MessageCategory}Response`]: withReceipts(found.body, request),
        },
      },
    },
  };
}

/** Receipts are repeated only on request, and only the kinds that were requested. */
function withReceipts(body: WireObject, request: TransactionStatusRequest): WireObject {
  const { PaymentReceipt, ...rest } = body;
  if (request.ReceiptReprintFlag !== true || !Array.isArray(PaymentReceipt)) return rest;
  const { DocumentQualifier: wanted } = request;
  const receipts: unknown[] = PaymentReceipt;
  return {
    ...rest,
    PaymentReceipt: receipts.filter(
      (receipt) => wanted === undefined || (isObject(receipt) && wanted.includes(String(receipt['DocumentQualifier']))),
    ),
  };
}
