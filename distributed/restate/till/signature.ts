import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers that a call of a till is signed with. */
export const TILL_HEADER = 'x-tenderline-till';
export const AT_HEADER = 'x-tenderline-at';
export const SIGNATURE_HEADER = 'x-tenderline-signature';

/**
 * The signature of a call: an HMAC, because the engine keeps what it is sent, and the secret itself must not be kept.
 *
 * @param handler of the till's service that is called
 * @param at when it was signed, in epoch milliseconds, as it stands in the header
 * @param body exactly as it is sent
 */
export function signatureOf(secret: string, handler: string, at: string, body: string | Uint8Array): string {
  return createHmac('sha256', secret).update(`${handler}\n${at}\n`).update(body).digest('base64url');
}

/** Whether that is the signature, in constant time. */
export function isSigned(secret: string, handler: string, at: string, body: Uint8Array, signature: string): boolean {
  const [expected, given] = [signatureOf(secret, handler, at, body), signature].map((text) => Buffer.from(text));
  return expected !== undefined && given?.length === expected.length && timingSafeEqual(expected, given);
}

/** The headers of a call that is signed now, by the clock of this machine. */
export function signedHeaders(
  { name, secret }: { readonly name: string; readonly secret: string },
  handler: string,
  body: string,
  atMs = Date.now(),
): Record<string, string> {
  const at = String(atMs);
  return {
    'content-type': 'application/json',
    [TILL_HEADER]: name,
    [AT_HEADER]: at,
    [SIGNATURE_HEADER]: signatureOf(secret, handler, at, body),
  };
}
