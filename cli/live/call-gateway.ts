import { isLoopbackHost } from '../../adapters/notification-listener/loopback.ts';
import { ConfigError, errorCode, formatValue } from '../../errors.ts';
import { callHttp } from './call-http.ts';
import { errorOfProblem } from './control-problem.ts';

/** A gateway at an address, and a token of it. */
export interface GatewayPlace {
  readonly url: string;
  readonly token: string;
  /** Other addresses that take the token, as the user says. */
  readonly others?: readonly string[];
}

export interface GatewayCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** How long the gateway may hold its answer, in seconds. */
  readonly waitSeconds?: number;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

const ANSWERED_WITHIN_MS = 10_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Calls a gateway that runs.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY` when it does not answer with JSON. Never quotes the token
 */
export async function callGateway(
  { url, token }: GatewayPlace,
  { method, path, body, waitSeconds = 0 }: GatewayCall,
): Promise<GatewayAnswer> {
  const { status, json } = await callHttp({
    at: { url: `${url}${path}` },
    method,
    token,
    body,
    withinMs: waitSeconds * 1000 + ANSWERED_WITHIN_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
  }).catch((error: unknown) => {
    throw noAnswer(url, errorCode(error) ?? 'no answer');
  });
  if (json === undefined) throw noAnswer(url, `an answer ${status} that is no JSON object`);
  return { status, json };
}

/**
 * Calls the server that has a terminal: the first one says where it is when it is another one. The token goes only where the user has
 * named the server.
 *
 * @returns the answer, which may be a refusal, and the address of the one that gave it
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY`, as `callGateway`, or when the other server is none that the user has named
 */
export async function callOwner(
  first: GatewayPlace,
  call: GatewayCall,
): Promise<GatewayAnswer & { readonly url: string }> {
  const answer = await callGateway(first, call);
  const elsewhere = answer.status === 421 ? answer.json['url'] : undefined;
  if (typeof elsewhere !== 'string' || elsewhere === first.url) return { ...answer, url: first.url };
  if (first.others?.includes(elsewhere) !== true) {
    throw new ConfigError('ERR_CONFIG_GATEWAY', {
      path: 'gateway.servers',
      expected: 'the server that has the terminal among them',
      found: formatValue(elsewhere),
      advice: 'add it there if it is yours, or give TENDERLINE_GATEWAY_URL: the token is sent to it',
    });
  }
  const url = checkUrl(elsewhere);
  return { ...(await callGateway({ url, token: first.token }, call)), url };
}

/** @throws {InputError} @throws {Error} what the gateway refused, with its code */
export function checked(answer: GatewayAnswer): GatewayAnswer {
  if (answer.status === 200) return answer;
  throw (
    errorOfProblem(answer.json, 'the server') ??
    new ConfigError('ERR_CONFIG_GATEWAY', {
      path: 'url',
      expected: 'an answer of `tenderline serve`',
      found: `an answer ${answer.status} without a problem`,
    })
  );
}

/** The token is sent to it: in the clear to this machine only. @throws {ConfigError} `ERR_CONFIG_GATEWAY` */
export function checkUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isClear = url?.protocol === 'http:';
  if (url === undefined || !(isClear || url.protocol === 'https:') || url.username !== '' || url.search !== '') {
    throw wrongUrl('http://127.0.0.1:4460, https://..., or control', formatValue(given));
  }
  if (isClear && !isLoopbackHost(url.hostname.replaceAll(/[[\]]/g, ''))) {
    throw wrongUrl('https: the token would be in the clear', formatValue(given));
  }
  return url.origin;
}

function noAnswer(url: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path: 'url', expected: `a gateway that answers at ${url}`, found });
}

function wrongUrl(expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path: 'url', expected, found });
}
