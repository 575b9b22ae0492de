import { z } from 'zod';
import { MessageHeaderSchema } from '../../protocol/header.ts';
import { isObject } from './wire-object.ts';

/**
 * How the terminal reads requests: it requires what it needs and ignores everything else. What is missing or of the wrong type is
 * named as terminals name it (reference 1.5, 4.1).
 */

/** The simulator identifies requests by ServiceID, so it requires one also where nexo does not. */
const RequestHeaderSchema = MessageHeaderSchema.extend({ ServiceID: z.string().min(1).max(10) });
export type RequestHeader = Readonly<z.infer<typeof RequestHeaderSchema>>;

/** What was read, or one line for each error. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly string[] };

/** Splits a whole message into its header and the body that its category names. */
export function readEnvelope(message: unknown): Read<{ header: RequestHeader; body: unknown }> {
  const envelope = isObject(message) ? message['SaleToPOIRequest'] : undefined;
  if (!isObject(envelope)) {
    return { ok: false, errors: ['At toplevel, field SaleToPOIRequest: Missing', 'At toplevel: Missing'] };
  }
  const header = read(RequestHeaderSchema, envelope['MessageHeader'], 'SaleToPOIRequest.MessageHeader');
  if (!header.ok) return header;
  const bodyName = `${header.value.MessageCategory}Request`;
  const body = envelope[bodyName];
  if (!isObject(body)) {
    return {
      ok: false,
      errors: [`At SaleToPOIRequest, field ${bodyName}: Missing`, 'At SaleToPOIRequest: Missing'],
    };
  }
  return { ok: true, value: { header: header.value, body } };
}

/** The body that a whole message has of that category, as it came. */
export function bodyIn(message: unknown, category: string): unknown {
  const envelope = isObject(message) ? message['SaleToPOIRequest'] : undefined;
  return isObject(envelope) ? envelope[`${category}Request`] : undefined;
}

/** Reads a body of a category with its schema. */
export function readBody<T>(schema: z.ZodType<T>, category: string, body: unknown): Read<T> {
  return read(schema, body, `SaleToPOIRequest.${category}Request`);
}

function read<T>(schema: z.ZodType<T>, value: unknown, at: string): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: parsed.error.issues.map((issue) => errorLine(issue, value, at)) };
}

/** `At SaleToPOIRequest.PaymentRequest.PaymentTransaction.AmountsReq, field Currency: Missing` */
function errorLine(issue: z.core.$ZodIssue, root: unknown, at: string): string {
  const path = issue.path.map(String);
  const field = path.at(-1);
  const found = path.reduce<unknown>(
    (value, key) => (isObject(value) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined),
    root,
  );
  const why =
    found === undefined ? 'Missing' : issue.code === 'invalid_type' ? `Expected JSON ${issue.expected}` : 'Invalid';
  if (field === undefined) return `At ${at}: ${why}`;
  return `At ${[at, ...path.slice(0, -1)].join('.')}, field ${field}: ${why}`;
}
