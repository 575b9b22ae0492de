import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConfigError, errorCode } from '../../errors.ts';
import { isObject } from '../../protocol/json.ts';

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
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(waitSeconds * 1000 + ANSWERED_WITHIN_MS);
  const headers = { Authorization: `Bearer ${token}` };
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = send(`${url}${path}`, { method, headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_BYTES_MAX) request.destroy(Object.assign(new Error(), { code: 'EMSGSIZE' }));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', (error) => reject(signal.aborted ? Object.assign(new Error(), { code: 'ETIMEDOUT' }) : error));
    request.end();
  }).catch((error: unknown) => {
    throw noAnswer(url, errorCode(error) ?? 'no answer');
  });
  const json = parsed(text);
  if (json === undefined) throw noAnswer(url, `an answer ${status} that is no JSON object`);
  return { status, json };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function noAnswer(url: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path: 'url', expected: `a gateway that answers at ${url}`, found });
}
