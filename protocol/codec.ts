import { z } from 'zod';
import type { MessageCategory, RequestHeader } from './header.ts';
import { decodeText } from './fields/text-bytes.ts';
import { isObject, type JsonObject } from './json.ts';

/** The largest body that is read: real answers have some 10 KiB, receipts and signature included. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** Real messages are nested some 10 levels deep. */
const NESTING_MAX = 64;

/** The SecurityTrailer of a protected message (reference 2.3). Unknown members are ignored. */
export const SecurityTrailerSchema = z.object({
  AdyenCryptoVersion: z.literal(1),
  KeyIdentifier: z.string(),
  KeyVersion: z.number().int(),
  Nonce: z.string(),
  Hmac: z.string(),
});

export type SecurityTrailer = Readonly<z.infer<typeof SecurityTrailerSchema>>;

/** The member that a message stands in. */
export type Wrapper = 'SaleToPOIRequest' | 'SaleToPOIResponse';

/** A whole request of ours in the clear: the plaintext that is sealed. */
export interface RequestMessage {
  readonly header: RequestHeader;
  readonly body: JsonObject;
}

/** The form of a terminal's HTTP answer, before anything in it is believed (the forms of reference 1.5). */
export type WireAnswer =
  /** A protected message. Nothing in it is checked yet. */
  | { readonly form: 'sealed'; readonly wrapper: Wrapper; readonly message: JsonObject }
  /** A SaleToPOIResponse that is not protected (form a without protection, form e). */
  | { readonly form: 'clear'; readonly message: JsonObject }
  /** An EventNotification `Reject` instead of an answer (form h). */
  | { readonly form: 'reject'; readonly message: JsonObject }
  /** `{"errors": [...], "warnings": [...]}` (forms c, d, f). Some name the request that they are about. */
  | {
      readonly form: 'errors';
      readonly errors: readonly string[];
      readonly warnings: readonly string[];
      readonly ServiceID?: unknown;
    }
  /** `["Bad JSON..."]` (form g). */
  | { readonly form: 'badJson'; readonly lines: readonly string[] }
  /** Nothing, or `ok`: how an Abort is answered (form b). */
  | { readonly form: 'empty' }
  | { readonly form: 'tooLarge' }
  /** Anything else: not JSON, or JSON of no known form. */
  | { readonly form: 'unknown' };

const utf8Encoder = new TextEncoder();

/** The plaintext of a request: the bytes that are sealed, wrapper included. */
export function encodeRequest({ header, body }: RequestMessage): Uint8Array {
  return encodeJson({ SaleToPOIRequest: { MessageHeader: header, [bodyNameOf(header.MessageCategory)]: body } });
}

export function encodeJson(value: JsonObject): Uint8Array {
  return utf8Encoder.encode(JSON.stringify(value));
}

/**
 * Reads bytes as one JSON value; `undefined` when they are no JSON, or nested deeper than any message. White space and NUL at the end
 * mean nothing: software in C may send the end of its text.
 */
export function decodeJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(withoutFiller(decodeText(bytes)));
    return isNestedDeeper(value, NESTING_MAX) ? undefined : value;
  } catch {
    return undefined;
  }
}

function withoutFiller(text: string): string {
  let end = text.length;
  while (end > 0 && /[\0\s]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** JSON of any depth can be read, but not written, and what cannot be written cannot be stored in the journal. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isNestedDeeper(member, levels - 1));
}

function bodyNameOf(category: MessageCategory): string {
  return `${category}Request`;
}

/** Classifies an answer by its shape alone: the caller evaluates the status. */
export function classifyResponse(body: Uint8Array): WireAnswer {
  if (body.byteLength > BODY_BYTES_MAX) return { form: 'tooLarge' };
  if (isBlank(body)) return { form: 'empty' };
  const value = decodeJson(body);
  if (value === 'ok') return { form: 'empty' };
  if (Array.isArray(value)) return value.every(isText) ? { form: 'badJson', lines: value } : { form: 'unknown' };
  if (!isObject(value)) return { form: 'unknown' };
  for (const wrapper of ['SaleToPOIResponse', 'SaleToPOIRequest'] as const) {
    const message = value[wrapper];
    if (isObject(message)) return classifyMessage(wrapper, message);
  }
  if ('errors' in value) {
    const { ServiceID, errors } = value;
    // What is no text may say the contrary of what is: nothing follows from either.
    if (Array.isArray(errors) ? !errors.every(isText) : !isText(errors)) return { form: 'unknown' };
    const named = ServiceID === undefined ? {} : { ServiceID };
    return { form: 'errors', errors: textsOf(errors), warnings: textsOf(value['warnings']), ...named };
  }
  return { form: 'unknown' };
}

function classifyMessage(wrapper: Wrapper, message: JsonObject): WireAnswer {
  if ('NexoBlob' in message || 'SecurityTrailer' in message) return { form: 'sealed', wrapper, message };
  if (wrapper === 'SaleToPOIResponse') return { form: 'clear', message };
  return isReject(message) ? { form: 'reject', message } : { form: 'unknown' };
}

/** Whether a message is an EventNotification that rejects a request (form h). */
export function isReject(message: JsonObject): boolean {
  const event = message['EventNotification'];
  return isObject(event) && event['EventToNotify'] === 'Reject';
}

/** White space, or the two letters with which some terminals answer an Abort. */
function isBlank(body: Uint8Array): boolean {
  if (body.byteLength > 16) return false;
  const text = withoutFiller(Buffer.from(body).toString('latin1')).trim();
  return text === '' || text === 'ok';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(isText) : isText(value) ? [value] : [];
}
