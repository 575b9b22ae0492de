import type { WireAnswer } from './codec.ts';
import { speaksOfTimeOut } from './error-conditions.ts';
import { errorsOf, messageOf, readAdditionalResponse, warningsOf } from './fields/additional-response.ts';
import { failure, type Failure } from './faults.ts';
import { MessageHeaderSchema, notEchoed, type RequestHeader } from './header.ts';
import { isObject, type JsonObject } from './json.ts';
import { readNotification } from './messages/notifications.ts';
import { ResponseSchema } from './messages/response.ts';

/** Details of a Reject event which mean that the request never reached the application (reference 9). */
const UNDELIVERED = /^failed to send message to poi\b/i;
const UNREADABLE = /^(input is not a jsonobject|empty input)\b/i;
const CRYPTO = /^(nexo service: )?crypto error( \(\d+\))?$/i;
/** A terminal's description of an error in a request: `At SaleToPOIRequest, field PaymentRequest: Missing`. */
const FIELD_ERROR = /^At (toplevel|SaleToPOIRequest)[^:]*: [A-Z]\w+$/i;
const BAD_JSON = /^bad json\b/i;
/** What terminals write in place of a missing id (reference 9). */
const NO_ID = new Set(['', 'null', 'N/A', '-NULL-']);

/**
 * Whether the terminal itself states that it rejected the request *before* processing it, so that nothing was
 * charged (reference 1.5 forms c to h, 1.6). These come unprotected, from a peer whose certificate was checked; so only the
 * known forms are accepted, and any other unprotected answer proves nothing.
 *
 * @returns the fault (always a notSent one), or `undefined` when the answer is not a rejection
 */
export function readRejection(answer: WireAnswer, request: RequestHeader): Failure | undefined {
  switch (answer.form) {
    case 'errors':
      // One that names another request is not about this one.
      return isOther(answer.ServiceID, request) ? undefined : readErrors(answer.errors, answer.warnings);
    case 'badJson':
      return every(answer.lines, BAD_JSON) ? failure('ERR_REJECTED_JSON', answer.lines.join('; ')) : undefined;
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
  if (every(errors, CRYPTO)) return failure('ERR_REJECTED_CRYPTO', errors.join('; '));
  if (!every(errors, FIELD_ERROR)) return undefined;
  // A terminal without a key reports the protected members as unexpected (form d).
  const noKey = warnings.some((line) => line.includes('NexoBlob'));
  return failure(noKey ? 'ERR_REJECTED_NO_KEY' : 'ERR_REJECTED_FORMAT', errors.join('; '));
}

/** Form h. It explains the error in words; one that names another request is not about ours. */
function readReject(rejection: JsonObject, request: RequestHeader): Failure | undefined {
  const notification = readNotification(rejection);
  if (notification?.kind !== 'event' || namesAnother(rejection, notification.rejectedMessage, request))
    return undefined;
  const { message = '' } = readAdditionalResponse(notification.details);
  if (CRYPTO.test(message)) return failure('ERR_REJECTED_CRYPTO', message);
  if (UNREADABLE.test(message)) return failure('ERR_REJECTED_JSON', message);
  if (UNDELIVERED.test(message)) return failure('ERR_REJECTED_UNDELIVERED', message);
  return undefined;
}

/** Words which say that the request itself was refused: what lasts is its fault, not an outage of the terminal. */
const REFUSAL =
  /\b(unknown|unsupported|invalid|illegal|incorrect|wrong|missing|malformed|mismatch|does not match|disabled|expired|forbidden|denied|refused|rejected|un(?:authori[sz]ed|recogni[sz]ed)|not (?:valid|supported|allowed|permitted|possible|enabled|configured|authori[sz]ed|recogni[sz]ed))\b/i;

/** Words which mean that something went wrong on the way or inside, or that the request is there already. */
const NO_REFUSAL =
  /\b(internal|unexpected|exception|crash|connection|deliver|processing|restart|already|duplicate|unavailable|busy)/i;

/**
 * The words of a Reject event that refuses the request itself, in none of the known forms: it is not believed once, but may be when
 * a check is refused in the same words (reference 1.5 form h, 9). `undefined` for anything else.
 */
export function readUnlistedReject(answer: WireAnswer, request: RequestHeader): string | undefined {
  if (answer.form !== 'reject' || readReject(answer.message, request) !== undefined) return undefined;
  const notification = readNotification(answer.message);
  if (notification?.kind !== 'event' || namesAnother(answer.message, notification.rejectedMessage, request))
    return undefined;
  const words = messageOf(readAdditionalResponse(notification.details)) ?? notification.details ?? '';
  return REFUSAL.test(words) && !NO_REFUSAL.test(words) && !speaksOfTimeOut(words) ? words : undefined;
}

function namesAnother(rejection: JsonObject, rejectedMessage: string | undefined, request: RequestHeader): boolean {
  const header = rejection['MessageHeader'];
  if (isOther(isObject(header) ? header['ServiceID'] : undefined, request)) return true;
  if (rejectedMessage === undefined) return false;
  return !Buffer.from(rejectedMessage, 'base64').toString('utf8').includes(request.ServiceID);
}

function isOther(ServiceID: unknown, request: RequestHeader): boolean {
  return typeof ServiceID === 'string' && !NO_ID.has(ServiceID) && ServiceID !== request.ServiceID;
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
  const additional = readAdditionalResponse(AdditionalResponse);
  const errors = errorsOf(additional);
  if (!every(errors, FIELD_ERROR)) return undefined;
  const noKey =
    warningsOf(additional).some((line) => line.includes('NexoBlob')) || /crypto/.test(additional['note'] ?? '');
  return failure(noKey ? 'ERR_REJECTED_NO_KEY' : 'ERR_REJECTED_FORMAT', errors.join('; '));
}

/** What an answer says in words, whether or not we know them: for a person. `undefined` when it says nothing in words. */
export function wordsOf(answer: WireAnswer): string | undefined {
  switch (answer.form) {
    case 'errors':
      return textOf([...answer.errors, ...answer.warnings]);
    case 'badJson':
      return textOf(answer.lines);
    case 'reject': {
      const notification = readNotification(answer.message);
      const details = notification?.kind === 'event' ? notification.details : undefined;
      return textOf([readAdditionalResponse(details)['message'] ?? details ?? '']);
    }
    case 'sealed':
    case 'clear':
    case 'empty':
    case 'tooLarge':
    case 'unknown':
      return undefined;
  }
}

function textOf(lines: readonly string[]): string | undefined {
  return (
    lines
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('; ') || undefined
  );
}

/** Whether there are lines and all of them have that wording: a text with anything else in it is not believed. */
function every(lines: readonly string[], wording: RegExp): boolean {
  return lines.length > 0 && lines.every((line) => wording.test(line.trim()));
}
