import { randomUUID } from 'node:crypto';
import { ClosedError, InputError } from 'tenderline';
import { NO_TERMINAL, NO_TRANSACTION, type Mistaken } from '../contracts.ts';
import { signedHeaders } from './signature.ts';

/** How a till reaches the engine. */
export interface TillConnectionOptions {
  /** The ingress of a Restate server, or a load balancer before them, for example `https://restate.example:8080`. */
  readonly ingress: string;
  /** The name of this till, as the workers know it. */
  readonly name: string;
  readonly secret: string;
}

/** Between two tries of a call that did not come through, in milliseconds. */
const AGAIN_AFTER_MS = 250;
/** Longer than the server lets a call wait. */
const CALL_MS_MAX = 45_000;

const TOO_OLD = 408;
const TOO_MANY = 429;
/** A call that is too old although it was answered within that time was signed by a clock that is wrong. */
const IN_TIME_MS = 30_000;

/** A call that the engine refused for good. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Of HTTP: 401 for a wrong signature, 404 for a transaction that this till does not have, 408 for a clock that is wrong by more than a minute. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Calls a handler of the till's service, as often as it takes.
 *
 * @param isDoing it does something each time it comes: however often it is sent, the engine takes it once
 * @throws {RefusedError} the engine has decided, and to try again changes nothing
 */
export async function call<Result extends object>(
  { ingress, name, secret }: TillConnectionOptions,
  handler: string,
  given: object,
  closed: AbortSignal,
  isDoing = false,
): Promise<Result> {
  const body = JSON.stringify(given);
  let key = randomUUID();
  let firstSentAtMs = performance.now();
  for (;;) {
    if (closed.aborted) throw new ClosedError('the connection of the till');
    const signal = AbortSignal.any([closed, AbortSignal.timeout(CALL_MS_MAX)]);
    const headers = { ...signedHeaders({ name, secret }, handler, body), ...(isDoing && { 'idempotency-key': key }) };
    const answer = await fetch(`${ingress}/till/${handler}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body,
      signal,
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    const result = answer?.status === 200 ? objectIn(answer.text) : undefined;
    if (result !== undefined) return orMistake(result as Result | Mistaken);
    if (answer?.status === TOO_OLD && performance.now() - firstSentAtMs > IN_TIME_MS) {
      // It waited for too long on its way, and nothing was done: it is signed again.
      key = randomUUID();
      firstSentAtMs = performance.now();
    } else if (answer !== undefined) {
      const message = messageOf(answer.text);
      if (isFinal(answer.status, message)) throw new RefusedError(answer.status, message);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

/** A server that does not know the workers yet says 404, too, and nothing of a transaction. */
function isFinal(status: number, message: string): boolean {
  if (status === 404) return message === NO_TRANSACTION || message === NO_TERMINAL;
  return status >= 400 && status < 500 && status !== TOO_MANY;
}

function orMistake<Result extends object>(answer: Result | Mistaken): Result {
  if (!('mistake' in answer)) return answer;
  const { code, path = 'request', expected = 'a valid request', found = '' } = answer.mistake;
  throw new InputError(code, { path, expected, found });
}

/** `undefined` for what the engine did not write: the page of a proxy, for example. */
function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
