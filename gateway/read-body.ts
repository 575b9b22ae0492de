import type { IncomingMessage } from 'node:http';
import type { Clock } from '../adapters/ports/clock.port.ts';
import { readBody } from '../adapters/notification-listener/read-body.ts';
import { ProblemError } from './problem.ts';

/** A connection on which a part of a body is left cannot be used any more. */
const headers = { Connection: 'close' };

/**
 * Reads the JSON body of a request, within limits of size and time.
 *
 * @throws {ProblemError} `ERR_GATEWAY_MEDIA_TYPE`, `ERR_GATEWAY_BODY_TOO_LARGE`, `ERR_GATEWAY_TIMEOUT`, `ERR_GATEWAY_JSON`
 */
export async function readJson(
  incoming: IncomingMessage,
  limits: { readonly bodyBytesMax: number; readonly bodyTimeoutMs: number },
  clock: Clock,
): Promise<unknown> {
  const tooLarge = () =>
    new ProblemError('ERR_GATEWAY_BODY_TOO_LARGE', {
      path: 'body',
      expected: `at most ${limits.bodyBytesMax} bytes`,
      headers,
    });
  if (!/^application\/json\s*(;|$)/i.test(incoming.headers['content-type'] ?? '')) {
    const found = incoming.headers['content-type'] === undefined ? 'none' : 'another one';
    throw new ProblemError('ERR_GATEWAY_MEDIA_TYPE', {
      path: 'Content-Type',
      expected: 'application/json',
      found,
      headers,
    });
  }
  if (Number(incoming.headers['content-length']) > limits.bodyBytesMax) throw tooLarge();
  const read = await readBody(incoming, limits, clock);
  if (read.kind === 'tooLarge') throw tooLarge();
  if (read.kind !== 'whole') {
    const expected = `all of it within ${limits.bodyTimeoutMs / 1000} s`;
    throw new ProblemError('ERR_GATEWAY_TIMEOUT', { path: 'body', expected, headers });
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(read.bytes));
  } catch {
    throw new ProblemError('ERR_GATEWAY_JSON', { path: 'body', expected: 'JSON in UTF-8', found: 'something else' });
  }
}
