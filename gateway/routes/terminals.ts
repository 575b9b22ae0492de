import { z } from 'zod';
import { DisplayRequestInputSchema } from '../../protocol/messages/device/display.ts';
import { InputRequestInputSchema } from '../../protocol/messages/device/input-schema.ts';
import { PrintRequestInputSchema } from '../../protocol/messages/device/print.ts';
import { GetTotalsRequestInputSchema } from '../../protocol/messages/totals/get-totals.ts';
import type { Failure } from '../../protocol/faults.ts';
import { maskedFailure } from '../../protocol/outcome-json/outcome-to-json.ts';
import { responseToJson } from '../../protocol/outcome-json/response-to-json.ts';
import type { GatewayTerminal } from '../gateway-engine.ts';
import { defineRoute, type Route } from '../route.ts';
import {
  BodyAnswerSchema,
  DiagnosisAnswerSchema,
  InputAnswerSchema,
  PrintAnswerSchema,
  ResultAnswerSchema,
  TotalsAnswerSchema,
} from '../schemas/answers.ts';
import { NoQuery, PoiidParams } from '../schemas/parameters.ts';
import { TerminalJsonSchema, terminalToJson } from '../schemas/terminal-json.ts';
import { assertOwned, findTerminal, refuseElsewhere } from './find-terminal.ts';

export const listTerminals = defineRoute({
  method: 'get',
  path: '/v1/terminals',
  operationId: 'listTerminals',
  summary: 'The terminals of this engine.',
  scope: 'read',
  query: NoQuery,
  responses: { 200: { description: 'All of them.', schema: z.object({ terminals: z.array(TerminalJsonSchema) }) } },
  problems: { 503: ['ERR_GATEWAY_AWAY'] },
  handle: (_, { engine }) => ({
    status: 200,
    json: { terminals: engine.terminals().map(terminalToJson) },
  }),
});

export const getTerminal = defineRoute({
  method: 'get',
  path: '/v1/terminals/{poiid}',
  operationId: 'getTerminal',
  summary: 'One terminal, as this engine sees it. Asks nothing.',
  scope: 'read',
  params: PoiidParams,
  query: NoQuery,
  responses: { 200: { description: 'Its state.', schema: TerminalJsonSchema } },
  problems: { 404: ['ERR_INPUT_TERMINAL'], 503: ['ERR_CLOSED', 'ERR_GATEWAY_AWAY'] },
  handle: async ({ params }, { engine }) => ({
    status: 200,
    json: terminalToJson(await findTerminal(engine, params.poiid)),
  }),
});

export const diagnoseTerminal = asking({
  name: 'diagnose',
  operationId: 'diagnoseTerminal',
  summary: 'Asks the terminal for its condition: proves address, certificate and key at once.',
  body: z.strictObject({ host: z.boolean().describe('whether it also tries the platform').exactOptional() }),
  answer: DiagnosisAnswerSchema,
  bodyIsOptional: true,
  ask: (terminal, body) => terminal.diagnose(body),
});

export const displayOnTerminal = asking({
  name: 'display',
  operationId: 'displayOnTerminal',
  summary: 'Displays something to the shopper, until the next request.',
  body: DisplayRequestInputSchema,
  engineChecksBody: true,
  answer: ResultAnswerSchema,
  ask: (terminal, body, signal) => terminal.display(body, { signal }),
});

export const askShopper = asking({
  name: 'input',
  operationId: 'askShopper',
  summary: 'Asks the shopper a question. A caller who goes away ends it.',
  body: InputRequestInputSchema,
  engineChecksBody: true,
  answer: InputAnswerSchema,
  ask: (terminal, body, signal) => terminal.input(body, { signal }),
});

export const printOnTerminal = asking({
  name: 'print',
  operationId: 'printOnTerminal',
  summary: 'Prints one content, or a list of them one after another; answered when the paper is out.',
  body: z.union([PrintRequestInputSchema, z.array(PrintRequestInputSchema).min(1)]),
  engineChecksBody: true,
  answer: PrintAnswerSchema,
  ask: (terminal, body, signal) => terminal.print(body as never, { signal }),
});

export const readTotals = asking({
  name: 'totals',
  operationId: 'readTotals',
  summary: 'What the terminal has counted since its last reconciliation.',
  body: GetTotalsRequestInputSchema,
  answer: TotalsAnswerSchema,
  bodyIsOptional: true,
  ask: (terminal, body) => terminal.totals(body),
});

export const requestOfTerminal = asking({
  name: 'request',
  operationId: 'requestOfTerminal',
  summary: 'A request of any category that moves no money, in the words of the Terminal API.',
  body: z.strictObject({
    category: z.string('a category').describe('that moves no money: the others are transactions'),
    body: z.record(z.string(), z.unknown(), 'an object: the body of the request'),
    serviceId: z.string().exactOptional(),
    timeoutMs: z.number().exactOptional(),
  }),
  answer: BodyAnswerSchema,
  async ask(terminal, { category, body, ...settings }, signal) {
    const answer = await terminal.request(category as never, body as never, { ...settings, signal });
    // The answer to a TransactionStatus has the card data of a payment.
    return answer.kind === 'answered' ? { ...answer, body: responseToJson(answer.body) } : answer;
  },
});

/** A route that asks a terminal once. No answer is an answer of the gateway too: it says why. */
function asking<Body extends z.ZodType>({
  name,
  operationId,
  summary,
  body: schema,
  answer,
  ask,
  bodyIsOptional,
  engineChecksBody,
}: {
  readonly name: string;
  readonly operationId: string;
  readonly summary: string;
  readonly body: Body;
  readonly answer: z.ZodType;
  readonly bodyIsOptional?: true;
  readonly engineChecksBody?: true;
  readonly ask: (terminal: GatewayTerminal, body: z.input<Body>, signal: AbortSignal) => PromiseLike<object>;
}): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/terminals/{poiid}/${name}`,
    operationId,
    summary,
    scope: 'pay',
    startsWork: true,
    params: PoiidParams,
    body: schema as z.ZodType<unknown, z.input<Body>>,
    ...(bodyIsOptional && { bodyIsOptional }),
    ...(engineChecksBody && { engineChecksBody }),
    responses: { 200: { description: 'What the terminal answered, or that no answer came.', schema: answer } },
    problems: {
      404: ['ERR_INPUT_TERMINAL'],
      421: ['ERR_TERMINAL_ELSEWHERE'],
      503: ['ERR_CLOSED', 'ERR_GATEWAY_AWAY', 'ERR_TERMINAL_ELSEWHERE'],
    },
    async handle({ params, body, signal }, { engine }) {
      const terminal = await findTerminal(engine, params.poiid);
      assertOwned(terminal.poiid, terminal.state.owner);
      return { status: 200, json: masked(terminal.poiid, await ask(terminal, body, signal)) };
    },
  });
}

/** Why no answer came may quote what the terminal wrote. @throws {ElsewhereError} when it was not asked, because another server has it */
function masked(poiid: string, answer: object): object {
  const { failure } = answer as { failure?: Failure };
  refuseElsewhere({ poiid, failure });
  return failure === undefined ? answer : { ...answer, failure: maskedFailure(failure) };
}
