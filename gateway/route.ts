import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Caller, RouteScope } from './access/tokens.ts';
import type { Services } from './services.ts';

export interface RouteResponse {
  readonly description: string;
  /** Of the JSON body. Absent for a text. */
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly mediaType?: string;
  /** Of an event stream: the data of each type of event that is its own. */
  readonly events?: Readonly<Record<string, z.ZodType>>;
}

/** A request that was let in and checked. */
export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** `undefined` where no token is needed. */
  readonly caller: Caller | undefined;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** What every answer to this caller has; those of a `stream` are sent by its handler. */
  readonly headers: Readonly<Record<string, string>>;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

export type Reply =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly text: string;
      readonly mediaType: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The handler writes to `outgoing` itself. */
  | 'stream';

/** What the router needs of a route. @typeParam Needs the services that its handler works with */
export interface Endpoint<Needs = Services> {
  readonly method: 'get' | 'put' | 'post';
  /** As in OpenAPI: `/v1/transactions/{id}`. */
  readonly path: string;
  readonly scope: RouteScope;
  /** Refused while the gateway stops. */
  readonly startsWork?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The engine says best what is wrong with it: the schema is for the document alone. */
  readonly engineChecksBody?: true;
  /** No body is an empty object. */
  readonly bodyIsOptional?: true;
  readonly handle: (call: Call<unknown, unknown, unknown>, services: Needs) => Reply | Promise<Reply>;
}

/** One route of the API: router, OpenAPI document, table of the documentation and tests are made of it. */
export interface Route<Needs = Services> extends Endpoint<Needs> {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /** The codes it reports beside those of every route. `ERR_INPUT_*` stands for all that begin like that. */
  readonly problems: Readonly<Record<number, readonly string[]>>;
}

type Checked<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
/** A body is checked and then handed on as it came: the engine copies it itself. */
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** Defines a route whose handler knows the types of what was checked. */
export function defineRoute<
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Needs = Services,
>(
  route: Omit<Route, 'handle' | 'params' | 'query' | 'body'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly handle: (
      call: Call<Checked<Params>, Checked<Query>, Given<Body>>,
      services: Needs,
    ) => Reply | Promise<Reply>;
  },
): Route<Needs> {
  return route as unknown as Route<Needs>;
}
