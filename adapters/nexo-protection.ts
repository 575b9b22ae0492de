import { z } from 'zod';
import { NONCE_BYTES, open, seal, type KeyRing } from '../crypto/index.ts';
import { OpenError } from '../errors.ts';
import { decodeJson, encodeJson, encodeRequest, isReject, SecurityTrailerSchema } from '../protocol/codec.ts';
import { failure, type FaultCode } from '../protocol/faults.ts';
import {
  MessageHeaderSchema,
  notEchoed,
  sameHeader,
  type MessageHeader,
  type RequestHeader,
} from '../protocol/header.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import type { Opened, Protection, SealedAnswer } from './ports/protection.port.ts';
import type { Random } from './ports/random.port.ts';

const EnvelopeSchema = z.object({
  MessageHeader: MessageHeaderSchema,
  NexoBlob: z.string(),
  SecurityTrailer: SecurityTrailerSchema,
});

/** Message protection with a key shared with the terminal (reference 2). */
export function nexoProtection(keyRing: KeyRing, random: Random): Protection {
  return {
    seal(message) {
      const { keyIdentifier, keyVersion, material } = keyRing.active;
      const { NexoBlob, Nonce, Hmac } = seal(material, encodeRequest(message), random.bytes(NONCE_BYTES));
      return encodeJson({
        SaleToPOIRequest: {
          MessageHeader: message.header,
          NexoBlob,
          SecurityTrailer: {
            AdyenCryptoVersion: 1,
            KeyIdentifier: keyIdentifier,
            KeyVersion: keyVersion,
            Nonce,
            Hmac,
          },
        },
      });
    },

    open(answer, request) {
      const envelope = EnvelopeSchema.safeParse(answer.message);
      if (!envelope.success) return failed('ERR_CRYPTO_OPEN');
      const { KeyIdentifier, KeyVersion } = envelope.data.SecurityTrailer;
      const key = keyRing.find(KeyIdentifier, KeyVersion);
      if (key === undefined) {
        return failed('ERR_CRYPTO_KEY_UNKNOWN', `key ${JSON.stringify(KeyIdentifier)} version ${KeyVersion}`);
      }
      const { NexoBlob, SecurityTrailer, MessageHeader: clearHeader } = envelope.data;
      try {
        const plaintext = open(key.material, { NexoBlob, Nonce: SecurityTrailer.Nonce, Hmac: SecurityTrailer.Hmac });
        return read(unwrap(plaintext, answer, clearHeader), clearHeader, request);
      } catch (error) {
        if (error instanceof OpenError) return failed('ERR_CRYPTO_OPEN');
        throw error;
      }
    },
  };
}

/**
 * The sealed message, once its wrapper is the expected one and its header equals the clear one: the clear header is not
 * covered by the HMAC, so a difference is a forgery (reference 2.4).
 *
 * @throws {OpenError}
 */
function unwrap(plaintext: Uint8Array, { wrapper }: SealedAnswer, clearHeader: MessageHeader): JsonObject {
  const value = decodeJson(plaintext);
  const message = isObject(value) ? value[wrapper] : undefined;
  if (!isObject(message)) throw new OpenError();
  const sealedHeader = MessageHeaderSchema.safeParse(message['MessageHeader']);
  if (!sealedHeader.success || !sameHeader(sealedHeader.data, clearHeader)) throw new OpenError();
  return message;
}

function read(message: JsonObject, header: MessageHeader, request: RequestHeader): Opened {
  if (isReject(message)) return { kind: 'reject', message };
  const stranger = notEchoed(request, header);
  if (stranger !== undefined) {
    const { MessageHeader: _, ...rest } = message;
    return { kind: 'stray', failure: failure('ERR_ANSWER_MISMATCH', `${stranger} differs`), header, body: rest };
  }
  const body = message[`${request.MessageCategory}Response`];
  return isObject(body)
    ? { kind: 'verified', body }
    : failed('ERR_ANSWER_MALFORMED', `no ${request.MessageCategory}Response`);
}

function failed(code: FaultCode, detail?: string): Opened {
  return { kind: 'failed', failure: failure(code, detail) };
}
