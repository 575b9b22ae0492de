import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openNotification } from '../../../../adapters/notification-listener/open-notification.ts';
import {
  APPROVED,
  bytesOf,
  display,
  DISPLAY_HEADER,
  event,
  EVENT_HEADER,
  keyRing,
  LANE_KEY,
  output,
  reference,
  ringOf,
  otherRing,
  sealed,
  type Envelope,
  type Json,
} from './notices.ts';

const open = (bytes: Uint8Array, allowClearText = false) => openNotification(bytes, { keyRing, allowClearText });
const dropped = (reason: string) => ({ kind: 'dropped', reason });
const ids = { POIID: 'S1F2-000158213605011', SaleID: 'TILL-01', ServiceID: 'A0000001Z9', DeviceID: '1777889733' };
const presented = {
  kind: 'display',
  event: 'CARD_PRESENTED',
  transactionId: 'Bx4N001777889731004',
  timeStamp: '2026-05-04T10:15:33.000Z',
  ...ids,
};
const inOtherWrapper = ({ SaleToPOIRequest }: Json): Json => ({ SaleToPOIResponse: SaleToPOIRequest });

describe('a sealed notification', () => {
  it('is opened, and reported as sealed', () => {
    expect(open(sealed(keyRing, display()))).toEqual({
      kind: 'notification',
      notification: { ...presented, sealed: true },
    });
  });

  it('of the terminal itself leaves out the ids it writes as null', () => {
    expect(open(sealed(keyRing, event({ EventDetails: 'message=Restart' })))).toEqual({
      kind: 'notification',
      notification: {
        kind: 'event',
        event: 'Shutdown',
        details: 'message=Restart',
        timeStamp: '2026-05-04T05:59:58.120Z',
        POIID: ids.POIID,
        DeviceID: '5',
        sealed: true,
      },
    });
  });

  it('may come in the wrapper of a response', () => {
    expect(open(sealed(keyRing, inOtherWrapper(display())))).toMatchObject({ notification: presented });
  });

  it('may have unknown members in header and trailer', () => {
    const bytes = sealed(keyRing, display(), (envelope) => {
      envelope.MessageHeader = { ...envelope.MessageHeader, Extra: 1 };
      envelope.SecurityTrailer['Extra'] = 1;
    });
    expect(open(bytes)).toMatchObject({ notification: presented });
  });

  const spoiled: [string, (envelope: Envelope) => void][] = [
    ['without its NexoBlob', (envelope) => void Reflect.deleteProperty(envelope, 'NexoBlob')],
    ['without its SecurityTrailer', (envelope) => void Reflect.deleteProperty(envelope, 'SecurityTrailer')],
    ['without its clear header', (envelope) => void Reflect.deleteProperty(envelope, 'MessageHeader')],
    ['under an unknown key', (envelope) => (envelope.SecurityTrailer['KeyIdentifier'] = 'nobody')],
    ['under an unknown version', (envelope) => (envelope.SecurityTrailer['KeyVersion'] = 4)],
    ['of another crypto version', (envelope) => (envelope.SecurityTrailer['AdyenCryptoVersion'] = 2)],
    ['with another nonce', (envelope) => (envelope.SecurityTrailer['Nonce'] = Buffer.alloc(16).toString('base64'))],
    ['with a short HMAC', (envelope) => (envelope.SecurityTrailer['Hmac'] = 'AAAA')],
    ['with a changed blob', (envelope) => (envelope.NexoBlob = `A${envelope.NexoBlob.slice(1)}`)],
    ['with a blob cut off', (envelope) => (envelope.NexoBlob = envelope.NexoBlob.slice(0, 24))],
    ...Object.keys(DISPLAY_HEADER).map((field): [string, (envelope: Envelope) => void] => [
      `with another ${field} in the clear`,
      (envelope) => (envelope.MessageHeader = { ...envelope.MessageHeader, [field]: 'V400m-1' }),
    ]),
    [
      'with a header field less in the clear',
      (envelope) => void Reflect.deleteProperty(envelope.MessageHeader, 'DeviceID'),
    ],
  ];

  it.each(spoiled)('%s does not open, and the reason is not reported', (_, change) => {
    expect(open(sealed(keyRing, APPROVED, change))).toEqual(dropped('notOpened'));
    expect(open(sealed(keyRing, APPROVED, change), true)).toEqual(dropped('notOpened'));
  });

  it('under the name of our key but sealed with another does not open', () => {
    const bytes = sealed(otherRing, APPROVED, ({ SecurityTrailer }) => {
      SecurityTrailer['KeyIdentifier'] = LANE_KEY.keyIdentifier;
      SecurityTrailer['KeyVersion'] = LANE_KEY.keyVersion;
    });
    expect(open(bytes)).toEqual(dropped('notOpened'));
  });

  it('moved to the other wrapper does not open', () => {
    const moved = inOtherWrapper(JSON.parse(sealed(keyRing, APPROVED).toString()) as Json);
    expect(open(bytesOf(moved))).toEqual(dropped('notOpened'));
  });

  it('is not read in the clear when there is no key ring', () => {
    const both = sealed(keyRing, APPROVED, (envelope) => Object.assign(envelope, APPROVED['SaleToPOIRequest']));
    expect(openNotification(both, { allowClearText: true })).toEqual(dropped('notOpened'));
  });

  it('that holds a payment response is no notification', () => {
    const message = { SaleToPOIResponse: { MessageHeader: DISPLAY_HEADER, PaymentResponse: {} } };
    expect(open(sealed(keyRing, message))).toEqual(dropped('notANotification'));
  });
});

