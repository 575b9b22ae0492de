import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers that a till signs its calls with. */
export const TILL_HEADER = 'x-tenderline-till';
export const SIGNATURE_HEADER = 'x-tenderline-signature';

/**
 * The signature of a call: an HMAC, because the engine keeps what it is sent, and the secret itself must not be kept. A request that somebody
 * repeats does nothing new: the same id is the same transaction, and one that was refused stays so.
 *
 * @param handler of the till's service that is called
 * @param body exactly as it is sent
 */
export function signatureOf(secret: string, handler: string, body: string | Uint8Array): string {
  return createHmac('sha256', secret).update(`${handler}\n`).update(body).digest('base64url');
}

/** Whether that is the signature, in constant time. */
export function isSigned(secret: string, handler: string, body: Uint8Array, signature: string): boolean {
  const [expected, given] = [signatureOf(secret, handler, body), signature].map((text) => Buffer.from(text));
  return expected !== undefined && given?.length === expected.length && timingSafeEqual(expected, given);
}
