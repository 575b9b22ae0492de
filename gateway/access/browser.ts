import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError, formatValue } from '../../errors.ts';
import { ProblemError } from '../problem.ts';

/** For whom the gateway answers, where a browser is on the way. */
export interface BrowserRules {
  /** Names in the Host header, without port. */
  readonly hosts: ReadonlySet<string>;
  /** Origins whose pages may call. */
  readonly origins: ReadonlySet<string>;
  /** How the page of this server itself is reached; `undefined` without a page. */
  readonly page: 'http' | 'https' | undefined;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const HOST = /^(\[[\da-f:.]+\]|[^:@/\s]+)(?::\d+)?$/i;

/**
 * The names that this machine is called by, and those that are listed.
 *
 * @param host the address that is listened on; `undefined` for a socket file
 * @param page whether the server has a page of its own, and how that is reached
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY`
 */
export function browserRules(
  host: string | undefined,
  {
    allowedHosts = [],
    allowedOrigins = [],
    page,
  }: {
    readonly allowedHosts?: readonly string[];
    readonly allowedOrigins?: readonly string[];
    readonly page?: BrowserRules['page'];
  },
): BrowserRules {
  const own = host === undefined ? [] : [host.includes(':') ? `[${host}]` : host];
  return {
    hosts: new Set([...LOOPBACK_NAMES, ...own, ...allowedHosts].map((name) => name.toLowerCase())),
    origins: new Set(allowedOrigins.map(checkOrigin)),
    page,
  };
}

/**
 * Refuses a request whose Host is not one of ours. A page whose name was made to lead to this machine (DNS rebinding) sends its own.
 *
 * @throws {ProblemError} `ERR_GATEWAY_HOST`
 */
export function assertHost(host: string | undefined, { hosts }: BrowserRules): void {
  const name = HOST.exec(host ?? '')?.[1]?.toLowerCase();
  if (name !== undefined && hosts.has(name)) return;
  throw new ProblemError('ERR_GATEWAY_HOST', {
    path: 'Host',
    expected: `one of ${[...hosts].join(', ')}`,
    found: formatValue(host),
    advice: 'a gateway that is called by another name lists it in allowedHosts',
  });
}

/**
 * Refuses a request of a page whose origin is not listed and that is not ours; a request without an origin comes from no page that could
 * read the answer. Where browsers have a session, one that another site caused is refused as well: its cookie may come with it.
 *
 * @throws {ProblemError} `ERR_GATEWAY_ORIGIN`
 */
export function assertOrigin(headers: IncomingHttpHeaders, { origins, page }: BrowserRules): void {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin === undefined) {
    if (page === undefined || site === undefined || site === 'same-origin' || site === 'none') return;
  } else if (origins.has(origin) || (page !== undefined && origin === `${page}://${host}`)) return;
  throw new ProblemError('ERR_GATEWAY_ORIGIN', {
    path: 'Origin',
    expected: origins.size === 0 ? 'none' : `one of ${[...origins].join(', ')}, or none`,
    found: formatValue(origin ?? site),
    advice: 'pages that may call are listed in allowedOrigins',
  });
}

/** What lets a page of a listed origin read the answer. */
export function corsHeaders(origin: string | undefined): Readonly<Record<string, string>> {
  return origin === undefined
    ? {}
    : {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'Location, Retry-After, WWW-Authenticate',
        Vary: 'Origin',
      };
}

/** The answer to the question that a browser asks before a request (preflight). */
export function preflightHeaders(origin: string): Readonly<Record<string, string>> {
  return {
    ...corsHeaders(origin),
    'Access-Control-Allow-Methods': 'GET, PUT, POST',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
    'Access-Control-Allow-Private-Network': 'true',
    'Access-Control-Max-Age': '600',
  };
}

function checkOrigin(origin: string, index: number): string {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw new ConfigError('ERR_CONFIG_GATEWAY', {
    path: `allowedOrigins[${index}]`,
    expected: 'an origin, for example https://till.example',
    found: formatValue(origin),
  });
}
