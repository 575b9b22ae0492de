import { z } from 'zod';
import { VERSION } from '../version.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';
import { ROUTES } from './route-table.ts';
import type { Route, RouteResponse } from './route.ts';
import { problemsOf } from './route-problems.ts';
import { ProblemSchema } from './schemas/problem-schema.ts';

type JsonSchema = Record<string, unknown>;

const SCOPES = {
  none: 'Needs no token.',
  local: 'Needs no token on this machine, and the scope `read` elsewhere.',
} as const;

const DESCRIPTION = `Payment terminals over HTTP. A PUT of a transaction can be repeated as often as its answer is lost: the same id with
the same body is the same transaction, and is sent once.

Every error is \`application/problem+json\` with a \`code\`. Before there is a route, a request can be answered with 400
\`ERR_GATEWAY_HTTP\`, 408 \`ERR_GATEWAY_TIMEOUT\`, 431 \`ERR_GATEWAY_HEADERS\`, 404 \`ERR_GATEWAY_ROUTE\` or 405
\`ERR_GATEWAY_METHOD\`. Members that are not named here may be added later: ignore them.`;

/** The document, made of the table of routes (OpenAPI 3.1). */
export function openApiDocument(): Record<string, unknown> {
  const components = new Components();
  const paths: Record<string, JsonSchema> = {};
  for (const route of ROUTES) (paths[route.path] ??= {})[route.method] = operationOf(route, components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tenderline gateway',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** The schemas that have a name, each once. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** A schema in which named ones are references. */
  add(schema: z.ZodType): JsonSchema {
    // As input: in an answer, members that are not named are allowed.
    const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    for (const [name, named] of Object.entries($defs)) this.schemas[name] = moved(named) as JsonSchema;
    const id = (root as { id?: unknown }).id;
    if (typeof id !== 'string') return moved(root) as JsonSchema;
    this.schemas[id] = moved(root) as JsonSchema;
    return { $ref: `#/components/schemas/${id}` };
  }
}

/** Where schemas are named in an OpenAPI document. What names a schema there is its place, not a member of it. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      if (key === '$ref' && typeof member === 'string')
        return [[key, member.replace('#/$defs/', '#/components/schemas/')]];
      return key === 'id' && typeof member === 'string' ? [] : [[key, moved(member)]];
    }),
  );
}

function operationOf(route: Route, components: Components): JsonSchema {
  const { operationId, summary, scope, params, query, body, bodyIsOptional = false, responses } = route;
  const needsToken = scope !== 'none' && scope !== 'local';
  const [, , tag = 'server'] = /^\/(v1)\/(\w+)/.exec(route.path) ?? [];
  return {
    operationId,
    summary,
    description: needsToken ? `Needs a token with the scope \`${scope}\`.` : SCOPES[scope],
    tags: [tag],
    security: needsToken ? [{ token: [] }] : [{}],
    parameters: [...parametersOf('path', params), ...parametersOf('query', query), ...resumption(route)],
    ...(body && {
      requestBody: { required: !bodyIsOptional, content: { 'application/json': { schema: components.add(body) } } },
    }),
    responses: {
      ...mapValues(responses, (response) => responseOf(response, components)),
      ...mapValues(problemsOf(route), (codes) => problemResponse(codes, components)),
    },
  };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): JsonSchema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'output' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property as JsonSchema;
    return { name, in: place, required: required.includes(name), description, schema: rest };
  });
}

function resumption({ responses }: Route): JsonSchema[] {
  if (responses[200]?.mediaType !== 'text/event-stream') return [];
  const description = 'the id of the last event that was received: the stream goes on after it';
  return [{ name: 'Last-Event-ID', in: 'header', required: false, description, schema: { type: 'string' } }];
}

function responseOf(response: RouteResponse, components: Components) {
  const { description, schema, mediaType = 'application/json', events } = response;
  const content = schema === undefined ? { type: 'string' } : components.add(schema);
  // OpenAPI 3.1 has no word for what is in a stream: of each type of event, the schema of its data.
  const data = events && Object.entries(events).map(([type, one]) => [type, components.add(one)]);
  const streamed = data && { 'x-event-data': Object.fromEntries(data) as JsonSchema };
  return { description, content: { [mediaType]: { schema: content, ...streamed } } };
}

function problemResponse(codes: readonly string[], components: Components): JsonSchema {
  const named = codes.filter((code) => !code.endsWith('*'));
  const open = codes.filter((code) => code.endsWith('*')).map((code) => `^${code.slice(0, -1)}`);
  const alternatives = [
    ...(named.length > 0 ? [{ enum: named }] : []),
    ...open.map((pattern) => ({ type: 'string', pattern })),
  ];
  const [only] = alternatives;
  const code = alternatives.length === 1 ? only : { anyOf: alternatives };
  const schema = { allOf: [components.add(ProblemSchema), { type: 'object', properties: { code } }] };
  return { description: codes.map(describeCode).join(' '), content: { 'application/problem+json': { schema } } };
}

function describeCode(code: string): string {
  return Object.hasOwn(PROBLEMS, code) ? `${code}: ${PROBLEMS[code as ProblemCode].title}.` : `${code}.`;
}

function mapValues<T, R>(record: Readonly<Record<number, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
