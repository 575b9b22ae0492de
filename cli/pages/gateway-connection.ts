import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConfigError, errorCode } from '../../errors.ts';
import { checkUrl } from '../live/call-gateway.ts';
import { findOwner, HOW_TO_CONTROL } from '../live/control.ts';
import { readOwnerToken, type ServeFlags } from '../serve/gateway-config.ts';
import { readSettings } from '../settings/connection.ts';
import { journalPath } from '../settings/journal-path.ts';

/** A gateway that runs: its address or its socket, and a token for it. */
export type GatewayConnection = { readonly token: string } & (
  { readonly url: string; readonly socketPath?: undefined } | { readonly url?: undefined; readonly socketPath: string }
);

/** Beats of an event stream come every 15 s. */
const SILENT_MS = 40_000;

/**
 * What `--url` names: the address of a gateway, or `control` for the till that has the journal of the settings open.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY`, `ERR_CONFIG_CONTROL`, `ERR_CONFIG_GATEWAY_TOKEN`
 */
export async function connectTo(given: string, flags: ServeFlags): Promise<GatewayConnection> {
  if (given === 'control') {
    const journal = journalPath(await readSettings(flags));
    const owner = await findOwner(journal);
    if (owner !== undefined) return owner;
    throw new ConfigError('ERR_CONFIG_CONTROL', {
      path: 'control',
      expected: `a till that runs with ${journal} and takes commands`,
      found: 'none',
      advice: HOW_TO_CONTROL,
    });
  }
  return { url: checkUrl(given), token: await readOwnerToken(flags) };
}

/**
 * Asks a gateway for something.
 *
 * @returns the answer: 200, or 404 when there is no such thing
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY` when it does not answer, or refuses. Never quotes the token
 */
export async function ask(
  { url, socketPath, token }: GatewayConnection,
  path: string,
  { headers = {}, signal }: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<IncomingMessage> {
  const send = url?.startsWith('https:') === true ? httpsRequest : httpRequest;
  const options = {
    ...(socketPath !== undefined && { socketPath }),
    headers: {
      Authorization: `Bearer ${token}`,
      Host: url === undefined ? 'localhost' : new URL(url).host,
      ...headers,
    },
    agent: false,
    timeout: SILENT_MS,
    ...(signal !== undefined && { signal }),
  } as const;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send(`${url ?? 'http://localhost'}${path}`, options, resolve);
    request.on('timeout', () => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.end();
  }).catch((cause: unknown) => {
    throw noAnswer(errorCode(cause) ?? 'no answer');
  });
  if (answer.statusCode === 200 || answer.statusCode === 404) return answer;
  answer.destroy();
  throw noAnswer(`an answer ${answer.statusCode}`, answer.statusCode);
}

/** What is said of a gateway that does not answer as one. */
export function noAnswer(found: string, status?: number): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', {
    path: 'url',
    expected: 'a gateway that runs, and a token of it with the scope read',
    found,
    ...((status === 401 || status === 403) && { advice: '--token-file names the file that `serve` prints' }),
  });
}
