import { randomBytes } from 'node:crypto';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { deriveKeyMaterial, open, seal, type KeyMaterial, type SharedKey } from '../../crypto/index.ts';

/**
 * A client made of nothing but node:https and the cipher, for tests of the simulator: it must not lean on the engine, and it
 * takes what comes without judging it.
 */

export const POIID = 'V400m-324688179';
export const SALE_ID = 'TILL-01';
export const LANE_KEY: SharedKey = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' };

/** Everything at once: for tests that wait for real sockets. */
export const QUICK = { cardAfterMs: 1, personAfterMs: 1, hostAfterMs: 1, reversalAfterMs: 1, abortAfterMs: 1 } as const;

export type Json = Readonly<Record<string, unknown>>;

export function header(
  MessageCategory: string,
  ServiceID: string,
  ids: { SaleID?: string; POIID?: string } = {},
): Json {
  return {
    ProtocolVersion: '3.0',
    MessageClass: ['Display', 'Input', 'Print'].includes(MessageCategory) ? 'Device' : 'Service',
    MessageCategory,
    MessageType: 'Request',
    SaleID: ids.SaleID ?? SALE_ID,
    ServiceID,
    POIID: ids.POIID ?? POIID,
  };
}

export function message(messageHeader: Json, body: Json): Json {
  const category = String(messageHeader['MessageCategory']);
  return { SaleToPOIRequest: { MessageHeader: messageHeader, [`${category}Request`]: body } };
}

export interface PaymentWish {
  readonly amount?: number;
  readonly currency?: string;
  readonly reference?: string;
  readonly saleToAcquirerData?: string;
  readonly refund?: boolean;
}

export function paymentBody(wish: PaymentWish = {}): Json {
  const { amount = 12.34, currency = 'EUR', reference = 'ORDER-1', saleToAcquirerData, refund = false } = wish;
  return {
    SaleData: {
      SaleTransactionID: { TransactionID: reference, TimeStamp: '2026-05-04T10:15:30.000Z' },
      ...(saleToAcquirerData !== undefined && { SaleToAcquirerData: saleToAcquirerData }),
    },
    PaymentTransaction: { AmountsReq: { Currency: currency, RequestedAmount: amount } },
    ...(refund && { PaymentData: { PaymentType: 'Refund' } }),
  };
}

export function payment(ServiceID: string, wish: PaymentWish = {}): Json {
  return message(header('Payment', ServiceID), paymentBody(wish));
}

export function status(ServiceID: string, about: string, more: Json = {}): Json {
  const MessageReference = { MessageCategory: 'Payment', SaleID: SALE_ID, ServiceID: about };
  return message(header('TransactionStatus', ServiceID), { MessageReference, ...more });
}

export function abort(ServiceID: string, about: string, reference: Json = {}): Json {
  const MessageReference = { MessageCategory: 'Payment', ServiceID: about, ...reference };
  return message(header('Abort', ServiceID), { AbortReason: 'MerchantAbort', MessageReference });
}

/** Follows a path of member names; `undefined` where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (here, name) =>
      typeof here === 'object' && here !== null ? Object.entries(here).find(([key]) => key === name)?.[1] : undefined,
    value,
  );
}

// --- the wire ---------------------------------------------------------------------------------------------------------

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** One POST over TLS on a connection of its own. Rejects when the connection breaks or the body stays incomplete. */
export function post(port: number, body: string | Uint8Array, options: RequestOptions = {}): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        path: '/nexo',
        method: 'POST',
        servername: '',
        agent: false,
        checkServerIdentity: () => undefined,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
        ...options,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Seals and opens as a till with one key does. */
export interface Lane {
  readonly material: KeyMaterial;
  seal(plain: Json): string;
  /** The plaintext of a sealed answer, in text. @throws {OpenError} */
  open(body: Uint8Array): string;
}

export async function lane(key: SharedKey = LANE_KEY): Promise<Lane> {
  const material = await deriveKeyMaterial(key.passphrase);
  return {
    material,
    seal(plain) {
      const { NexoBlob, Nonce, Hmac } = seal(material, Buffer.from(JSON.stringify(plain)), randomBytes(16));
      const { keyIdentifier: KeyIdentifier, keyVersion: KeyVersion } = key;
      const SecurityTrailer = { AdyenCryptoVersion: 1, KeyIdentifier, KeyVersion, Nonce, Hmac };
      const MessageHeader = at(plain, 'SaleToPOIRequest', 'MessageHeader');
      return JSON.stringify({ SaleToPOIRequest: { MessageHeader, NexoBlob, SecurityTrailer } });
    },
    open(body) {
      const sealed = at(JSON.parse(Buffer.from(body).toString()), 'SaleToPOIResponse');
      const text = (...path: string[]) => String(at(sealed, ...path));
      const plain = open(material, {
        NexoBlob: text('NexoBlob'),
        Nonce: text('SecurityTrailer', 'Nonce'),
        Hmac: text('SecurityTrailer', 'Hmac'),
      });
      return Buffer.from(plain).toString();
    },
  };
}
