import { createSecretKey, pbkdf2, type KeyObject } from 'node:crypto';
import { inspect, promisify } from 'node:util';

/** PBKDF2-HMAC-SHA1 over this salt, with this many rounds, to this many bytes (reference 2.2). */
const SALT = 'AdyenNexoV1Salt';
const ROUNDS = 4000;
const HMAC_KEY_BYTES = 32;
const CIPHER_KEY_BYTES = 32;
export const IV_BYTES = 16;

const pbkdf2InThreadPool = promisify(pbkdf2);

/**
 * The keys derived from a passphrase: an HMAC-SHA256 key, an AES-256 key and the 16-byte base IV.
 *
 * It never reveals its secrets: printed, logged or serialised it reads `[secret]`.
 */
export class KeyMaterial {
  readonly hmacKey: KeyObject;
  readonly cipherKey: KeyObject;
  readonly #iv: Uint8Array;

  /** @param bytes 80 bytes: HMAC key, cipher key, base IV; copied, so the caller may wipe them */
  constructor(bytes: Uint8Array) {
    this.hmacKey = createSecretKey(bytes.subarray(0, HMAC_KEY_BYTES));
    this.cipherKey = createSecretKey(bytes.subarray(HMAC_KEY_BYTES, HMAC_KEY_BYTES + CIPHER_KEY_BYTES));
    // A copy: slice of a Buffer is a view, and would be wiped together with the bytes it was made from.
    this.#iv = Uint8Array.from(bytes.subarray(HMAC_KEY_BYTES + CIPHER_KEY_BYTES));
  }

  /** The IV of one message: the base IV XOR the message's nonce (16 bytes each). */
  messageIv(nonce: Uint8Array): Uint8Array {
    return this.#iv.map((byte, index) => byte ^ (nonce[index] ?? 0));
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return 'KeyMaterial [secret]';
  }
}

/**
 * Derives the key material of a passphrase. Slow on purpose (4000 rounds): do it once for a key and keep the result.
 * Runs in libuv's thread pool, never on the event loop.
 *
 * @param passphrase read as UTF-8; `validatePassphrase` checks whether it is acceptable
 */
export async function deriveKeyMaterial(passphrase: string): Promise<KeyMaterial> {
  const length = HMAC_KEY_BYTES + CIPHER_KEY_BYTES + IV_BYTES;
  const bytes = await pbkdf2InThreadPool(Buffer.from(passphrase, 'utf8'), SALT, ROUNDS, length, 'sha1');
  const material = new KeyMaterial(bytes);
  bytes.fill(0);
  return material;
}
