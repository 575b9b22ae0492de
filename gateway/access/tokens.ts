import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError, formatValue } from '../../errors.ts';

/** What a token allows: to look, to start and stop what moves money, to decide in place of a terminal. */
export const SCOPES = ['read', 'pay', 'operate'] as const;

/** What a token may do. */
export type Scope = (typeof SCOPES)[number];

/** What a route needs: `none` needs no token, `local` needs none from this machine, and `read` from elsewhere. */
export type RouteScope = Scope | 'none' | 'local';

/** A token, and what its holder may do. */
export interface GatewayToken {
  /** Who has it: in the audit lines, and in the logs. */
  readonly name: string;
  /** 32 characters or more, of those that a header can carry. */
  readonly token: string;
  readonly scopes: readonly Scope[];
}

/** A token, or the file that it is in: the first start makes it, for its user alone. */
export type TokenOption = GatewayToken | (Omit<GatewayToken, 'token'> & { readonly tokenFile: string });

/** Who calls. */
export interface Caller {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Finds the caller of an Authorization header; `undefined` when it names none. */
export type Authenticate = (authorization: string | undefined) => Caller | undefined;

const USABLE = /^[\w.~+/=-]{32,512}$/;

/**
 * Every token is compared with what was given, in a time that does not depend on either: what a caller measures says nothing of them.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY` without quoting a token
 */
export function authenticator(tokens: readonly GatewayToken[]): Authenticate {
  const known = tokens.map((entry, index) => {
    checkToken(entry, `tokens[${index}]`);
    return { caller: { name: entry.name, scopes: [...entry.scopes] }, digest: digestOf(entry.token) };
  });
  refuseTwins(tokens);
  return (authorization) => {
    const given = digestOf(/^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '');
    let found: Caller | undefined;
    for (const { caller, digest } of known) if (timingSafeEqual(given, digest)) found = caller;
    return found;
  };
}

/** Digests have the same length, which the comparison needs, and hide how much of a token was right. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function checkToken({ name, token, scopes }: GatewayToken, path: string): void {
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name)) {
    throw wrong(`${path}.name`, '1 to 64 letters, digits or . _ -', formatValue(name));
  }
  if (typeof token !== 'string' || !USABLE.test(token)) {
    throw wrong(`${path}.token`, '32 to 512 letters, digits or . ~ + / = _ -', `a ${typeof token} that is none`);
  }
  if (!Array.isArray(scopes) || scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
    throw wrong(`${path}.scopes`, `one or more of ${SCOPES.join(', ')}`, formatValue(scopes));
  }
}

/** With two names for a token, or two tokens of a name, an audit line would not say who it was. */
function refuseTwins(tokens: readonly GatewayToken[]): void {
  for (const member of ['name', 'token'] as const) {
    if (new Set(tokens.map((entry) => entry[member])).size === tokens.length) continue;
    throw wrong('tokens', `each ${member} once`, `a ${member} twice`);
  }
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path, expected, found });
}
