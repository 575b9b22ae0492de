import { z } from 'zod';
import { KeyMaterial } from '../../crypto/key-material.ts';
import { createKeyRing, type KeyRing, type RingKey, type SharedKey } from '../../crypto/key-ring.ts';
import { NONCE_BYTES, open, seal } from '../../crypto/seal.ts';
import { OpenError } from '../../errors.ts';
import { MessageHeaderSchema, sameHeader } from '../../protocol/header.ts';
import { isObject, type WireObject } from '../messages/wire-object.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import type { TerminalSettings } from '../settings.ts';

/**
 * What a terminal calls a protected message that it does not open (reference 1.5 form f): 2, it has another version of the key; 3, the
 * header or the trailer is wrong; 9, it has another key or passphrase.
 */
export type CryptoErrorNumber = 2 | 3 | 9;

/** The contents of a request's bytes. */
export type Opened =
  /** A message in the clear, and the key it came under: `undefined` when it came without protection. */
  | { readonly kind: 'message'; readonly message: unknown; readonly key: RingKey | undefined }
  /** No JSON (reference 1.5 form g). */
  | { readonly kind: 'notJson' }
  /** The key is not ours, or the message does not open with it (form f). */
  | { readonly kind: 'cryptoError'; readonly number: CryptoErrorNumber }
  /** Protected, and this terminal has no key (forms d and e). `clearHeader` is not authenticated. */
  | { readonly kind: 'noKey'; readonly clearHeader: unknown }
  /** In the clear, and this terminal requires protection (form e). */
  | { readonly kind: 'unprotected'; readonly clearHeader: unknown };

const Protected = z.object({
  MessageHeader: MessageHeaderSchema,
  NexoBlob: z.string(),
  SecurityTrailer: z.object({
    AdyenCryptoVersion: z.literal(1),
    KeyIdentifier: z.string(),
    KeyVersion: z.number(),
    Nonce: z.string(),
    Hmac: z.string(),
  }),
});

/** The key ring of a terminal; `undefined` when it has no keys. */
export async function keyRingOf(sharedKeys: readonly SharedKey[]): Promise<KeyRing | undefined> {
  return sharedKeys.length === 0 ? undefined : createKeyRing(sharedKeys);
}

/** Opens a request, whatever it is (reference 2.4, 2.5). */
export function openRequest(
  bytes: Uint8Array,
  keys: KeyRing | undefined,
  clearText: TerminalSettings['clearText'],
): Opened {
  const value = parseJson(bytes);
  if (value === undefined) return { kind: 'notJson' };
  const envelope = isObject(value) ? value['SaleToPOIRequest'] : undefined;
  // Without the wrapper there is nothing to open; the terminal then names the missing member.
  if (!isObject(envelope)) return { kind: 'message', message: value, key: undefined };

  const clearHeader = envelope['MessageHeader'];
  if (!('NexoBlob' in envelope)) {
    const isAccepted = keys === undefined || clearText === 'allowed';
    return isAccepted ? { kind: 'message', message: value, key: undefined } : { kind: 'unprotected', clearHeader };
  }
  if (keys === undefined) return { kind: 'noKey', clearHeader };
  return openProtected(envelope, keys);
}

function openProtected(envelope: WireObject, keys: KeyRing): Opened {
  const parsed = Protected.safeParse(envelope);
  if (!parsed.success) return cryptoError(3);
  const { MessageHeader: clear, NexoBlob, SecurityTrailer: trailer } = parsed.data;
  const key = keys.find(trailer.KeyIdentifier, trailer.KeyVersion);
  if (key === undefined) return cryptoError(keys.active.keyIdentifier === trailer.KeyIdentifier ? 2 : 9);
  try {
    const message = parseJson(open(key.material, { NexoBlob, Nonce: trailer.Nonce, Hmac: trailer.Hmac }));
    const inner = isObject(message) ? message['SaleToPOIRequest'] : undefined;
    const sealed = MessageHeaderSchema.safeParse(isObject(inner) ? inner['MessageHeader'] : undefined);
    if (sealed.success && !sameHeader(clear, sealed.data)) return cryptoError(3);
    return { kind: 'message', message, key };
  } catch (error) {
    if (error instanceof OpenError) return cryptoError(9);
    throw error;
  }
}

function cryptoError(number: CryptoErrorNumber): Opened {
  return { kind: 'cryptoError', number };
}

/** A sealed message with a clear header over it (reference 2.3). */
export function sealMessage(
  wrapper: string,
  clearHeader: unknown,
  plaintext: Uint8Array,
  key: RingKey,
  random: RandomBytes,
): WireObject {
  const { NexoBlob, Nonce, Hmac } = seal(key.material, plaintext, random(NONCE_BYTES));
  return {
    [wrapper]: {
      MessageHeader: clearHeader,
      NexoBlob,
      SecurityTrailer: {
        AdyenCryptoVersion: 1,
        KeyIdentifier: key.keyIdentifier,
        KeyVersion: key.keyVersion,
        Nonce,
        Hmac,
      },
    },
  };
}

/** A key that no client has. */
export function foreignKey(random: RandomBytes): RingKey {
  return { keyIdentifier: 'stranger', keyVersion: 1, material: new KeyMaterial(random(80)) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
