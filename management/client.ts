import { createHmac } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import { ConfigError, errorCode, formatValue } from '../errors.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import { ManagementError } from './management-error.ts';
import { rateLimited, type Waiting } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import { readProblem } from './read-problem.ts';

/** Base URLs (reference 10). A key is for one of them. */
export const BASE_URLS = {
  test: 'https://management-test.adyen.com/v3',
  live: 'https://management-live.adyen.com/v3',
} as const;

export interface ManagementOptions {
  readonly environment: 'test' | 'live';
  /** Of an API credential. It stays in this client, in its one header. */
  readonly apiKey: string;
  /** Default: that of the environment. HTTPS, or HTTP on this machine. */
  readonly baseUrl?: string | undefined;
  /** How to wait while the platform takes no more requests. */
  readonly waiting: Waiting;
}

/** The Management API, as far as keys and addresses of terminals need it. */
export interface ManagementClient {
  /**
   * Reads, again after a pause while the rate limit holds.
   *
   * @param path from the base URL, or a link of an earlier answer to the same place
   * @throws {ManagementError}
   */
  get(path: string): Promise<JsonObject>;
  /**
   * Sends a change, once, whatever happens.
   *
   * @throws {ManagementError} with `unknown` or `rateLimited` where it may have been carried out
   */
  patch(path: string, body: JsonObject): Promise<void>;
  /** Says whether two values are the same, without saying what they are: they cannot be guessed without the API key. */
  fingerprint(text: string): string;
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/**
 * @throws {ConfigError} `ERR_CONFIG_API_KEY` when it cannot be a key, `ERR_CONFIG_MANAGEMENT_URL` when it must not be sent there
 */
export function createManagementClient(options: ManagementOptions): ManagementClient {
  const { environment, apiKey, waiting } = options;
  // The key is put into a header, where a line break would begin another one.
  if (!/^[\x21-\x7e]{8,}$/.test(apiKey)) {
    const expected = 'an API key: printable ASCII, 8 characters or more';
    throw new ConfigError('ERR_CONFIG_API_KEY', { path: 'API key', expected, found: 'something else' });
  }
  const base = readBaseUrl(options.baseUrl ?? BASE_URLS[environment]);
  const agent = new Agent({ pipelining: 1, connect: { timeout: TIMEOUT_MS } });

  async function send(method: 'GET' | 'PATCH', path: string, body?: JsonObject): Promise<JsonObject> {
    const redact = redactor(apiKey, body);
    const answer = await exchange(urlOf(base, path), {
      dispatcher: agent,
      method,
      headers: {
        'x-api-key': apiKey,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      reset: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const parsed = readJson(answer.text);
    if (answer.status < 200 || answer.status > 299) throw readProblem({ ...answer, body: parsed }, redact);
    if (answer.status === 204 || answer.text === '') return {};
    if (isObject(parsed)) return parsed;
    const fault = method === 'GET' ? 'refused' : 'unknown';
    throw new ManagementError('ERR_MANAGEMENT_ANSWER', 'the platform answered something else than a JSON object', {
      fault,
      status: answer.status,
    });
  }

  return {
    get: (path) => rateLimited(() => send('GET', path), waiting),
    patch: async (path, body) => {
      await send('PATCH', path, body);
    },
    fingerprint: (text) => createHmac('sha256', apiKey).update(text).digest('hex').slice(0, 16),
    close: () => agent.close(),
  };
}

/** The API key goes there: no machine on the way may read it. */
function readBaseUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isLoopback = url !== undefined && /^(127(\.\d+){3}|\[::1\]|localhost)$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (url !== undefined && isSafe && url.username === '' && url.search === '') return url;
  throw new ConfigError('ERR_CONFIG_MANAGEMENT_URL', {
    path: 'URL of the Management API',
    expected: 'https, without a user name, for example https://management-test.adyen.com/v3',
    found: url === undefined || url.username !== '' ? 'something else' : formatValue(url.href),
  });
}

/** @throws {ManagementError} for a link that leads elsewhere: the key would go there */
function urlOf(base: URL, path: string): URL {
  const prefix = base.href.replace(/\/$/, '');
  const url = path.startsWith('/') ? new URL(prefix + path) : URL.canParse(path) ? new URL(path) : undefined;
  if (url?.href.startsWith(`${prefix}/`) === true) return url;
  throw new ManagementError(
    'ERR_MANAGEMENT_ANSWER',
    'the platform named a link to another place: it was not followed',
    {
      fault: 'notSent',
    },
  );
}

type RequestOptions = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body' | 'reset' | 'signal'> & {
  readonly dispatcher: Agent;
};

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/** Nothing is followed: a redirect would carry the key along. */
async function exchange(url: URL, options: RequestOptions): Promise<Answer> {
  try {
    const response = await request(url, options);
    const retryAfter = response.headers['retry-after'];
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > BODY_BYTES_MAX) throw new Error('the answer is too long');
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: response.statusCode, text, retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined };
  } catch (error) {
    throw connectionProblem(error, url.host);
  }
}

/** Codes of an attempt that ended before there was a connection. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|SELF_SIGNED|VERIFY/;

function connectionProblem(error: unknown, host: string): ManagementError {
  const code = errorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
  if (NOT_CONNECTED.test(code)) {
    const message = `${host} is not reached (${code}): tcp/443 to *.adyen.com must be open, without a box that inspects TLS`;
    return new ManagementError('ERR_MANAGEMENT_UNREACHABLE', message, { fault: 'notSent' });
  }
  return new ManagementError('ERR_MANAGEMENT_LOST', `no answer came from ${host} (${code})`, { fault: 'unknown' });
}

const SECRET_MEMBERS = ['passphrase', 'password'];

/** Removes the API key, and every passphrase and password that was sent, from a text of the platform. */
function redactor(apiKey: string, body: JsonObject | undefined): (text: string) => string {
  const secrets = [apiKey];
  JSON.stringify(body ?? {}, (name, value: unknown) => {
    if (SECRET_MEMBERS.includes(name) && typeof value === 'string' && value !== '') secrets.push(value);
    return value;
  });
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '[removed]'), text);
}
