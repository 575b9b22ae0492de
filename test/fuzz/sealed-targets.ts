import { openNotification } from '../../adapters/notification-listener/open-notification.ts';
import { nexoProtection } from '../../adapters/nexo-protection.ts';
import { createKeyRing, seal } from '../../crypto/index.ts';
import { classifyResponse } from '../../protocol/codec.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import * as bodies from './bodies.ts';
import type { Target } from './target.ts';

const keyRing = await createKeyRing([SHARED_KEY]);

const HEADER = { ...bodies.REQUEST, MessageType: 'Response' };
const protection = nexoProtection(keyRing, { bytes: (length) => Buffer.alloc(length, 7) });

/** @param plaintext what is sealed, as text; `header` stands over it in the clear */
export function envelope(wrapper: string, plaintext: string, header: unknown = HEADER) {
  const { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion, material } = keyRing.active;
  const { NexoBlob, Nonce, Hmac } = seal(material, Buffer.from(plaintext), Buffer.alloc(16, 3));
  const SecurityTrailer = { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac };
  return { [wrapper]: { MessageHeader: header, NexoBlob, SecurityTrailer } };
}

export const PLAIN = { SaleToPOIResponse: { MessageHeader: HEADER, PaymentResponse: bodies.PAYMENT } };
export const SEALED = envelope('SaleToPOIResponse', JSON.stringify(PLAIN));

/** What the engine makes of the bytes: `undefined` when they are not sealed at all. */
export function opened(bytes: Uint8Array) {
  const answer = classifyResponse(bytes);
  return answer.form === 'sealed' ? protection.open(answer, bodies.REQUEST) : undefined;
}

const notices = bodies.NOTIFICATIONS.map((notice) => ({ SaleToPOIRequest: notice }));

export const SEALED_TARGETS: readonly Target[] = [
  { name: 'sealed-answer', seeds: [SEALED], run: (input) => opened(input) },
  {
    // What is inside was changed before it was sealed: as far as a terminal with the key can go.
    name: 'sealed-inside',
    seeds: [PLAIN],
    run: (_, text) => opened(Buffer.from(JSON.stringify(envelope('SaleToPOIResponse', text)))),
  },
  {
    name: 'sealed-notification',
    seeds: [
      ...notices,
      envelope('SaleToPOIRequest', JSON.stringify(notices[0]), bodies.NOTIFICATIONS[0]?.MessageHeader),
    ],
    run: (input, text) => [
      openNotification(input, { keyRing, allowClearText: true }),
      openNotification(input, { allowClearText: false }),
      openNotification(
        Buffer.from(JSON.stringify(envelope('SaleToPOIRequest', text, bodies.NOTIFICATIONS[0]?.MessageHeader))),
        {
          keyRing,
          allowClearText: false,
        },
      ),
    ],
  },
];
