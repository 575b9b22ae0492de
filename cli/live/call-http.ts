import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isObject } from '../../protocol/json.ts';

/** A call of the API of a gateway: over its socket, or at its address. */
export interface HttpCall {
  readonly at: { readonly socketPath: string; readonly path: string } | { readonly url: string };
  readonly method: 'GET' | 'POST';
  readonly token: string;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  readonly withinMs: number;
  readonly answerBytesMax: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** `undefined` when it is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Sends a call over a connection of its own: nothing stays open behind a command. @throws what ends it, with a `code`: `ETIMEDOUT`, `EMSGSIZE`, ... */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const { status, text } = await send(call);
  return { status, json: parsed(text) };
}

function send({ at, method, token, body, withinMs, answerBytesMax }: HttpCall) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...('socketPath' in at && { Host: 'localhost' }),
    Authorization: `Bearer ${token}`,
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  const signal = AbortSignal.timeout(withinMs);
  const options = { method, headers, agent: false, signal };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const onResponse = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > answerBytesMax) request.destroy(Object.assign(new Error(), { code: 'EMSGSIZE' }));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    };
    const request =
      'url' in at
        ? (at.url.startsWith('https:') ? httpsRequest : httpRequest)(at.url, options, onResponse)
        : httpRequest({ ...at, ...options }, onResponse);
    request.on('error', (error) => reject(signal.aborted ? Object.assign(new Error(), { code: 'ETIMEDOUT' }) : error));
    request.end(text);
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
