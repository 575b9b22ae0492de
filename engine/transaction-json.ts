import { z } from 'zod';
import type { JsonObject } from '../protocol/json.ts';
import { AmountJson, FailureJson } from '../protocol/outcome-json/details-schemas.ts';
import { OutcomeJsonSchema, type ReadonlyJson } from '../protocol/outcome-json/outcome-schema.ts';
import { maskedFailure, outcomeToJson, type OutcomeJsonOptions } from '../protocol/outcome-json/outcome-to-json.ts';
import type { TransactionState, Unresolved } from './transactions/transaction-state.ts';

const STATES = ['queued', 'sending', 'awaiting', 'timedOut', 'statusChecking', 'settled', 'damaged'] as const;

/** A transaction and what is known of its end, as JSON. `outcome` is there when it is settled, and only then. */
export const TransactionJsonSchema = z
  .object({
    id: z.string(),
    poiid: z.string().describe('the terminal'),
    serviceId: z.string().describe('of its request on the wire'),
    reference: z.string(),
    amount: AmountJson.describe('what was asked for').exactOptional(),
    state: z.enum(STATES),
    tags: z.array(z.enum(['inFlight', 'abortable', 'outcomeUnknown', 'needsAttention'])),
    abortRequested: z.boolean(),
    rejectedServiceIds: z
      .array(z.string())
      .describe(
        'of its attempts that the terminal could not open, each under another key: nothing of them was processed',
      )
      .exactOptional(),
    failure: FailureJson.describe('the last failure on the way').exactOptional(),
    nextCheckAtMs: z.number().describe('when the terminal is asked next, in epoch milliseconds').exactOptional(),
    outcome: OutcomeJsonSchema.exactOptional(),
  })
  .meta({ id: 'Transaction' });

/** What is reported of a transaction whose end is not known in time. */
export const UnresolvedJsonSchema = z
  .object({
    kind: z.literal('unresolved'),
    charged: z.literal('unknown'),
    state: z.enum(STATES),
    failure: FailureJson.exactOptional(),
    nextCheckAtMs: z.number().exactOptional(),
  })
  .meta({ id: 'Unresolved' });

/** An unknown outcome as it may leave the process. */
export type UnresolvedJson = ReadonlyJson<z.infer<typeof UnresolvedJsonSchema>>;
/** A transaction as it may leave the process. */
export type TransactionJson = ReadonlyJson<z.infer<typeof TransactionJsonSchema>>;

/** A transaction as it may leave the process: see `outcomeToJson`. */
export function transactionToJson(state: TransactionState, options: OutcomeJsonOptions = {}): TransactionJson {
  const { id, poiid, serviceId, reference, amount, tags, abortRequested, failure, nextCheckAtMs, outcome } = state;
  const { rejectedServiceIds } = state;
  return {
    id,
    poiid,
    serviceId,
    reference,
    ...(amount !== undefined && { amount }),
    state: state.state,
    tags,
    abortRequested,
    ...(rejectedServiceIds !== undefined && { rejectedServiceIds }),
    ...(failure !== undefined && { failure: maskedFailure(failure) }),
    ...(nextCheckAtMs !== undefined && { nextCheckAtMs }),
    ...(outcome !== undefined && { outcome: outcomeToJson(outcome, options) }),
  };
}

/** What is reported of a transaction whose end is not known, as it may leave the process. */
export function unresolvedToJson(unresolved: Unresolved): UnresolvedJson {
  const { failure } = unresolved;
  return failure === undefined ? unresolved : { ...unresolved, failure: maskedFailure(failure) };
}

/** The JSON schema (draft 2020-12) of a transaction, of an outcome, and of one that is not known: docs/outcome.schema.json. */
export function transactionJsonSchema(): JsonObject {
  const document = z.union([TransactionJsonSchema, OutcomeJsonSchema, UnresolvedJsonSchema]).meta({
    title: 'A transaction of Tenderline, or its outcome',
    description: 'Members that are not named here may be added later: ignore them.',
  });
  // As input: what it does not name is allowed.
  return z.toJSONSchema(document, { io: 'input' });
}
