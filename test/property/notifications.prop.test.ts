import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { notificationHandler } from '../../adapters/notification-listener/notification-handler.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../protocol/ids.ts';
import type { ReceivedNotification } from '../../adapters/ports/notifications.port.ts';
import { createKeyRing, seal, type KeyRing } from '../../crypto/index.ts';
import { settle } from '../support/clock.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';

let keyRing: KeyRing;

beforeAll(async () => {
  keyRing = await createKeyRing([SHARED_KEY]);
});

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

const member = fc.oneof(fc.constantFrom('null', 'N/A', '', 'TILL-01', 'A\u0007'), fc.string(), fc.jsonValue());
const header = fc.oneof(
  fc.record({ SaleID: member, ServiceID: member, DeviceID: member, POIID: member }, { requiredKeys: [] }),
  fc.jsonValue(),
);
const reference = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom('event', 'EVENT', 'result', 'TimeStamp', 'TransactionID', 'x'), fc.string()))
    .map((pairs) => new URLSearchParams(pairs).toString()),
  fc.string().map((text) => `event=${text}`),
  fc.jsonValue(),
);
const output = fc.oneof(
  reference.map((ReferenceID) => ({ OutputContent: { PredefinedContent: { ReferenceID } } })),
  fc.jsonValue(),
);
const displayRequest = fc.oneof(
  fc.record({ DisplayOutput: fc.oneof(fc.array(output, { maxLength: 3 }), output), ReferenceID: reference }),
  fc.jsonValue(),
);
const eventNotification = fc.oneof(
  fc.record(
    { EventToNotify: member, TimeStamp: member, EventDetails: member, RejectedMessage: member },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const message = fc.record(
  { MessageHeader: header, DisplayRequest: displayRequest, EventNotification: eventNotification },
  { requiredKeys: ['MessageHeader'] },
);
const wrapped = fc
  .tuple(fc.constantFrom('SaleToPOIRequest', 'SaleToPOIResponse', 'other'), message)
  .map(([wrapper, body]) => ({ [wrapper]: body }));

/** Sealed with our key, so that what is inside gets as far as it can. */
const sealedBody = wrapped.map((whole) => {
  const [wrapper = '', body] = Object.entries(whole)[0] ?? [];
  const { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion, material } = keyRing.active;
  const { NexoBlob, Nonce, Hmac } = seal(material, bytesOf(whole), Buffer.alloc(16, 3));
  const SecurityTrailer = { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac };
  return bytesOf({ [wrapper]: { MessageHeader: body?.MessageHeader, NexoBlob, SecurityTrailer } });
});

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((text) => Buffer.from(text)),
  wrapped.map(bytesOf),
  sealedBody,
);

const NAME = /^[^\p{Cc}]{1,128}$/u;
const NAMES = ['event', 'POIID', 'SaleID', 'ServiceID', 'DeviceID', 'result', 'transactionId', 'timeStamp'];
const TEXTS = ['details', 'rejectedMessage'];
const NO_ID = /^(null|n\/a|-null-)$/i;

const PARSERS: Readonly<Record<string, (value: unknown) => string>> = {
  POIID: parsePOIID,
  SaleID: parseSaleID,
  ServiceID: parseServiceID,
};

function isId(name: string, value: string): boolean {
  try {
    return PARSERS[name] === undefined || PARSERS[name](value) === value;
  } catch {
    return false;
  }
}

/** What is wrong with a notification, in the words of its type. */
function faultsOf(notification: ReceivedNotification): string[] {
  const { kind, sealed, receivedAtMs, oddIds = {}, ...rest } = notification;
  const faults = Object.entries(rest).filter(([name, value]) => {
    if (TEXTS.includes(name)) return kind !== 'event' || typeof value !== 'string';
    if (!NAMES.includes(name) || typeof value !== 'string' || !NAME.test(value)) return true;
    return name.endsWith('ID') && (NO_ID.test(value) || !isId(name, value));
  });
  for (const [name, value] of Object.entries(oddIds)) {
    if (name in rest || !NAME.test(value) || NO_ID.test(value) || isId(name, value)) faults.push([name, value]);
  }
  if (kind !== 'display' && kind !== 'event') faults.push(['kind', kind]);
  if (notification.event === undefined) faults.push(['event', 'missing']);
  if (typeof sealed !== 'boolean' || !Number.isFinite(receivedAtMs)) faults.push(['arrival', '']);
  return faults.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

describe('whatever is sent as a notification', () => {
  it('is acknowledged, and reaches the sink only when it is well formed', async () => {
    let delivered = 0;
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const received: ReceivedNotification[] = [];
        const sink = (notification: ReceivedNotification) => void received.push(notification);
        const handler = notificationHandler({ keyRing, allowClearText: true, sink });
        const answer = await handler.handle({ method: 'POST', headers: {}, body, remoteAddress: '127.0.0.1' });
        expect(answer).toMatchObject({ status: 200, body: '[accepted]' });
        await settle();
        expect(received.flatMap(faultsOf)).toEqual([]);
        const { delivered: accepted, notOpened, clearText, notANotification } = handler.counts();
        expect([accepted + notOpened + clearText + notANotification, accepted]).toEqual([1, received.length]);
        delivered += accepted;
      }),
      { numRuns: 2000 },
    );
    // The bodies are not all hopeless: the property would hold for a handler that takes nothing.
    expect(delivered).toBeGreaterThan(50);
  });

  it('is refused or answered, never thrown at, whatever the request around it', async () => {
    const request = fc.record({
      method: fc.oneof(fc.constant('POST'), fc.string()),
      headers: fc.dictionary(
        fc.oneof(fc.constantFrom('authorization', 'content-length'), fc.string()),
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `Basic ${text}`),
          fc.array(fc.string()),
        ),
      ),
      body: fc.uint8Array({ maxLength: 50 }),
      remoteAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
    });
    const credentials = { username: 'terminal', password: 'battery' };
    const handler = notificationHandler({ keyRing, credentials, sink: () => undefined });
    await fc.assert(
      fc.asyncProperty(request, async (given) => {
        const { status, body } = await handler.handle(given);
        expect([status, body]).toEqual([given.method === 'POST' ? 401 : 405, '']);
      }),
    );
  });
});
