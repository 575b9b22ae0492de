import { ConfigError, errorCode } from '../../errors.ts';
import { callHttp } from './call-http.ts';

/** A gateway at an address, and a token of it. */
export interface GatewayPlace {
  readonly url: string;
  readonly token: string;
}

export interface GatewayCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
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
  { method, path, waitSeconds = 0 }: GatewayCall,
): Promise<GatewayAnswer> {
  const { status, json } = await callHttp({
    at: { url: `${url}${path}` },
    method,
    headers: { Authorization: `Bearer ${token}` },
    withinMs: waitSeconds * 1000 + ANSWERED_WITHIN_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
  }).catch((error: unknown) => {
    throw noAnswer(url, errorCode(error) ?? 'no answer');
  });
  if (json === undefined) throw noAnswer(url, `an answer ${status} that is no JSON object`);
  return { status, json };
}

function noAnswer(url: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path: 'url', expected: `a gateway that answers at ${url}`, found });
}
