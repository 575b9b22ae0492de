import { z } from 'zod';
import { errorCode, formatValue, InputError } from '../../errors.ts';
import { transactionToJson, TransactionJsonSchema } from '../../engine/transaction-json.ts';
import type { AuditLine } from '../access/audit.ts';
import type { GatewayTransaction } from '../gateway-engine.ts';
import { defineRoute } from '../route.ts';
import { OrphanJsonSchema, orphanToJson } from '../schemas/orphan-json.ts';
import { IdParams } from '../schemas/parameters.ts';
import type { Services } from '../services.ts';
import { assertHere, findTransaction, waitForOutcome } from './find-transaction.ts';

/** How long an override may take to be stored. */
const STORED_WITHIN_SECONDS = 10;

const someText = z.string('a text').refine((text) => text.trim() !== '', 'a text');
const Decision = {
  by: someText.describe('the person who decides'),
  reason: someText.describe('what the person observed'),
};

/** What a person decides in place of a terminal: each call leaves an audit line, also one that is refused. */
export const overrideTransaction = defineRoute({
  method: 'post',
  path: '/v1/transactions/{id}/override',
  operationId: 'overrideTransaction',
  summary: 'Closes a transaction whose outcome is unknown, on the word of a person who has checked.',
  scope: 'operate',
  params: IdParams,
  body: z
    .strictObject({
      ...Decision,
      outcome: z.enum(['charged', 'notCharged', 'unknown']).describe('what was found out about the money'),
    })
    .meta({ id: 'OverrideRequest' }),
  responses: {
    200: {
      description: 'Closed; where the terminal answered first, its outcome stands and nothing is recorded.',
      schema: TransactionJsonSchema,
    },
  },
  problems: {
    404: ['ERR_INPUT_TRANSACTION'],
    409: ['ERR_INPUT_OVERRIDE'],
    421: ['ERR_TERMINAL_ELSEWHERE'],
    503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY', 'ERR_TERMINAL_ELSEWHERE'],
  },
  async handle({ params, body, caller, signal }, services) {
    const subject = { action: 'override', token: caller?.name ?? '', subject: params.id, ...body } as const;
    return audited(services, subject, async () => {
      const found = await findTransaction(services.engine, params.id);
      refuseSettled(found);
      assertHere(services.engine, found);
      const closed = await services.engine.override({ transaction: params.id, ...body });
      await waitForOutcome(closed, STORED_WITHIN_SECONDS, signal);
      return { status: 200, json: transactionToJson(closed.state) };
    });
  },
});

export const dismissOrphan = defineRoute({
  method: 'post',
  path: '/v1/orphans/{id}/dismiss',
  operationId: 'dismissOrphan',
  summary: 'Removes a result that a person has dealt with.',
  scope: 'operate',
  params: z.strictObject({ id: z.string().describe('of the orphan') }),
  body: z.strictObject(Decision).meta({ id: 'DismissRequest' }),
  responses: { 200: { description: 'It is stored that it was dealt with.', schema: OrphanJsonSchema } },
  problems: { 404: ['ERR_INPUT_ORPHAN'], 503: ['ERR_JOURNAL_*', 'ERR_CLOSED', 'ERR_GATEWAY_AWAY'] },
  async handle({ params, body, caller }, services) {
    const subject = { action: 'dismiss', token: caller?.name ?? '', subject: params.id, ...body } as const;
    return audited(services, subject, async () => {
      const orphan = (await services.engine.orphans()).find(({ id }) => id === params.id);
      await services.engine.dismissOrphan(params.id);
      return { status: 200, json: orphan === undefined ? {} : orphanToJson(orphan) };
    });
  },
});

async function audited<T>(
  { audit, clock }: Services,
  line: Omit<AuditLine, 'atMs' | 'result'>,
  decide: () => Promise<T>,
): Promise<T> {
  const atMs = clock.now();
  try {
    const done = await decide();
    audit({ atMs, ...line, result: 'done' });
    return done;
  } catch (error) {
    audit({ atMs, ...line, result: codeOf(error) });
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'error' in error) return codeOf(error.error);
  return errorCode(error) ?? 'ERR_GATEWAY_INTERNAL';
}

/** One that was settled long ago is not in memory, and the engine would not know it. */
function refuseSettled({ state }: GatewayTransaction): void {
  if (state.state !== 'settled') return;
  throw new InputError('ERR_INPUT_OVERRIDE', {
    path: 'transaction',
    expected: 'one whose outcome is unknown',
    found: `one that is ${formatValue(state.state)}`,
  });
}
