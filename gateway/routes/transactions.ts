import { ElsewhereError, formatValue, InputError, JournalError } from '../../errors.ts';
import { transactionToJson, TransactionJsonSchema } from '../../engine/transaction-json.ts';
import type { Transaction } from '../../engine/transactions/transaction-handle.ts';
import type { GatewayEngine, GatewayTransaction, Later } from '../gateway-engine.ts';
import { defineRoute, type Route } from '../route.ts';
import { IdParams, WaitQuery } from '../schemas/parameters.ts';
import { beginTransaction, TransactionRequestSchema, type TransactionBody } from '../schemas/transaction-request.ts';
import { assertOwned, ownerOf, refuseElsewhere } from './find-terminal.ts';
import { assertHere, findTransaction, followOutcome, waitForOutcome } from './find-transaction.ts';

/** How long the journal may take to say whether an id is the same request. */
const COMPARED_WITHIN_MS = 10_000;

const transactionReply = (description: string) => ({ description, schema: TransactionJsonSchema });

/** Starts a transaction. The id is in the address, so that the same call twice is one transaction: a lost answer costs nothing. */
export const putTransaction = defineRoute({
  method: 'put',
  path: '/v1/transactions/{id}',
  operationId: 'putTransaction',
  summary: 'Starts a transaction, or returns the one that has this id: repeat it when the answer is lost.',
  scope: 'pay',
  startsWork: true,
  params: IdParams,
  query: WaitQuery,
  body: TransactionRequestSchema,
  responses: {
    200: transactionReply('It was known: nothing is sent a second time.'),
    201: transactionReply('It is new.'),
  },
  problems: {
    409: ['ERR_INPUT_ID_REUSED'],
    421: ['ERR_TERMINAL_ELSEWHERE'],
    503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY', 'ERR_TERMINAL_ELSEWHERE'],
  },
  async handle({ params, query, body, signal }, { engine }) {
    const begun = await begin(engine, params.id, body);
    await waitForOutcome(begun.transaction, query.wait ?? 0, signal);
    refuseReused(begun.transaction);
    refuseElsewhere(begun.transaction.state);
    const now = await asStored(engine, begun.transaction);
    return {
      status: begun.isNew ? 201 : 200,
      json: transactionToJson(now.state),
      headers: { Location: `/v1/transactions/${params.id}` },
    };
  },
});

export const getTransaction = knownTransaction({
  method: 'get',
  path: '/v1/transactions/{id}',
  operationId: 'getTransaction',
  summary: 'A transaction, also one that was settled long ago. Sends nothing.',
  scope: 'read',
  reply: 'As it is now, or as it is when the wait ends.',
});

export const abortTransaction = knownTransaction({
  method: 'post',
  path: '/v1/transactions/{id}/abort',
  operationId: 'abortTransaction',
  summary: 'Asks the terminal to stop. The shopper may have been faster: the outcome says which came first.',
  scope: 'pay',
  reply: 'As it is now; of one that is settled, the outcome stays.',
  act: (transaction) => transaction.abort(),
});

export const checkTransaction = knownTransaction({
  method: 'post',
  path: '/v1/transactions/{id}/check',
  operationId: 'checkTransaction',
  summary: 'Asks the terminal now what became of it.',
  scope: 'pay',
  reply: 'As it is now, or as it is when the wait ends.',
  act: (transaction) => transaction.checkStatus(),
});

interface KnownTransactionRoute extends Pick<Route, 'method' | 'path' | 'operationId' | 'summary' | 'scope'> {
  /** Says how the transaction in the answer is. */
  readonly reply: string;
  /** What is done with it, before the wait. */
  readonly act?: (transaction: GatewayTransaction) => Later<void>;
}

/** A route about a transaction that is there; its answer waits as long as the caller wants. */
function knownTransaction({ reply, act, ...route }: KnownTransactionRoute): Route {
  return defineRoute({
    ...route,
    params: IdParams,
    query: WaitQuery,
    responses: { 200: transactionReply(reply) },
    problems: {
      404: ['ERR_INPUT_TRANSACTION'],
      421: ['ERR_TERMINAL_ELSEWHERE'],
      503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY', 'ERR_TERMINAL_ELSEWHERE'],
    },
    async handle({ params, query, signal }, services) {
      const found = await findTransaction(services.engine, params.id);
      if (act !== undefined) {
        assertHere(services.engine, found);
        await act(found);
      }
      const followed = await followOutcome(services, found, query.wait ?? 0, signal);
      const now = wasLostUnsent(followed) ? await findTransaction(services.engine, params.id) : followed;
      refuseElsewhere(now.state);
      return { status: 200, json: transactionToJson(now.state) };
    },
  });
}

/** The engine decides whether it is the same request: the gateway keeps no list of its own that could disagree with the journal. */
async function begin(engine: GatewayEngine, id: string, body: TransactionBody) {
  const stored = await engine.find(id);
  // Nothing may come between the look into memory and the call: two calls at the same time are one transaction.
  const inMemory = engine.transaction(id);
  const begun = beginTransaction(engine, id, body);
  const isNew = stored === undefined && inMemory === undefined;
  if (begun instanceof Promise) return { transaction: await begun, isNew };
  const isElsewhere = ownerOf(engine, begun.state.poiid)?.isSelf === false;
  if ((stored !== undefined || isElsewhere) && begun.state.state === 'queued') await untilCompared(begun);
  return { transaction: begun, isNew };
}

/** The journal has the id: until its request is compared with this one, nothing of this one may be taken for the truth. */
async function untilCompared(transaction: Transaction): Promise<void> {
  const compared = new Promise<void>((resolve) => {
    const subscription = transaction.state$.subscribe({
      next: ({ state }) => {
        if (state !== 'queued') resolve();
      },
      complete: resolve,
    });
    void transaction.outcome(COMPARED_WITHIN_MS).finally(() => {
      subscription.unsubscribe();
      resolve();
    });
  });
  await compared;
  if (transaction.state.state !== 'queued') return;
  throw new JournalError('ERR_JOURNAL_IO', 'the journal does not say what is known of this id: repeat the request');
}

/** @throws {InputError} `ERR_INPUT_ID_REUSED` */
function refuseReused({ id, state }: GatewayTransaction): void {
  if (state.failure?.code !== 'ERR_ID_REUSED') return;
  throw new InputError('ERR_INPUT_ID_REUSED', {
    path: 'id',
    expected: 'a new id for another request',
    found: `${formatValue(id)}, which is taken`,
  });
}

/**
 * Whether its terminal went over to another server before it was sent: that one may have it, or may start it under the same id. What counts is
 * what the journal says.
 */
function wasLostUnsent({ state: { state, failure } }: GatewayTransaction): boolean {
  return state === 'settled' && failure?.code === 'ERR_OWNERSHIP_LOST';
}

/** As the journal has it. @throws {ElsewhereError} when it has nothing of it: the same request is right there */
async function asStored(engine: GatewayEngine, transaction: GatewayTransaction): Promise<GatewayTransaction> {
  if (!wasLostUnsent(transaction)) return transaction;
  const stored = await engine.find(transaction.id);
  if (stored !== undefined) return stored;
  assertOwned(transaction.state.poiid, ownerOf(engine, transaction.state.poiid));
  throw new ElsewhereError(transaction.state.poiid);
}
