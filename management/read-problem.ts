import { isObject, type JsonObject } from '../protocol/json.ts';
import { ManagementError, type ManagementCode, type ManagementDetails } from './management-error.ts';

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  /** The parsed body; `undefined` where it is no JSON. */
  readonly body: unknown;
  /** The header of that name. */
  readonly retryAfter: string | undefined;
}

/** Roles of an API credential, as the Customer Area calls them (reference 10). */
export const ROLES = {
  read: 'Management API—Terminal settings read',
  write: 'Management API—Terminal settings read and write',
  advanced: 'Management API—Terminal settings Advanced read and write',
  terminals: 'Management API—Terminal actions read',
} as const;

/**
 * What an answer of the Management API means (reference 10). The platform's words are for people; `errorCode` is for programs.
 *
 * @param redact removes secrets from a text: a 422 quotes what was sent
 */
export function readProblem({ status, body, retryAfter }: Refusal, redact: (text: string) => string): ManagementError {
  const problem = isObject(body) ? body : {};
  const errorCode = textOf(problem, 'errorCode');
  const details = { status, errorCode, requestId: textOf(problem, 'requestId') };
  const say = (code: ManagementCode, message: string, more: Pick<ManagementDetails, 'fault' | 'retryAfterMs'>) =>
    new ManagementError(code, `${message}${redact(quote(problem, details))}`, { ...details, ...more });

  if (isRateLimit(status, problem)) {
    const retryAfterMs = retryAfterMsOf(retryAfter);
    return say('ERR_MANAGEMENT_RATE', 'the platform takes no more requests for now', {
      fault: 'rateLimited',
      retryAfterMs,
    });
  }
  if (status === 401) {
    return say(
      'ERR_MANAGEMENT_KEY',
      'the API key is not accepted: it belongs to the other environment, was replaced, or its credential lacks a permission',
      { fault: 'refused' },
    );
  }
  if (status === 403) {
    return say(
      'ERR_MANAGEMENT_ROLE',
      `the API credential lacks a role or access to this account: the key of a terminal needs "${ROLES.write}" and ` +
        `"${ROLES.advanced}"; the list of terminals "${ROLES.terminals}"`,
      { fault: 'refused' },
    );
  }
  if (status >= 500 || status === 408) {
    return say('ERR_MANAGEMENT_SERVER', `the platform answered HTTP ${status}`, { fault: 'unknown' });
  }
  if (status >= 400)
    return say('ERR_MANAGEMENT_REFUSED', `the platform refused it with HTTP ${status}`, { fault: 'refused' });
  return say(
    'ERR_MANAGEMENT_ANSWER',
    `HTTP ${status} is no answer of the Management API: is a proxy in the way? It was not followed`,
    { fault: 'unknown' },
  );
}

/** 429, or the documented form: HTTP 500 with `00_500` and these words. */
function isRateLimit(status: number, problem: JsonObject): boolean {
  if (status === 429) return true;
  return problem['errorCode'] === '00_500' && /too many requests/i.test(textOf(problem, 'detail') ?? '');
}

/** Seconds, as a count; a date is not expected here. */
function retryAfterMsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** The platform's own words. Of a wrong field its name alone: its value is what was sent. */
function quote(
  problem: JsonObject,
  { errorCode, requestId }: Pick<ManagementDetails, 'errorCode' | 'requestId'>,
): string {
  const words = [textOf(problem, 'title'), textOf(problem, 'detail')].filter((text) => text !== undefined);
  const { invalidFields } = problem;
  const fields = Array.isArray(invalidFields)
    ? invalidFields
        .slice(0, 10)
        .filter(isObject)
        .map((field) => `${textOf(field, 'name') ?? '?'}: ${textOf(field, 'message') ?? '?'}`)
    : [];
  const ids = [errorCode, requestId === undefined ? undefined : `requestId ${requestId}`].filter(
    (id) => id !== undefined,
  );
  const said = [...words, ...fields].join('; ');
  return (said === '' ? '' : `. It says: ${said}`) + (ids.length === 0 ? '' : ` (${ids.join(', ')})`);
}

function textOf(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : undefined;
}
