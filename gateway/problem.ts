import { ClosedError, ElsewhereError, InputError, JournalError } from '../errors.ts';

/** The problems that the gateway itself reports. What the library refuses keeps the code of the library. */
export const PROBLEMS = {
  ERR_GATEWAY_HTTP: { status: 400, title: 'The bytes are no HTTP request' },
  ERR_GATEWAY_JSON: { status: 400, title: 'The body is no JSON' },
  ERR_GATEWAY_TOKEN_IN_QUERY: { status: 400, title: 'A token does not belong in an address' },
  ERR_GATEWAY_TOKEN: { status: 401, title: 'A token is missing, or is none of this gateway' },
  ERR_GATEWAY_SCOPE: { status: 403, title: 'The token may not do this' },
  ERR_GATEWAY_ORIGIN: { status: 403, title: 'Pages of this origin may not call' },
  ERR_GATEWAY_ROUTE: { status: 404, title: 'There is no such route' },
  ERR_GATEWAY_METHOD: { status: 405, title: 'The route does not have this method' },
  ERR_GATEWAY_ALONE: { status: 409, title: 'There is no other server to give the terminal to' },
  ERR_GATEWAY_TIMEOUT: { status: 408, title: 'The request did not arrive in time' },
  ERR_GATEWAY_BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  ERR_GATEWAY_MEDIA_TYPE: { status: 415, title: 'The body is not sent as application/json' },
  ERR_GATEWAY_HOST: { status: 421, title: 'The request is meant for another host' },
  ERR_GATEWAY_RATE: { status: 429, title: 'Too many requests' },
  ERR_GATEWAY_HEADERS: { status: 431, title: 'The headers are too large' },
  ERR_GATEWAY_INTERNAL: { status: 500, title: 'An unforeseen failure; report it' },
  ERR_GATEWAY_NOT_HERE: { status: 501, title: 'This gateway does not have that' },
  ERR_GATEWAY_AWAY: { status: 503, title: 'What is behind the gateway cannot be reached' },
  ERR_GATEWAY_DRAINING: { status: 503, title: 'The gateway is stopping' },
  ERR_GATEWAY_STREAMS: { status: 503, title: 'Too many event streams are open' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

/** The codes of the gateway's own problems. */
export type ProblemCode = keyof typeof PROBLEMS;

/** What went wrong with a request, as `application/problem+json` (RFC 9457). */
export interface Problem {
  /** `urn:tenderline:problem:` and the code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: match on it. */
  readonly code: string;
  /** In one line, for people and logs. */
  readonly detail: string;
  /** The value that is wrong, as the caller wrote it: `amount.value`. */
  readonly path?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly advice?: string;
  /** Of `ERR_TERMINAL_ELSEWHERE`: the name of the server that has the terminal. */
  readonly owner?: string;
  /** Of `ERR_TERMINAL_ELSEWHERE`: where that server is reached. */
  readonly url?: string;
}

/** What a problem says beside its code. */
export interface ProblemDetails extends Partial<Pick<Problem, 'path' | 'expected' | 'found' | 'advice'>> {
  /** Default: the title. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with a problem of the gateway's own; an engine that is not in the process ends it with `ERR_GATEWAY_AWAY`, for example. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEMS[code].title);
    this.name = 'ProblemError';
    this.code = code;
    this.details = details;
  }
}

/** Reports a mistake about a thing that the path names: it is not there. */
export class NotFoundError extends Error {
  readonly error: InputError;

  constructor(error: InputError) {
    super(error.message);
    this.name = 'NotFoundError';
    this.error = error;
  }
}

/** What the library's mistakes are in HTTP, where that is not 400. */
const STATUS_OF_INPUT: Readonly<Record<string, number>> = {
  ERR_INPUT_ID_REUSED: 409,
  ERR_INPUT_TRANSACTION: 404,
  ERR_INPUT_ORPHAN: 404,
};

/** The problem that an error is for the caller. What is not foreseen has no detail: it could quote anything. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return ownProblem(error);
  if (error instanceof NotFoundError) return ofMistake(error.error, 404, 'There is no such thing');
  if (error instanceof InputError) {
    const status = STATUS_OF_INPUT[error.code] ?? (isNotUnknown(error) ? 409 : 400);
    return ofMistake(error, status, status === 409 ? 'It contradicts what is there' : 'The request cannot be taken');
  }
  if (error instanceof ElsewhereError) return elsewhere(error);
  if (error instanceof JournalError || error instanceof ClosedError) {
    return problem(error.code, 503, 'The engine cannot answer now', error.message);
  }
  const { status, title } = PROBLEMS.ERR_GATEWAY_INTERNAL;
  return problem('ERR_GATEWAY_INTERNAL', status, title, title);
}

/**
 * Headers that a problem adds to its answer.
 *
 * @param target of the request: path and query
 */
export function headersOf(error: unknown, target: string): Readonly<Record<string, string>> {
  if (error instanceof ElsewhereError) {
    return error.url === undefined ? { 'Retry-After': '1' } : { Location: `${error.url}${target}` };
  }
  return error instanceof ProblemError ? (error.details.headers ?? {}) : {};
}

/** An override of what is not unknown: the request is right, and comes at the wrong time. */
function isNotUnknown({ code, path }: InputError): boolean {
  return code === 'ERR_INPUT_OVERRIDE' && path === 'transaction';
}

/** With an address it is misdirected (421); without one the same server, or another one, may have the terminal in a moment. */
function elsewhere({ code, message, owner, url }: ElsewhereError): Problem {
  const advice =
    url === undefined
      ? 'repeat the same request in a second, here or at another server of the journal'
      : 'send the same request to that server, with the same id and token';
  const status = url === undefined ? 503 : 421;
  return {
    ...problem(code, status, 'The terminal belongs to another server', message),
    ...present({ advice, owner, url }),
  };
}

function ownProblem({ code, message, details }: ProblemError): Problem {
  const { status, title } = PROBLEMS[code];
  const { path, expected, found, advice } = details;
  return { ...problem(code, status, title, message), ...present({ path, expected, found, advice }) };
}

function ofMistake(error: InputError, status: number, title: string): Problem {
  const { code, message, path, expected, found, advice } = error;
  return { ...problem(code, status, title, message), ...present({ path, expected, found, advice }) };
}

function problem(code: string, status: number, title: string, detail: string): Problem {
  return { type: `urn:tenderline:problem:${code}`, title, status, code, detail };
}

function present(members: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, string] => member[1] !== undefined),
  );
}
