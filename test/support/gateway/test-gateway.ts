import { request as httpRequest } from 'node:http';
import { onTestFinished } from 'vitest';
import {
  createGateway,
  type AuditLine,
  type GatewayEngine,
  type GatewayOptions,
  type GatewayToken,
} from '../../../gateway/index.ts';
import type { EngineOptions } from '../../../index.ts';
import type { SteppedClock } from '../clock.ts';
import type { Behaviour } from '../terminal/sealed-terminal.ts';
import { approves } from '../terminal/terminal-behaviours.ts';
import { createTestEngine } from '../test-engine.ts';
import { assertDocumented } from './document.ts';

export const TOKENS = {
  reader: 'reader-0123456789012345678901234567890123',
  till: 'till-012345678901234567890123456789012345',
  office: 'office-0123456789012345678901234567890123',
} as const;

const GIVEN: readonly GatewayToken[] = [
  { name: 'reader', token: TOKENS.reader, scopes: ['read'] },
  { name: 'till', token: TOKENS.till, scopes: ['read', 'pay'] },
  { name: 'office', token: TOKENS.office, scopes: ['read', 'pay', 'operate'] },
];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The JSON of the body; `undefined` where it is none. */
  readonly json: Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Default: that of the office, which may do everything; `null` sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gateway over a test engine, on a port of the system; every answer of `call` is checked against the OpenAPI document. */
export async function startTestGateway(
  behave: Behaviour = approves,
  {
    options = {},
    engineOptions = {},
    clock,
  }: { options?: Partial<GatewayOptions>; engineOptions?: Partial<EngineOptions>; clock?: SteppedClock } = {},
) {
  const world = await createTestEngine(behave, engineOptions, clock);
  return { ...world, ...(await openTestGateway(world.engine, options)) };
}

export async function openTestGateway(engine: GatewayEngine, options: Partial<GatewayOptions> = {}) {
  const audit: AuditLine[] = [];
  const gateway = await createGateway(engine, {
    listen: { port: 0 },
    tokens: GIVEN,
    audit: (line) => audit.push(line),
    ...options,
  });
  onTestFinished(() => gateway.close());
  const call = async (method: string, path: string, given: CallOptions = {}): Promise<Answer> => {
    const answer = await send(gateway.url, method, path, given);
    assertDocumented(method, path, answer.status, String(answer.headers['content-type']), answer.json ?? answer.text);
    return answer;
  };
  return { gateway, audit, call, ...sugar(call) };
}

function sugar(call: (method: string, path: string, options?: CallOptions) => Promise<Answer>) {
  return {
    get: (path: string, options?: CallOptions) => call('GET', path, options),
    put: (path: string, body: unknown, options?: CallOptions) => call('PUT', path, { body, ...options }),
    post: (path: string, body?: unknown, options?: CallOptions) => call('POST', path, { body, ...options }),
  };
}

/** Sends a request as it is given: fetch would not let a test choose Host, nor send a body of two lengths. */
export function send(
  url: string,
  method: string,
  path: string,
  { body, token = TOKENS.office, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}${path}`,
      {
        method,
        agent: false,
        headers: {
          ...(token !== null && { Authorization: `Bearer ${token}` }),
          ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const received = Buffer.concat(chunks).toString();
          const { statusCode: status = 0 } = response;
          resolve({ status, headers: response.headers, text: received, json: jsonIn(received) });
        });
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

function jsonIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined as never;
  }
}

/** The body of a payment of EUR 10.99. */
export const payment = (over: object = {}) => ({
  type: 'payment',
  poiid: 'V400m-324688179',
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1001',
  ...over,
});
