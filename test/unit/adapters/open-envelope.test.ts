import { describe, expect, it } from 'vitest';
import { nexoProtection } from '../../../adapters/nexo-protection.ts';
import { openNotification } from '../../../adapters/notification-listener/open-notification.ts';
import { openEnvelope } from '../../../adapters/open-envelope.ts';
import { systemRandom } from '../../../adapters/system-random.ts';
import { seal } from '../../../crypto/index.ts';
import { requestHeader } from '../../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../protocol/ids.ts';
import { display, DISPLAY_HEADER, keyRing, sealed, type Envelope, type Json } from './notification-listener/notices.ts';

const request = requestHeader('Payment', {
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('S1F2-000158213605011'),
});
const ANSWER_HEADER: Json = { ...request, MessageType: 'Response' };

type Change = (envelope: Envelope) => void;

function open(change?: Change, header: Json = DISPLAY_HEADER) {
  const { SaleToPOIRequest } = JSON.parse(sealed(keyRing, display(undefined, header), change).toString()) as {
    SaleToPOIRequest: Json;
  };
  return openEnvelope(SaleToPOIRequest, 'SaleToPOIRequest', keyRing);
}

/** The same header, sealed as the answer to our request and as a notification: how the two readers take it. */
function readersOf(over: Json, change?: Change) {
  const answer = { SaleToPOIResponse: { MessageHeader: { ...ANSWER_HEADER, ...over }, PaymentResponse: {} } };
  const message = (JSON.parse(sealed(keyRing, answer, change).toString()) as { SaleToPOIResponse: Json })
    .SaleToPOIResponse;
  const opened = nexoProtection(keyRing, systemRandom).open(
    { form: 'sealed', wrapper: 'SaleToPOIResponse', message },
    request,
  );
  const bytes = sealed(keyRing, display(undefined, { ...DISPLAY_HEADER, ...over }), change);
  const notification = openNotification(bytes, { keyRing, allowClearText: false });
  return {
    answer: 'failure' in opened ? opened.failure.code : opened.kind,
    notification: notification.kind === 'dropped' ? notification.reason : notification.kind,
  };
}

describe('an envelope', () => {
  it('that is genuine gives the sealed message with its header', () => {
    expect(open()).toMatchObject({ kind: 'opened', message: { MessageHeader: DISPLAY_HEADER } });
  });

  it('may have a NUL or white space after the sealed message, as software in C sends it', () => {
    const text = JSON.stringify(display(undefined, DISPLAY_HEADER));
    const reseal: Change = (envelope) => {
      const { NexoBlob, Nonce, Hmac } = seal(keyRing.active.material, Buffer.from(`${text} \n\0`), Buffer.alloc(16, 9));
      envelope.NexoBlob = NexoBlob;
      Object.assign(envelope.SecurityTrailer, { Nonce, Hmac });
    };
    expect(open(reseal)).toMatchObject({ kind: 'opened', message: { MessageHeader: DISPLAY_HEADER } });
  });

  it.each<[unknown]>([[{ toString: 1 }], [[]], [null], [5], [{}]])(
    'whose clear POIID is %j is not opened, and throws nothing',
    (POIID) => {
      const change: Change = (envelope) => Object.assign(envelope.MessageHeader, { POIID });
      expect(open(change).kind).not.toBe('opened');
      expect(readersOf({}, change)).toMatchObject({ notification: expect.any(String) });
    },
  );

  it('under a key that is not in the ring names that key, and nothing is decrypted', () => {
    expect(open((envelope) => (envelope.SecurityTrailer['KeyVersion'] = 9))).toEqual({
      kind: 'unknownKey',
      keyIdentifier: 'lane-key',
      keyVersion: 9,
    });
    expect(openEnvelope(JSON.parse('{}') as Json, 'SaleToPOIRequest', undefined)).toEqual({ kind: 'notOpened' });
  });

  it.each<[string, Change]>([
    ['the nonce', ({ SecurityTrailer }) => (SecurityTrailer['Nonce'] = Buffer.alloc(16).toString('base64'))],
    ['the HMAC', ({ SecurityTrailer }) => (SecurityTrailer['Hmac'] = Buffer.alloc(32).toString('base64'))],
    ['the blob', (envelope) => (envelope.NexoBlob = `A${envelope.NexoBlob.slice(1)}`)],
    ['the encoding of the blob', (envelope) => (envelope.NexoBlob = '****')],
    ['the clear header', (envelope) => (envelope.MessageHeader = { ...envelope.MessageHeader, POIID: 'V400m-1' })],
    ['the clear header, which is missing', (envelope) => void Reflect.deleteProperty(envelope, 'MessageHeader')],
    ['the crypto version', ({ SecurityTrailer }) => (SecurityTrailer['AdyenCryptoVersion'] = 2)],
  ])('is not opened, with one and the same result, when something is wrong with %s', (_, change) => {
    expect(open(change)).toEqual({ kind: 'notOpened' });
  });

  it('is not opened in the other wrapper', () => {
    const { SaleToPOIRequest } = JSON.parse(sealed(keyRing, display()).toString()) as { SaleToPOIRequest: Json };
    expect(openEnvelope(SaleToPOIRequest, 'SaleToPOIResponse', keyRing)).toEqual({ kind: 'notOpened' });
  });

  it('is not opened when a header field holds an object, the same on both sides', () => {
    expect(open(undefined, { ...DISPLAY_HEADER, SaleID: { a: 1 } })).toEqual({ kind: 'notOpened' });
  });

  it('takes no field from a member __proto__ of the clear header', () => {
    const { SaleID: _, ...rest } = DISPLAY_HEADER;
    const clear = JSON.parse(`{"__proto__":{"SaleID":"TILL-01"},${JSON.stringify(rest).slice(1)}`) as Json;
    expect(open((envelope) => (envelope.MessageHeader = clear))).toEqual({ kind: 'notOpened' });
  });
});

describe('the header of an answer and of a notification', () => {
  it('may have members that are not known, in the clear too', () => {
    const change: Change = (envelope) => (envelope.MessageHeader = { ...envelope.MessageHeader, Extra: 1 });
    expect(readersOf({}, change)).toEqual({ answer: 'verified', notification: 'notification' });
  });

  it('that lacks a field has to lack it on both sides', () => {
    const change: Change = (envelope) => void Reflect.deleteProperty(envelope.MessageHeader, 'ServiceID');
    expect(readersOf({}, change)).toEqual({ answer: 'ERR_CRYPTO_OPEN', notification: 'notOpened' });
  });

  it.each<[string, Json]>([
    ['a required field that is missing', { SaleID: undefined }],
    ['a required field that is null', { SaleID: null }],
    ['a number for a text', { DeviceID: 5 }],
  ])('with %s is refused for an answer; a terminal may write a notification so', (_, over) => {
    expect(readersOf(over)).toEqual({ answer: 'ERR_CRYPTO_OPEN', notification: 'notification' });
  });

  it('with an object in a field is refused for both', () => {
    expect(readersOf({ DeviceID: {} })).toEqual({ answer: 'ERR_CRYPTO_OPEN', notification: 'notOpened' });
  });
});
