import { readAdditionalResponse } from './additional-response.ts';
import type { WireAnswer } from './codec.ts';
import { failure, type Failure } from './faults.ts';
import { MessageHeaderSchema, notEchoed, type RequestHeader } from './header.ts';
import { isObject, type JsonObject } from './json.ts';
import { readNotification } from './messages/notifications.ts';
import { ResponseSchema } from './messages/response.ts';

/** Details of a Reject event that say that the request never reached the application (reference 9). */
const UNDELIVERED = /failed to send/i;
const UNREADABLE = /not a jsonobject|empty input/i;
const CRYPTO = /crypto error/i;
/** How a terminal names what it misses in a request: `At SaleToPOIRequest, field PaymentRequest: Missing`. */
const FIELD_ERROR = /^At .*: \w+/;
const BAD_JSON = /bad json/i;
/** What terminals write where they have no id (reference 9). */
const NO_ID = new Set(['', 'null', 'N/A', '-NULL-']);

/**
 * Whether an answer is the terminal's own word that it rejected the request *before* processing it, so that nothing was
 * charged (reference 1.5 forms c to h, 1.6). These come unprotected, from a peer whose certificate was checked; so only the
 * known forms count, and anything else that is unprotected counts for nothing.
 *
 * @returns the fault (always a notSent one), or `undefined` when the answer is not a rejection
 */
export function readRejection(answer: WireAnswer, request: RequestHeader): Failure | undefined {
  switch (answer.form) {
    case 'errors':
      return readErrors(answer.errors, answer.warnings);
    case 'badJson':
      return answer.lines.some((line) => BAD_JSON.test(line))
        ? failure('ERR_REJECTED_JSON', short(answer.lines))
        : undefined;
    case 'reject':
      return readReject(answer.message, request);
    case 'clear':
      return readClearText(answer.message, request);
    case 'sealed':
    case 'empty':
    case 'tooLarge':
    case 'unknown':
      return undefined;
  }
}

function readErrors(errors: readonly string[], warnings: readonly string[]): Failure | undefined {
  if (errors.some((line) => CRYPTO.test(line))) return failure('ERR_REJECTED_CRYPTO', short(errors));
  if (errors.length === 0 || !errors.every((line) => FIELD_ERROR.test(line))) return undefined;
  // A terminal without a key finds the protected members unexpected (form d).
  const noKey = warnings.some((line) => line.includes('NexoBlob'));
  return failure(noKey ? 'ERR_REJECTED_NO_KEY' : 'ERR_REJECTED_FORMAT', short(errors));
}

/** Form h. It says in words what was wrong; one that names another request is not about ours. */
function readReject(rejection: JsonObject, request: RequestHeader): Failure | undefined {
  const notification = readNotification(rejection);
  if (notification?.kind !== 'event' || namesAnother(rejection, notification.rejectedMessage, request))
    return undefined;
  const { message = '' } = readAdditionalResponse(notification.details);
  if (CRYPTO.test(message)) return failure('ERR_REJECTED_CRYPTO', short([message]));
  if (UNREADABLE.test(message)) return failure('ERR_REJECTED_JSON', short([message]));
  if (UNDELIVERED.test(message)) return failure('ERR_REJECTED_UNDELIVERED', short([message]));
  return undefined;
}

function namesAnother(rejection: JsonObject, rejectedMessage: string | undefined, request: RequestHeader): boolean {
  const header = rejection['MessageHeader'];
  const ServiceID = isObject(header) ? header['ServiceID'] : undefined;
  if (typeof ServiceID === 'string' && !NO_ID.has(ServiceID) && ServiceID !== request.ServiceID) return true;
  if (rejectedMessage === undefined) return false;
  return !Buffer.from(rejectedMessage, 'base64').toString('utf8').includes(request.ServiceID);
}

/** Form e: a MessageFormat failure in the clear, from a terminal that has no key. No other clear answer is believed. */
function readClearText(message: JsonObject, request: RequestHeader): Failure | undefined {
  const header = MessageHeaderSchema.safeParse(message['MessageHeader']);
  if (!header.success || notEchoed(request, header.data) !== undefined) return undefined;
  const body = message[`${request.MessageCategory}Response`];
  const response = ResponseSchema.safeParse(isObject(body) ? body['Response'] : undefined);
  if (!response.success) return undefined;
  const { Result, ErrorCondition, AdditionalResponse } = response.data;
  if (Result !== 'Failure' || ErrorCondition !== 'MessageFormat') return undefined;
  const { errors, warnings = '', note = '' } = readAdditionalResponse(AdditionalResponse);
  if (errors === undefined) return undefined;
  const noKey = warnings.includes('NexoBlob') || note.includes('crypto');
  return failure(noKey ? 'ERR_REJECTED_NO_KEY' : 'ERR_REJECTED_FORMAT', short([errors]));
}

function short(lines: readonly string[]): string {
  const text = lines.join('; ').replace(/\s+/g, ' ');
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
