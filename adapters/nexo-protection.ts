import { NONCE_BYTES, seal, type KeyRing, type RingKey } from '../crypto/index.ts';
import { InvariantError } from '../errors.ts';
import { encodeJson, encodeRequest, isReject } from '../protocol/codec.ts';
import { failure, type FaultCode } from '../protocol/faults.ts';
import { MessageHeaderSchema, notEchoed, type MessageHeader, type RequestHeader } from '../protocol/header.ts';
import { isObject, type JsonObject } from '../protocol/json.ts';
import type { KeyName } from '../protocol/key-name.ts';
import { openEnvelope } from './open-envelope.ts';
import type { Opened, Protection } from './ports/protection.port.ts';
import type { Random } from './ports/random.port.ts';

/** Message protection with a key shared with the terminal (reference 2). */
export function nexoProtection(keyRing: KeyRing, random: Random): Protection {
  return {
    form: 'sealed',

    seal(message, key) {
      const { keyIdentifier, keyVersion, material } = keyToSealWith(keyRing, key);
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
      if (answer.form !== 'sealed') return failed('ERR_ANSWER_CLEAR_TEXT');
      // An answer has a complete header. openEnvelope returns an equal one from inside.
      const header = MessageHeaderSchema.safeParse(answer.message['MessageHeader']);
      if (!header.success) return failed('ERR_CRYPTO_OPEN');
      const envelope = openEnvelope(answer.message, answer.wrapper, keyRing);
      switch (envelope.kind) {
        case 'opened':
          return readAnswer(envelope.message, header.data, request, envelope.key);
        case 'unknownKey':
          return failed(
            'ERR_CRYPTO_KEY_UNKNOWN',
            `key ${JSON.stringify(envelope.keyIdentifier)} version ${envelope.keyVersion}`,
          );
        case 'notOpened':
          return failed('ERR_CRYPTO_OPEN');
      }
    },
  };
}

function keyToSealWith(keyRing: KeyRing, key: KeyName | undefined): RingKey {
  const found = key === undefined ? keyRing.active : keyRing.find(key.keyIdentifier, key.keyVersion);
  // Not the active one instead: whoever names a key has tried that.
  if (found === undefined) throw new InvariantError('the key to seal with is not in the ring any more');
  return found;
}

function readAnswer(message: JsonObject, header: MessageHeader, request: RequestHeader, key: KeyName): Opened {
  if (isReject(message)) return { kind: 'reject', message };
  const field = notEchoed(request, header);
  if (field !== undefined) {
    const { MessageHeader: _, ...rest } = message;
    return { kind: 'stray', failure: failure('ERR_ANSWER_MISMATCH', `${field} differs`), header, body: rest };
  }
  const body = message[`${request.MessageCategory}Response`];
  return isObject(body)
    ? { kind: 'verified', body, key }
    : failed('ERR_ANSWER_MALFORMED', `no ${request.MessageCategory}Response`);
}

function failed(code: FaultCode, detail?: string): Opened {
  return { kind: 'failed', failure: failure(code, detail) };
}
