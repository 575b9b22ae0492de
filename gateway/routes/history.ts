import { z } from 'zod';
import { HistorySchema } from '../../engine/history/history-request.ts';
import type { HistoryTransaction } from '../../engine/history/history.ts';
import { transactionToJson, TransactionJsonSchema } from '../../engine/transaction-json.ts';
import { omitUndefined } from '../../protocol/json.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import { defineRoute } from '../route.ts';

const MOMENT = 'epoch milliseconds, or ISO 8601 with a time zone';
const LIMIT = 'a whole number from 1 to 1000';

/** What the engine takes, as a query can write it. */
const HistoryQuery = HistorySchema.extend({
  from: z.string().describe(`from this moment on: ${MOMENT}`).exactOptional(),
  to: z.string().describe(`up to this moment, without it: ${MOMENT}`).exactOptional(),
  limit: withRule({ code: 'ERR_INPUT_LIMIT' }, z.coerce.number(LIMIT))
    .describe('how many at most, 1 to 1000; default 50')
    .exactOptional(),
  cursor: z.string().describe('goes on behind the page that gave it').exactOptional(),
});

const ListedTransactionSchema = TransactionJsonSchema.extend({
  type: z.string().describe('what was asked for; absent where it is damaged').exactOptional(),
  createdAtMs: z.number().describe('when it was requested, in epoch milliseconds').exactOptional(),
  settledAtMs: z.number().describe('when it was settled, in epoch milliseconds').exactOptional(),
}).meta({ id: 'ListedTransaction' });

export const listTransactions = defineRoute({
  method: 'get',
  path: '/v1/transactions',
  operationId: 'listTransactions',
  summary: 'Transactions of now and of the past, the newest first, page by page.',
  scope: 'read',
  query: HistoryQuery,
  responses: {
    200: {
      description: 'A page; without receipts. `cursor` is absent when there is no more.',
      schema: z.object({
        transactions: z.array(ListedTransactionSchema),
        cursor: z.string().exactOptional(),
      }),
    },
  },
  problems: { 503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY'] },
  async handle({ query }, { engine }) {
    const { from, to, ...members } = query;
    const { transactions, cursor } = await engine.history(
      omitUndefined({ ...members, from: momentOf(from), to: momentOf(to) }) as Parameters<typeof engine.history>[0],
    );
    return { status: 200, json: omitUndefined({ transactions: transactions.map(listed), cursor }) };
  },
});

/** A query has no numbers. */
function momentOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text;
}

function listed(transaction: HistoryTransaction) {
  const { type, createdAtMs, settledAtMs } = transaction;
  return omitUndefined({ ...transactionToJson(transaction, { receipts: false }), type, createdAtMs, settledAtMs });
}