describe('a notification in the clear', () => {
  it('is refused unless it is allowed, a forged approval like any other', () => {
    expect(open(bytesOf(APPROVED))).toEqual(dropped('clearText'));
    expect(open(bytesOf(APPROVED), true)).toMatchObject({
      notification: { event: 'TENDER_FINAL', result: 'APPROVED', sealed: false },
    });
  });

  it('may come in the wrapper of a response', () => {
    expect(open(bytesOf(inOtherWrapper(event())), true)).toMatchObject({ notification: { event: 'Shutdown' } });
  });

  it('is read with several outputs, members in any order and case, and an unknown event', () => {
    const DisplayOutput = [output(7), output('EVENT=NEW_THING&transactionid=1&Result=Success')];
    const message = { SaleToPOIRequest: { MessageHeader: DISPLAY_HEADER, DisplayRequest: { DisplayOutput } } };
    expect(open(bytesOf(message), true)).toEqual({
      kind: 'notification',
      notification: {
        kind: 'display',
        event: 'NEW_THING',
        result: 'Success',
        transactionId: '1',
        ...ids,
        sealed: false,
      },
    });
  });

  it('is read with its ReferenceID in the DisplayRequest itself', () => {
    const DisplayRequest = { ReferenceID: reference('event=CARD_PRESENTED') };
    const message = { SaleToPOIRequest: { MessageHeader: DISPLAY_HEADER, DisplayRequest } };
    expect(open(bytesOf(message), true)).toMatchObject({ notification: presented });
  });

  it.each([
    ['no JSON', 'ok'],
    ['nothing', ''],
    ['a text', '"SaleToPOIRequest"'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['an empty message', '{"SaleToPOIRequest":{}}'],
    ['no message', '{"SaleToPOIRequest":null}'],
    ['another wrapper', '{"EventNotification":{"EventToNotify":"Shutdown"}}'],
    ['no header', '{"SaleToPOIRequest":{"EventNotification":{"EventToNotify":"Shutdown"}}}'],
    ['a payment', JSON.stringify({ SaleToPOIRequest: { MessageHeader: EVENT_HEADER, PaymentRequest: {} } })],
    ['an event without a name', JSON.stringify(event({ EventToNotify: '' }))],
    ['a display without an event', JSON.stringify(display('result=APPROVED'))],
  ])('is none when it is %s', (_, text) => {
    expect(open(Buffer.from(text), true)).toEqual(dropped('notANotification'));
  });
});

const externalUrl = new URL('../../../../../shared/vectors/external.json', import.meta.url);

interface ExternalVector {
  readonly id: string;
  readonly [member: string]: unknown;
}

if (!existsSync(externalUrl)) console.log('skipped: the sealed notification of an earlier library is not there');

describe.skipIf(!existsSync(externalUrl))('the sealed notification of an earlier library', () => {
  it('is opened, spaces, literal null and all', async () => {
    const { vectors } = JSON.parse(readFileSync(externalUrl, 'utf8')) as { vectors: ExternalVector[] };
    const [vector] = vectors.filter(({ id }) => id === 'A');
    if (vector === undefined) throw new Error('there is no vector A');
    const { passphrase, KeyIdentifier, KeyVersion, Nonce, Hmac, NexoBlob } = vector;
    const ring = await ringOf({ keyIdentifier: String(KeyIdentifier), keyVersion: 1, passphrase: String(passphrase) });
    const SecurityTrailer = { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac };
    const MessageHeader = { ...EVENT_HEADER, POIID: 'P400Plus-275102806' };
    const bytes = bytesOf({ SaleToPOIRequest: { MessageHeader, NexoBlob, SecurityTrailer } });
    expect(openNotification(bytes, { keyRing: ring, allowClearText: false })).toEqual({
      kind: 'notification',
      notification: {
        kind: 'event',
        event: 'SaleWakeUp',
        details: 'reference_id=9876',
        timeStamp: '2020-11-13T09:02:35.697Z',
        POIID: 'P400Plus-275102806',
        DeviceID: '5',
        sealed: true,
      },
    });
  });
});
