import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { logEvent } from '../adapters/logging/log-event.ts';
import { describeError } from '../engine/runtime/containment.ts';
import { parseInput } from '../protocol/parse-input.ts';
import { assertHost, assertOrigin, corsHeaders, preflightHeaders, type BrowserRules } from './access/browser.ts';
import type { Door } from './access/door.ts';
import { headersOf, ProblemError, problemOf } from './problem.ts';
import { readJson } from './read-body.ts';
import type { Endpoint, Reply } from './route.ts';
import { NoQuery } from './schemas/parameters.ts';
import type { ServerServices } from './services.ts';

type App = Hono<{ Bindings: HttpBindings }>;
type AppContext = Context<{ Bindings: HttpBindings }>;
type AnswerHeaders = Readonly<Record<string, string>>;
/** @param headers what every answer to this caller has */
type Handle = (context: AppContext, headers: AnswerHeaders) => Promise<Reply> | Reply;

/** What every answer has: it is about money, and for the caller alone. */
const EVERY_ANSWER = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // No page of another origin can have an answer as its picture, script or frame.
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The name in the metrics of what is no route. */
const NO_ROUTE = 'none';

/** What an app is made of. @typeParam Needs the services that its routes work with */
export interface AppParts<Needs extends ServerServices> {
  readonly endpoints: readonly Endpoint<Needs>[];
  readonly services: Needs;
  readonly rules: BrowserRules;
  readonly door: Door;
}

/** Routes requests. Every answer leaves through `answer`, as JSON, text or a problem. */
export function createApp<Needs extends ServerServices>({ endpoints, services, rules, door }: AppParts<Needs>): App {
  const app: App = new Hono({ strict: true });
  const serve = (name: string, handle: Handle) => (context: AppContext) =>
    answer(context, { services, rules, name }, handle);

  for (const route of endpoints) {
    app.on(
      route.method.toUpperCase(),
      honoPath(route),
      serve(`${route.method.toUpperCase()} ${route.path}`, (context, headers) =>
        call(route, context, { services, door, headers }),
      ),
    );
  }
  for (const path of new Set(endpoints.map(honoPath))) {
    const methods = endpoints.filter((one) => honoPath(one) === path).map(({ method }) => method.toUpperCase());
    app.all(
      path,
      serve(NO_ROUTE, ({ req }) => {
        throw wrongMethod(req.method, methods);
      }),
    );
  }
  app.notFound(
    serve(NO_ROUTE, () => {
      throw new ProblemError('ERR_GATEWAY_ROUTE', { advice: 'GET /openapi.json names them all' });
    }),
  );
  return app;
}

/** `{id}` of OpenAPI is `:id` here. */
function honoPath({ path }: Pick<Endpoint, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

async function answer(
  context: AppContext,
  { services, rules, name }: { readonly services: ServerServices; readonly rules: BrowserRules; readonly name: string },
  handle: Handle,
): Promise<Response> {
  const { headers, method } = context.env.incoming;
  let common: AnswerHeaders = EVERY_ANSWER;
  let response: Response;
  try {
    assertHost(headers.host, rules);
    assertOrigin(headers, rules);
    common = { ...EVERY_ANSWER, ...corsHeaders(headers.origin) };
    if (method === 'OPTIONS' && headers.origin !== undefined) {
      response = new Response(null, { status: 204, headers: preflightHeaders(headers.origin) });
    } else {
      const reply = await handle(context, common);
      if (reply === 'stream') {
        services.metrics.countRequest(name, 200);
        return RESPONSE_ALREADY_SENT;
      }
      response = responseOf(reply, common);
    }
  } catch (error) {
    response = refusal(error, targetOf(context), common, services);
  }
  services.metrics.countRequest(name, response.status);
  return response;
}

interface Entrance<Needs> {
  readonly services: Needs;
  readonly door: Door;
  readonly headers: AnswerHeaders;
}

/** Lets a call in, checks what it gives, and hands it to its route. */
async function call<Needs extends ServerServices>(
  route: Endpoint<Needs>,
  context: AppContext,
  { services, door, headers }: Entrance<Needs>,
): Promise<Reply> {
  const { incoming, outgoing } = context.env;
  const query = new URL(context.req.url).searchParams;
  const caller = door.admit(incoming, query, route.scope);
  const params = route.params && parseInput(route.params, context.req.param());
  const checkedQuery = parseInput(route.query ?? NoQuery, queryMembers(query));
  const body = route.body && (await bodyOf(route, incoming, services));
  if (route.body !== undefined && !route.engineChecksBody) parseInput(route.body, body);
  // Last of all: it may have begun to stop while the body came.
  if (route.startsWork && services.isDraining()) throw draining();
  const signal = signalOf(outgoing);
  return route.handle({ params, query: checkedQuery, body, caller, signal, headers, incoming, outgoing }, services);
}

function bodyOf<Needs>(
  { bodyIsOptional }: Endpoint<Needs>,
  incoming: IncomingMessage,
  { limits, clock }: ServerServices,
): Promise<unknown> {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = incoming.headers;
  if (bodyIsOptional && length === '0' && encoding === undefined) return Promise.resolve({});
  return readJson(incoming, limits, clock);
}

/** A parameter that is given twice is a list, which none of them may be. */
function queryMembers(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** Aborted when the caller is gone before the answer. */
function signalOf(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}

function responseOf(reply: Exclude<Reply, 'stream'>, common: AnswerHeaders): Response {
  if ('text' in reply) {
    const { status, text, mediaType, headers } = reply;
    return new Response(text, { status, headers: { ...common, ...headers, 'Content-Type': mediaType } });
  }
  const { status, json, headers } = reply;
  return Response.json(json, { status, headers: { ...common, ...headers } });
}

/** Path and query, as the caller wrote them. */
function targetOf({ req }: AppContext): string {
  const { pathname, search } = new URL(req.url);
  return `${pathname}${search}`;
}

function refusal(error: unknown, target: string, common: AnswerHeaders, { log }: ServerServices): Response {
  const problem = problemOf(error);
  if (problem.status === 500) logEvent(log, 'gateway.bug', { error: describeError(error) });
  else logEvent(log, 'gateway.refused', { code: problem.code, status: problem.status });
  const headers = { ...common, ...headersOf(error, target), 'Content-Type': 'application/problem+json' };
  return Response.json(problem, { status: problem.status, headers });
}

/** The answer to a request that has no address: without a Host, for example. */
export function unreadableRequest(): Response {
  const problem = problemOf(new ProblemError('ERR_GATEWAY_HTTP'));
  const headers = { ...EVERY_ANSWER, 'Content-Type': 'application/problem+json', Connection: 'close' };
  return Response.json(problem, { status: problem.status, headers });
}

function draining(): ProblemError {
  return new ProblemError('ERR_GATEWAY_DRAINING', {
    advice: 'repeat the same request when it runs again',
    headers: { 'Retry-After': '5' },
  });
}

function wrongMethod(found: string, methods: readonly string[]): ProblemError {
  const expected = methods.join(', ');
  return new ProblemError('ERR_GATEWAY_METHOD', { path: 'method', expected, found, headers: { Allow: expected } });
}
