import { lstat } from 'node:fs/promises';
import { connect } from 'node:net';
import { ConfigError, errorCode } from '../../errors.ts';
import { readToken } from '../../gateway/access/token-file.ts';
import { controlPlace } from '../../gateway/control/control-place.ts';
import { callHttp } from './call-http.ts';
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

async function callOwner(
  { socketPath, token, answeredWithinMs }: Owner,
  { method, path, body, waitSeconds = 0 }: ControlCall,
) {
  const { status, json } = await callHttp({
    at: { socketPath, path },
    method,
    token,
    body,
    withinMs: waitSeconds * 1000 + answeredWithinMs,
    answerBytesMax: ANSWER_BYTES_MAX,
  }).catch((error: unknown) => {
    throw unusable(socketPath, errorCode(error) ?? 'no answer');
  });
  if (json === undefined) throw unusable(socketPath, `an answer ${status} that is no JSON object`);
  if (status === 200) return json;
  throw errorOfProblem(json) ?? unusable(socketPath, `an answer ${status} without a problem`);
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
