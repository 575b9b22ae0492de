import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../../errors.ts';
import type { BasicCredentials } from '../ports/listener.port.ts';
import { assertMembers } from './limits.ts';

const BASIC = /^basic +([a-z0-9+/]+={0,2})$/i;

/**
 * Creates the check of an `Authorization` header. It takes the same time whatever is wrong, user or password, content or length:
 * digests are compared.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`
 */
export function basicCheck(credentials: BasicCredentials): (authorization: unknown) => boolean {
  const { username, password } = credentials;
  assertMembers(credentials, ['username', 'password'], 'credentials');
  if (!isPlain(username) || username.includes(':')) {
    throw refusal('username', 'a non-empty text without colon or control characters');
  }
  if (!isPlain(password)) throw refusal('password', 'a non-empty text without control characters');
  const expected = digest(Buffer.from(`${username}:${password}`, 'utf8'));
  return (authorization) => {
    const [, base64 = ''] = (typeof authorization === 'string' && BASIC.exec(authorization)) || [];
    return timingSafeEqual(digest(Buffer.from(base64, 'base64')), expected);
  };
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function isPlain(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}]+$/u.test(value);
}

/** The value is a secret, or stands beside one. */
function refusal(member: keyof BasicCredentials, expected: string): ConfigError {
  return new ConfigError('ERR_CONFIG_LISTENER', { path: `credentials.${member}`, expected, found: 'another value' });
}
