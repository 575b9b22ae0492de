import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { OpenError } from '../errors.ts';
import { IV_BYTES, type KeyMaterial } from './key-material.ts';

/** A protected message as it stands on the wire, in base64 (reference 2.3). */
export interface Sealed {
  readonly NexoBlob: string;
  readonly Nonce: string;
  readonly Hmac: string;
}

const CIPHER = 'aes-256-cbc';
/** How many bytes a nonce has. */
export const NONCE_BYTES = IV_BYTES;
const HMAC_BYTES = 32;
const BLOCK_BYTES = 16;

/**
 * Encrypts a message and signs its plaintext.
 *
 * @param plaintext the whole message with its wrapper; not changed
 * @param nonce 16 random bytes, fresh for each message
 */
export function seal(key: KeyMaterial, plaintext: Uint8Array, nonce: Uint8Array): Sealed {
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`nonce: expected ${NONCE_BYTES} bytes, found ${nonce.length}`);
  const cipher = createCipheriv(CIPHER, key.cipherKey, key.messageIv(nonce));
  return {
    NexoBlob: cipher.update(plaintext, undefined, 'base64') + cipher.final('base64'),
    Nonce: Buffer.from(nonce.buffer, nonce.byteOffset, nonce.byteLength).toString('base64'),
    Hmac: createHmac('sha256', key.hmacKey).update(plaintext).digest('base64'),
  };
}

/**
 * Decrypts a message and checks its signature.
 *
 * @returns the plaintext bytes, owned by the caller
 * @throws {OpenError} the same error whatever was wrong: encoding, length, padding or signature. A wrong key fails in the
 *   padding check most of the time and in the signature check otherwise; the caller cannot distinguish them (reference 2.4).
 */
export function open(key: KeyMaterial, sealed: Sealed): Uint8Array {
  const blob = fromBase64(sealed.NexoBlob);
  const nonce = fromBase64(sealed.Nonce);
  const hmac = fromBase64(sealed.Hmac);
  if (nonce.length !== NONCE_BYTES || hmac.length !== HMAC_BYTES) throw new OpenError();
  if (blob.length === 0 || blob.length % BLOCK_BYTES !== 0) throw new OpenError();

  const plaintext = decrypt(key, blob, nonce);
  // The length is checked above: timingSafeEqual throws on unequal lengths.
  if (!timingSafeEqual(createHmac('sha256', key.hmacKey).update(plaintext).digest(), hmac)) throw new OpenError();
  return plaintext;
}

function decrypt(key: KeyMaterial, blob: Uint8Array, nonce: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(CIPHER, key.cipherKey, key.messageIv(nonce));
  try {
    return Buffer.concat([decipher.update(blob), decipher.final()]);
  } catch {
    throw new OpenError();
  }
}

/** Node reads base64 leniently and stops at the first invalid character; anything but exact base64 is refused here. */
function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new OpenError();
  return bytes;
}
