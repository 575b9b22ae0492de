import { ClosedError, InputError } from 'tenderline';
import type { Mistaken } from '../contracts.ts';
import { SIGNATURE_HEADER, signatureOf, TILL_HEADER } from './signature.ts';

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

/** A call that the engine refused for good. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Of HTTP: 401 for a wrong signature, 404 for a transaction that this till does not have. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Calls a handler of the till's service, as often as it takes: each of them may be repeated. */
export async function call<Result extends object>(
  { ingress, name, secret }: TillConnectionOptions,
  handler: string,
  given: object,
  closed: AbortSignal,
  idempotencyKey?: string,
): Promise<Result> {
  const body = JSON.stringify(given);
  const headers = {
    'content-type': 'application/json',
    [TILL_HEADER]: name,
    [SIGNATURE_HEADER]: signatureOf(secret, handler, body),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
  for (;;) {
    if (closed.aborted) throw new ClosedError('the connection of the till');
    const signal = AbortSignal.any([closed, AbortSignal.timeout(CALL_MS_MAX)]);
    const answer = await fetch(`${ingress}/till/${handler}`, { method: 'POST', headers, body, signal })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    if (answer !== undefined && answer.status < 300) return orMistake(JSON.parse(answer.text) as Result | Mistaken);
    // The engine has decided: to try again changes nothing.
    if (answer !== undefined && [400, 401, 403, 404].includes(answer.status)) {
      throw new RefusedError(answer.status, messageOf(answer.text));
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

function orMistake<Result extends object>(answer: Result | Mistaken): Result {
  if (!('mistake' in answer)) return answer;
  const { code, path = 'request', expected = 'a valid request', found = '' } = answer.mistake;
  throw new InputError(code, { path, expected, found });
}

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
