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

export const InputAnswerSchema = answerSchema('InputAnswer', {
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('confirmed'), confirmed: z.boolean() }),
    z.object({ kind: z.literal('text'), text: z.string() }),
    z.object({ kind: z.literal('digits'), digits: z.string() }),
    z.object({ kind: z.literal('decimal'), decimal: z.string() }),
    z.object({ kind: z.literal('chosen'), chosen: z.array(z.int()).describe('positions in `entries`, from 0') }),
    z.object({ kind: z.literal('none'), errorCondition: RESULT.errorCondition, message: RESULT.message }),
  ]),
});

export const TotalsAnswerSchema = answerSchema('TotalsAnswer', {
  ...RESULT,
  poiReconciliationId: z.string().describe('identifies the period').exactOptional(),
  totals: z.array(TransactionTotalsJson),
});

export const BodyAnswerSchema = answerSchema('BodyAnswer', {
  body: z.record(z.string(), z.unknown()).describe('of the answer, in the names of the Terminal API'),
});
