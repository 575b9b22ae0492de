import { z } from 'zod';
import { InputError } from '../../errors.ts';
import {
  printedReceipt,
  RECEIPT_COPIES,
  RECEIPT_WIDTH,
  receiptsOf,
  ReceiptWidthSchema,
  type ReceiptCopy,
} from '../../protocol/outcome-json/receipt-copies.ts';
import { NotFoundError } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { IdParams } from '../schemas/parameters.ts';
import { findTransaction } from './find-transaction.ts';

/** The text of a receipt, for tills that have a printer. */
export const getReceipt = defineRoute({
  method: 'get',
  path: '/v1/transactions/{id}/receipt',
  operationId: 'getReceipt',
  summary: "The receipt of a transaction, as text for the till's own printer.",
  scope: 'read',
  params: IdParams,
  query: z.strictObject({
    kind: z
      .enum(Object.keys(RECEIPT_COPIES) as [ReceiptCopy, ...ReceiptCopy[]])
      .describe('whose copy; default `customer`')
      .exactOptional(),
    width: ReceiptWidthSchema.describe(`columns of the paper, 1 to 200; default ${RECEIPT_WIDTH}`).exactOptional(),
  }),
  responses: {
    200: {
      description: 'Its lines. The terminal gives it only where the payment asks for it: tender option ReceiptHandler.',
      mediaType: 'text/plain; charset=utf-8',
    },
  },
  problems: {
    404: ['ERR_INPUT_TRANSACTION', 'ERR_INPUT_RECEIPT'],
    503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY'],
  },
  async handle({ params, query }, { engine }) {
    const { kind = 'customer', width = RECEIPT_WIDTH } = query;
    const { state } = await findTransaction(engine, params.id);
    try {
      const copies = receiptsOf(state, kind).map((receipt) => `${printedReceipt(receipt, width)}\n`);
      return { status: 200, text: copies.join(''), mediaType: 'text/plain; charset=utf-8' };
    } catch (error) {
      throw error instanceof InputError ? new NotFoundError(error) : error;
    }
  },
});
