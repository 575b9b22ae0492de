import { deriveKeyMaterial, seal, type KeyRing, type SharedKey } from '../../../../crypto/index.ts';
import type { ReceivedNotification } from '../../../../adapters/ports/notifications.port.ts';
import type { NotificationRequest } from '../../../../adapters/ports/listener.port.ts';

/** Notifications as terminals write them, and a sink that is waited for. */

export const LANE_KEY: SharedKey = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' };
export const OTHER_KEY: SharedKey = { keyIdentifier: 'other-key', keyVersion: 1, passphrase: 'Other1_Green!Kettle' };
export const CREDENTIALS = { username: 'terminal', password: 'Correct horse: battery' };

export type Json = Readonly<Record<string, unknown>>;

export const DISPLAY_HEADER = {
  ProtocolVersion: '3.0',
  MessageClass: 'Device',
  MessageCategory: 'Display',
  MessageType: 'Request',
  SaleID: 'TILL-01',
  ServiceID: 'A0000001Z9',
  DeviceID: '1777889733',
  POIID: 'S1F2-000158213605011',
};

export const EVENT_HEADER = {
  ProtocolVersion: '3.0',
  MessageClass: 'Event',
  MessageCategory: 'Event',
  MessageType: 'Notification',
  SaleID: 'null',
  DeviceID: '5',
  POIID: 'S1F2-000158213605011',
};

export function output(ReferenceID: unknown): Json {
  return {
    Device: 'CashierDisplay',
    InfoQualify: 'Status',
    OutputContent: { OutputFormat: 'MessageRef', PredefinedContent: { ReferenceID } },
    ResponseRequiredFlag: false,
  };
}

export const reference = (rest: string) =>
  `TransactionID=Bx4N001777889731004&TimeStamp=2026-05-04T10%3a15%3a33.000Z&${rest}`;

/** A display notification; `rest` is the end of its ReferenceID. */
export function display(rest = 'event=CARD_PRESENTED', header: Json = DISPLAY_HEADER): Json {
  return {
    SaleToPOIRequest: { MessageHeader: header, DisplayRequest: { DisplayOutput: [output(reference(rest))] } },
  };
}

export const APPROVED = display('event=TENDER_FINAL&result=APPROVED');

/** An event notification. */
export function event(body: Json = {}, header: Json = EVENT_HEADER): Json {
  const EventNotification = { TimeStamp: '2026-05-04T05:59:58.120Z', EventToNotify: 'Shutdown', ...body };
  return { SaleToPOIRequest: { MessageHeader: header, EventNotification } };
}

export const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export interface Envelope {
  MessageHeader: Json;
  NexoBlob: string;
  SecurityTrailer: Record<string, unknown>;
}

/** Seals a message as a terminal does; `change` may then spoil the envelope. */
export function sealed(ring: KeyRing, message: Json, change: (envelope: Envelope) => void = () => undefined): Buffer {
  const { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion, material } = ring.active;
  const { NexoBlob, Nonce, Hmac } = seal(material, bytesOf(message), Buffer.alloc(16, 9));
  const wrapper = Object.keys(message)[0] ?? '';
  const inner = message[wrapper] as { MessageHeader: Json };
  const envelope: Envelope = {
    MessageHeader: { ...inner.MessageHeader },
    NexoBlob,
    SecurityTrailer: { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac },
  };
  change(envelope);
  return bytesOf({ [wrapper]: envelope });
}

/** A ring of one key whose passphrase need not be a good one. */
export async function ringOf({ keyIdentifier, keyVersion, passphrase }: SharedKey): Promise<KeyRing> {
  const active = { keyIdentifier, keyVersion, material: await deriveKeyMaterial(passphrase) };
  const find: KeyRing['find'] = (id, version) => (id === keyIdentifier && version === keyVersion ? active : undefined);
  return { active, find };
}

/** The till's ring, and one that it does not know. */
export const keyRing = await ringOf(LANE_KEY);
export const otherRing = await ringOf(OTHER_KEY);

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** A POST from this machine without credentials. */
export function post(body: NotificationRequest['body'], over: Partial<NotificationRequest> = {}): NotificationRequest {
  return { method: 'POST', headers: {}, body, remoteAddress: '127.0.0.1', ...over };
}

/** A sink that keeps what it gets. */
export function keepingSink() {
  const received: ReceivedNotification[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    received,
    sink(this: void, notification: ReceivedNotification): void {
      received.push(notification);
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    },
    /** Resolves when that many have arrived. */
    has: (count: number) =>
      new Promise<void>((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}

/** A log that keeps what is written, as text. */
export function keepingLog() {
  const lines: { level: string; fields: object; message: string }[] = [];
  const write = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, log: { info: write('info'), warn: write('warn'), error: write('error') } };
}
