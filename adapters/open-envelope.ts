import { z } from 'zod';
import { open, type KeyFinder } from '../crypto/index.ts';
import { OpenError } from '../errors.ts';
import { decodeJson, SecurityTrailerSchema, type Wrapper } from '../protocol/codec.ts';
import { sameHeader } from '../protocol/header.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import type { KeyName } from '../protocol/key-name.ts';

/** A protected message as it stands on the wire (reference 2.3), beside its clear MessageHeader. */
const EnvelopeSchema = z.object({
  NexoBlob: z.string(),
  SecurityTrailer: SecurityTrailerSchema,
});

export type OpenedEnvelope =
  /** The sealed message, with its own header: unchanged, and sealed by a holder of the key. */
  | { readonly kind: 'opened'; readonly message: JsonObject; readonly key: KeyName }
  /** The trailer names a key that is not in the ring. */
  | { readonly kind: 'unknownKey'; readonly keyIdentifier: string; readonly keyVersion: number }
  /** Something else is wrong. Which, is not reported: that would be an oracle for a forger. */
  | { readonly kind: 'notOpened' };

/**
 * Opens a protected message (reference 2.4): the one place that decides whether it is genuine. In this order: the envelope has its
 * members, the key is known, the HMAC holds, the bytes are a JSON message in the same wrapper, and its header equals the clear one.
 *
 * @param message the member of the wrapper on the wire
 * @param wrapper the name of that wrapper
 * @param keys a terminal's own keys are found by the POIID of its message, which the opened header has to repeat
 */
export function openEnvelope(message: JsonObject, wrapper: Wrapper, keys: KeyFinder | undefined): OpenedEnvelope {
  const envelope = EnvelopeSchema.safeParse(message);
  const clearHeader = message['MessageHeader'];
  if (!envelope.success || !isObject(clearHeader)) return { kind: 'notOpened' };
  const { NexoBlob, SecurityTrailer } = envelope.data;
  const { KeyIdentifier, KeyVersion, Nonce, Hmac } = SecurityTrailer;
  const { POIID } = clearHeader;
  // Not `String(POIID)`: an object of JSON can have a `toString` that is no function, and would throw.
  const key = keys?.find(KeyIdentifier, KeyVersion, typeof POIID === 'string' ? POIID : '');
  if (key === undefined) return { kind: 'unknownKey', keyIdentifier: KeyIdentifier, keyVersion: KeyVersion };
  try {
    const opened = decodeJson(open(key.material, { NexoBlob, Nonce, Hmac }));
    const sealed = isObject(opened) ? opened[wrapper] : undefined;
    if (!isObject(sealed) || !isObject(sealed['MessageHeader'])) return { kind: 'notOpened' };
    // The HMAC does not cover the clear header: where it differs, it was changed on the way.
    if (!sameHeader(sealed['MessageHeader'], clearHeader)) return { kind: 'notOpened' };
    return { kind: 'opened', message: sealed, key: { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion } };
  } catch (error) {
    if (error instanceof OpenError) return { kind: 'notOpened' };
    throw error;
  }
}
