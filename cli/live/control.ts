import { lstat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { ConfigError, errorCode } from '../../errors.ts';
import { readToken } from '../../gateway/access/token-file.ts';
import { controlPlace } from '../../gateway/control-place.ts';
import { isObject } from '../../protocol/json.ts';
import { errorOfProblem } from './control-problem.ts';

/** How long an owner that listens may take to take a call, beside the time for which the call asks it to wait. */
const ANSWERED_WITHIN_MS = 5000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** A call to the process that owns a journal. */
export interface ControlCall {
  readonly method: 'GET' | 'POST';
  /** Of the API of the gateway, with its query. */
  readonly path: string;
  readonly body?: object;
  /** How long the owner may hold its answer, in seconds. Default 0. */
  readonly waitSeconds?: number;
}

/** Where the process that owns a journal is reached, and its token. */
export interface OwnerPlace {
  readonly socketPath: string;
  readonly token: string;
}

interface Owner extends OwnerPlace {
  readonly answeredWithinMs: number;
}

/** Calls the process that owns a journal: the answer, which is an object. @throws {ConfigError} `ERR_CONFIG_CONTROL`; what the owner refuses */
export type Control = (call: ControlCall) => Promise<Readonly<Record<string, unknown>>>;

/**
 * The process that owns a journal and can be controlled; `undefined` when none is there. A socket file that a killed process left behind
 * is none.
 *
 * @throws {ConfigError} `ERR_CONFIG_CONTROL` when there is one that cannot be used; `ERR_CONFIG_GATEWAY_TOKEN`
 */
export async function findControl(
  journal: string,
  { answeredWithinMs = ANSWERED_WITHIN_MS }: { answeredWithinMs?: number } = {},
): Promise<Control | undefined> {
  const place = await findOwner(journal, answeredWithinMs);
  return place && ((call) => callOwner({ ...place, answeredWithinMs }, call));
}

/** Where that process is reached; `undefined` when none is there. @throws {ConfigError} as `findControl` */
export async function findOwner(
  journal: string,
  answeredWithinMs = ANSWERED_WITHIN_MS,
): Promise<OwnerPlace | undefined> {
  const { socketPath, tokenFile } = await controlPlace(journal);
  if (!(await isListening(socketPath, answeredWithinMs))) return undefined;
  return { socketPath, token: await readToken(tokenFile) };
}

async function isListening(socketPath: string, withinMs: number): Promise<boolean> {
  if (process.platform !== 'win32') {
    const found = await lstat(socketPath).catch(() => undefined);
    if (found === undefined) return false;
    // Whoever made it reads the token that is sent to it.
    if (found.uid !== process.getuid?.()) throw unusable(socketPath, 'one of another user');
  }
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.setTimeout(withinMs, () => socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = errorCode(error) ?? 'unknown';
      if (['ENOENT', 'ECONNREFUSED'].includes(code)) resolve(false);
      else reject(unusable(socketPath, code));
    });
  });
}

async function callOwner(owner: Owner, call: ControlCall) {
  const { socketPath } = owner;
  const { status, text } = await send(owner, call).catch((error: unknown) => {
    throw unusable(socketPath, errorCode(error) ?? 'no answer');
  });
  const answer = parse(text);
  if (answer === undefined) throw unusable(socketPath, `an answer ${status} that is no JSON object`);
  if (status === 200) return answer;
  throw errorOfProblem(answer) ?? unusable(socketPath, `an answer ${status} without a problem`);
}

function send(
  { socketPath, token, answeredWithinMs }: Owner,
  { method, path, body, waitSeconds = 0 }: ControlCall,
): Promise<{ readonly status: number; readonly text: string }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    Host: 'localhost',
    Authorization: `Bearer ${token}`,
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  const signal = AbortSignal.timeout(waitSeconds * 1000 + answeredWithinMs);
  return new Promise((resolve, reject) => {
    // A connection of its own: nothing stays open behind a command.
    const request = httpRequest({ socketPath, method, path, headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_BYTES_MAX) request.destroy(Object.assign(new Error(), { code: 'EMSGSIZE' }));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', (error) => reject(signal.aborted ? Object.assign(new Error(), { code: 'ETIMEDOUT' }) : error));
    request.end(text);
  });
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function unusable(socketPath: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_CONTROL', {
    path: 'control',
    expected: `the till that owns the journal to answer at ${socketPath}`,
    found,
    advice: HOW_TO_CONTROL,
  });
}

/** What makes a running till take commands. */
export const HOW_TO_CONTROL =
  'a till takes commands while it runs with `control: true` in createEngine, as `tenderline serve` does, from its own user';
