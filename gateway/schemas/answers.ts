import { z } from 'zod';
import { FailureJson } from '../../protocol/outcome-json/details-schemas.ts';
import { TransactionTotalsJson } from './totals-json.ts';

const NoAnswerSchema = z
  .object({ kind: z.literal('noAnswer'), failure: FailureJson })
  .describe('no valid answer came: the request moves no money, and can be repeated')
  .meta({ id: 'NoAnswer' });

const answered = z.literal('answered');
const RESULT = {
  ok: z.boolean(),
  errorCondition: z.string().exactOptional(),
  message: z.string().describe("the terminal's explanation, for people and logs").exactOptional(),
};

/** The answer of a terminal to a request that moves no money, or that none came. */
function answerSchema<Members extends z.core.$ZodLooseShape>(id: string, members: Members) {
  return z.discriminatedUnion('kind', [z.object({ kind: answered, ...members }), NoAnswerSchema]).meta({ id });
}

export const ResultAnswerSchema = answerSchema('ResultAnswer', RESULT);

export const DiagnosisAnswerSchema = answerSchema('DiagnosisAnswer', {
  ...RESULT,
  globalStatus: z.string().exactOptional(),
  printerStatus: z.string().exactOptional(),
  communicationOk: z.boolean().exactOptional(),
  platformReached: z.boolean().describe('only where it was asked for').exactOptional(),
  details: z.record(z.string(), z.string()).describe('everything else that the terminal says of itself'),
});

const outsideLimits = z
  .literal(true)
  .describe('shorter or longer than was asked for, or more or fewer')
  .exactOptional();
const input = <Kind extends string, Members extends z.core.$ZodLooseShape>(kind: Kind, members: Members) =>
  z.object({ kind: z.literal(kind), ...members, outsideLimits });

export const InputAnswerSchema = answerSchema('InputAnswer', {
  answer: z.discriminatedUnion('kind', [
    input('confirmed', { confirmed: z.boolean() }),
    input('signed', { confirmed: z.boolean(), signature: z.string().exactOptional() }),
    input('text', { text: z.string() }),
    input('digits', { digits: z.string() }),
    input('decimal', { decimal: z.string() }),
    input('phoneNumber', { phoneNumber: z.string() }),
    input('rating', { rating: z.number() }),
    input('chosen', { chosen: z.array(z.int()).describe('positions in `entries`, from 0') }),
    input('password', { password: z.unknown().describe('as the terminal sends it; do not log it') }),
    input('anyKey', {}),
    input('functionKey', { functionKey: z.number() }),
    input('none', { errorCondition: RESULT.errorCondition, message: RESULT.message }),
  ]),
});

const NotTriedSchema = z.object({ kind: z.literal('notTried') });

/** Of a list, what became of each part: the first that is not printed ends it. */
export const PrintAnswerSchema = z.union([
  ResultAnswerSchema,
  z
    .object({
      ok: z.boolean().describe('every part was printed'),
      printed: z.int().describe('how many were printed'),
      parts: z.array(z.union([ResultAnswerSchema, NotTriedSchema])),
    })
    .meta({ id: 'PrintedParts' }),
]);

export const TotalsAnswerSchema = answerSchema('TotalsAnswer', {
  ...RESULT,
  poiReconciliationId: z.string().describe('identifies the period').exactOptional(),
  totals: z.array(TransactionTotalsJson),
});

export const BodyAnswerSchema = answerSchema('BodyAnswer', {
  body: z.record(z.string(), z.unknown()).describe('of the answer, in the names of the Terminal API'),
});
