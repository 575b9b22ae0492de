import { memoryTransport } from '../../../adapters/memory-transport.ts';
import type { Transport, TransportResult } from '../../../adapters/ports/transport.port.ts';
import { createKeyRing, open, seal, type KeyRing } from '../../../crypto/index.ts';

export const SHARED_KEY = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' };

type Message = Record<string, unknown> & { MessageHeader: Record<string, string> };

/** One request as the terminal reads it, and how to answer it. */
export interface Asked {
  readonly category: string;
  readonly header: Record<string, string>;
  /** The version of the key that it is sealed with. */
  readonly keyVersion: number;
  /** The whole message, opened. */
  readonly message: Message;
  /** A sealed answer that echoes the request, with that body. */
  answer(body: object, over?: { header?: object; clearHeader?: object }): TransportResult;
}

/** What a terminal by script does with each request. */
export type Behaviour = (asked: Asked) => TransportResult | Promise<TransportResult>;

/** Derived once for all tests of a file: it takes milliseconds. */
const sharedRing = createKeyRing([SHARED_KEY]);

/**
 * A terminal by script, at the far end of a memory transport: opens what comes, and answers what `behave` says.
 *
 * @param given the keys that it opens. Default: the shared one
 */
export async function sealedTerminal(behave: Behaviour, given?: KeyRing) {
  const ring = given ?? (await sharedRing);
  const received: Asked[] = [];
  return {
    received,
    keyRing: ring,
    count: (category: string) => received.filter((asked) => asked.category === category).length,
    transport: (): Transport =>
      memoryTransport(async (body) => {
        const asked = read(body, ring);
        received.push(asked);
        return behave(asked);
      }),
  };
}

export const never = new Promise<never>(() => {});

export function http(status: number, body: string | Uint8Array): TransportResult {
  return { kind: 'answered', status, body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
}

function read(body: Uint8Array, ring: KeyRing): Asked {
  const { SaleToPOIRequest: envelope } = JSON.parse(Buffer.from(body).toString()) as {
    SaleToPOIRequest: {
      NexoBlob: string;
      SecurityTrailer: { KeyIdentifier: string; KeyVersion: number; Nonce: string; Hmac: string };
    };
  };
  const { NexoBlob, SecurityTrailer } = envelope;
  const { KeyIdentifier, KeyVersion } = SecurityTrailer;
  const { material } = ring.find(KeyIdentifier, KeyVersion) ?? ring.active;
  const plaintext = open(material, { NexoBlob, ...SecurityTrailer });
  const { SaleToPOIRequest: message } = JSON.parse(Buffer.from(plaintext).toString()) as { SaleToPOIRequest: Message };
  const header = message.MessageHeader;
  return {
    category: header['MessageCategory'] ?? '',
    header,
    keyVersion: KeyVersion,
    message,
    answer: (answerBody, over = {}) => {
      const MessageHeader = { ...header, MessageType: 'Response', ...over.header };
      const SaleToPOIResponse = { MessageHeader, [`${header['MessageCategory']}Response`]: answerBody };
      const sealed = seal(material, Buffer.from(JSON.stringify({ SaleToPOIResponse })), Buffer.alloc(16, 7));
      return http(
        200,
        JSON.stringify({
          SaleToPOIResponse: {
            MessageHeader: { ...MessageHeader, ...over.clearHeader },
            NexoBlob: sealed.NexoBlob,
            SecurityTrailer: {
              AdyenCryptoVersion: 1,
              KeyIdentifier,
              KeyVersion,
              Nonce: sealed.Nonce,
              Hmac: sealed.Hmac,
            },
          },
        }),
      );
    },
  };
}
