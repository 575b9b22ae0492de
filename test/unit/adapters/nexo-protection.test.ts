import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nexoProtection } from '../../../adapters/nexo-protection.ts';
import type { Protection } from '../../../adapters/ports/protection.port.ts';
import { systemRandom } from '../../../adapters/system-random.ts';
import { createKeyRing, seal, type KeyRing } from '../../../crypto/index.ts';
import { classifyResponse } from '../../../protocol/codec.ts';
import { requestHeader } from '../../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../protocol/ids.ts';

const request = requestHeader('Payment', {
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('S1F2-000158213605011'),
});
const responseHeader = { ...request, MessageType: 'Response' };
const PaymentResponse = { Response: { Result: 'Success' } };

let ring: KeyRing;
let protection: Protection;

beforeAll(async () => {
  ring = await createKeyRing([
    { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' },
    { keyIdentifier: 'lane-key', keyVersion: 2, passphrase: 'Lane7_Green!Kettle' },
  ]);
  protection = nexoProtection(ring, systemRandom);
});

interface Answer {
  header?: object;
  clearHeader?: object;
  wrapper?: string;
  message?: object;
  keyVersion?: number;
  trailer?: object;
}

/** An answer as a terminal seals it, wrong in the ways that are asked for. */
function answer(over: Answer = {}) {
  const { header = responseHeader, clearHeader = header, wrapper = 'SaleToPOIResponse', keyVersion = 3 } = over;
  const message = over.message ?? { MessageHeader: header, PaymentResponse };
  const key = ring.find('lane-key', keyVersion) ?? ring.active;
  const { NexoBlob, Nonce, Hmac } = seal(
    key.material,
    Buffer.from(JSON.stringify({ [wrapper]: message })),
    systemRandom.bytes(16),
  );
  const SecurityTrailer = {
    AdyenCryptoVersion: 1,
    KeyIdentifier: 'lane-key',
    KeyVersion: keyVersion,
    Nonce,
    Hmac,
    ...over.trailer,
  };
  return { MessageHeader: clearHeader, NexoBlob, SecurityTrailer };
}

function open(message: object, wrapper: 'SaleToPOIRequest' | 'SaleToPOIResponse' = 'SaleToPOIResponse') {
  const opened = protection.open({ form: 'sealed', wrapper, message: message as Record<string, unknown> }, request);
  return 'failure' in opened ? opened.failure.code : opened.kind;
}

describe('a request', () => {
  it('is sealed with the active key under its own header, in the clear only for routing', () => {
    const sealed = classifyResponse(protection.seal({ header: request, body: { secret: 'card' } }));
    expect(sealed).toMatchObject({
      form: 'sealed',
      wrapper: 'SaleToPOIRequest',
      message: {
        MessageHeader: request,
        SecurityTrailer: { AdyenCryptoVersion: 1, KeyIdentifier: 'lane-key', KeyVersion: 3 },
      },
    });
    expect(JSON.stringify(sealed)).not.toContain('card');
  });

  it('is sealed with the key that is named, and with no other when that is not in the ring', () => {
    const named = (keyVersion: number) =>
      Buffer.from(protection.seal({ header: request, body: {} }, { keyIdentifier: 'lane-key', keyVersion })).toString();
    expect(named(2)).toContain('"KeyVersion":2');
    expect(() => named(9)).toThrow('not in the ring');
  });

  it('gets a fresh nonce each time', () => {
    const nonces = Array.from({ length: 50 }, () => {
      const sealed = JSON.parse(Buffer.from(protection.seal({ header: request, body: {} })).toString()) as {
        SaleToPOIRequest: { SecurityTrailer: { Nonce: string } };
      };
      return sealed.SaleToPOIRequest.SecurityTrailer.Nonce;
    });
    expect(new Set(nonces).size).toBe(50);
  });
});

describe('an answer', () => {
  it('counts when it opens, is unchanged and echoes our request, under any key of the ring', () => {
    expect(open(answer())).toBe('verified');
    expect(open(answer({ keyVersion: 2 }))).toBe('verified');
  });

  it('may have unknown members in header and trailer', () => {
    const message = answer({ trailer: { Extra: 1 } });
    expect(open({ ...message, MessageHeader: { ...message.MessageHeader, Extra: 'x' } })).toBe('verified');
  });

  it.each([
    ['ServiceID', { ServiceID: 'B0000001Z9' }],
    ['POIID', { POIID: 'S1F2-000158213605012' }],
    ['SaleID', { SaleID: 'TILL-02' }],
    ['MessageCategory', { MessageCategory: 'Reversal' }],
    ['MessageType', { MessageType: 'Request' }],
    ['ServiceID, which it leaves out', { ServiceID: undefined }],
  ])('counts for nothing when it is for another %s', (_, over) => {
    expect(open(answer({ header: { ...responseHeader, ...over } }))).toBe('ERR_ANSWER_MISMATCH');
  });

  it.each([
    ['ProtocolVersion', '3.1'],
    ['MessageClass', 'Device'],
    ['MessageCategory', 'Reversal'],
    ['MessageType', 'Request'],
    ['SaleID', 'TILL-02'],
    ['ServiceID', 'B0000001Z9'],
    ['POIID', 'S1F2-000158213605012'],
    ['DeviceID', '5'],
  ])('counts for nothing when its clear %s differs from the sealed one', (field, value) => {
    expect(open(answer({ clearHeader: { ...responseHeader, [field]: value } }))).toBe('ERR_CRYPTO_OPEN');
  });

  it('is not accepted when its clear header lacks a member of the sealed one', () => {
    expect(open(answer({ clearHeader: { ...responseHeader, ServiceID: undefined } }))).toBe('ERR_CRYPTO_OPEN');
  });

  it.each<[string, () => string]>([
    ['its wrapper is another one inside', () => open(answer({ wrapper: 'SaleToPOIRequest' }))],
    ['it is sealed text that is not JSON', () => open(answer({ trailer: { Hmac: 'AAAA' } }))],
    ['it has no header inside', () => open(answer({ message: { PaymentResponse }, clearHeader: responseHeader }))],
    ['it has no blob', () => open({ ...answer(), NexoBlob: undefined })],
    ['it has no trailer', () => open({ ...answer(), SecurityTrailer: undefined })],
    ['its trailer is of another crypto version', () => open(answer({ trailer: { AdyenCryptoVersion: 2 } }))],
    ['its trailer lacks the nonce', () => open(answer({ trailer: { Nonce: undefined } }))],
    ['its nonce is not base64', () => open(answer({ trailer: { Nonce: '****' } }))],
    [
      'it is signed for another key',
      () => open({ ...answer({ keyVersion: 2 }), SecurityTrailer: { ...answer().SecurityTrailer } }),
    ],
  ])('cannot be opened, with one and the same error, when %s', (_, opened) => {
    expect(opened()).toBe('ERR_CRYPTO_OPEN');
  });

  it('under a key that is not in the ring says which key it is', () => {
    expect(open(answer({ trailer: { KeyVersion: 9 } }))).toBe('ERR_CRYPTO_KEY_UNKNOWN');
  });

  it('without the response of its category is malformed', () => {
    expect(open(answer({ message: { MessageHeader: responseHeader, ReversalResponse: {} } }))).toBe(
      'ERR_ANSWER_MALFORMED',
    );
  });

  it('may be a sealed Reject event', () => {
    const header = {
      MessageClass: 'Event',
      MessageCategory: 'Event',
      MessageType: 'Notification',
      SaleID: 'null',
      POIID: 'null',
    };
    const message = {
      MessageHeader: header,
      EventNotification: { EventToNotify: 'Reject', EventDetails: 'message=Crypto+error' },
    };
    expect(open(answer({ header, message, wrapper: 'SaleToPOIRequest' }), 'SaleToPOIRequest')).toBe('reject');
  });

  it('with any bit flipped, of blob, nonce, HMAC or any clear header field, is refused with the same error', () => {
    const fields = [
      'ProtocolVersion',
      'MessageClass',
      'MessageCategory',
      'MessageType',
      'SaleID',
      'ServiceID',
      'POIID',
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom('blob', 'nonce', 'hmac', ...fields), fc.nat(), (where, bit) => {
        const message = answer();
        const { SecurityTrailer, MessageHeader } = message;
        const changed =
          {
            blob: () => ({ ...message, NexoBlob: flipBase64(message.NexoBlob, bit) }),
            nonce: () => ({
              ...message,
              SecurityTrailer: { ...SecurityTrailer, Nonce: flipBase64(SecurityTrailer.Nonce, bit) },
            }),
            hmac: () => ({
              ...message,
              SecurityTrailer: { ...SecurityTrailer, Hmac: flipBase64(SecurityTrailer.Hmac, bit) },
            }),
          }[where as 'blob' | 'nonce' | 'hmac'] ??
          (() => {
            const header = MessageHeader as Record<string, string>;
            return { ...message, MessageHeader: { ...header, [where]: flipText(header[where] ?? '', bit) } };
          });
        expect(open(changed())).toBe('ERR_CRYPTO_OPEN');
      }),
      { numRuns: 1000 },
    );
  });
});

function flipBase64(text: string, bit: number): string {
  return flip(Buffer.from(text, 'base64'), bit).toString('base64');
}

function flipText(text: string, bit: number): string {
  return flip(Buffer.from(text, 'latin1'), bit).toString('latin1');
}

function flip(bytes: Buffer, bit: number): Buffer {
  const at = bit % (bytes.length * 8);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  return bytes;
}
