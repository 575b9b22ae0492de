import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { isLoopbackAddress } from '../../adapters/notification-listener/loopback.ts';
import type { GatewayLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import type { PageSessions } from './page-sessions.ts';
import { RateLimit } from './rate-limit.ts';
import type { Authenticate, Caller, RouteScope, Scope } from './tokens.ts';

/** Names under which callers put tokens into addresses. */
const TOKEN_NAMES = ['token', 'access_token', 'auth', 'authorization', 'bearer', 'api_key', 'apikey', 'key'];

/** Decides who may pass. */
export class Door {
  readonly #authenticate: Authenticate;
  readonly #sessions: PageSessions | undefined;
  readonly #callers: RateLimit;
  /** Of those without a valid token: guessing is slow, and takes nothing from those who have one. */
  readonly #others: RateLimit;

  /** @param sessions of browsers, where there is a page */
  constructor(
    authenticate: Authenticate,
    limits: Pick<GatewayLimits, 'requestsPerSecond' | 'strangeRequestsPerSecond'>,
    clock: Pick<Clock, 'upMs'>,
    sessions?: PageSessions,
  ) {
    this.#authenticate = authenticate;
    this.#sessions = sessions;
    this.#callers = new RateLimit(limits.requestsPerSecond, clock);
    this.#others = new RateLimit(limits.strangeRequestsPerSecond, clock);
  }

  /**
   * @returns who calls; `undefined` where no token was needed
   * @throws {ProblemError}
   */
  admit(incoming: IncomingMessage, query: URLSearchParams, needed: RouteScope): Caller | undefined {
    const address = incoming.socket.remoteAddress;
    const { headers } = incoming;
    const caller = this.#authenticate(headers.authorization) ?? this.#sessions?.callerOf(headers);
    const wait = caller ? this.#callers.take(caller.name) : this.#others.take(address ?? 'socket file');
    if (wait !== undefined) throw tooMany(wait);
    refuseTokenIn(query);
    const scope = scopeFor(needed, address);
    if (scope === undefined) return caller;
    if (caller === undefined) throw noToken(incoming.headers.authorization);
    if (!caller.scopes.includes(scope)) throw notAllowed(caller, scope);
    return caller;
  }
}

/** The scope that a call needs. A socket file has no address: it is reached from this machine alone. */
function scopeFor(needed: RouteScope, address: string | undefined): Scope | undefined {
  if (needed === 'none') return undefined;
  if (needed === 'local') return address === undefined || isLoopbackAddress(address) ? undefined : 'read';
  return needed;
}

/** An address is kept by logs, proxies and browsers: what is in one is a secret no more. */
function refuseTokenIn(query: URLSearchParams): void {
  const name = [...query.keys()].find((key) => TOKEN_NAMES.includes(key.toLowerCase()));
  if (name === undefined) return;
  throw new ProblemError('ERR_GATEWAY_TOKEN_IN_QUERY', {
    path: name,
    expected: 'the token in the header Authorization: Bearer',
    found: 'one in the address',
    advice: 'addresses are logged on the way: replace this token',
  });
}

function noToken(given: string | undefined): ProblemError {
  return new ProblemError('ERR_GATEWAY_TOKEN', {
    path: 'Authorization',
    expected: 'Bearer and a token of this gateway',
    found: given === undefined ? 'none' : 'another value',
    headers: { 'WWW-Authenticate': 'Bearer realm="tenderline"' },
  });
}

function notAllowed({ name, scopes }: Caller, scope: Scope): ProblemError {
  return new ProblemError('ERR_GATEWAY_SCOPE', {
    path: 'Authorization',
    expected: `a token with the scope ${scope}`,
    found: `the token ${name}, which has ${scopes.join(', ')}`,
    headers: { 'WWW-Authenticate': `Bearer realm="tenderline", error="insufficient_scope", scope="${scope}"` },
  });
}

function tooMany(seconds: number): ProblemError {
  return new ProblemError('ERR_GATEWAY_RATE', {
    advice: `come again in ${seconds} s`,
    headers: { 'Retry-After': String(seconds) },
  });
}
