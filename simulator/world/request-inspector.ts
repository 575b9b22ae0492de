import type { KeyRing } from '../../crypto/key-ring.ts';
import { isObject } from '../messages/wire-object.ts';
import { openRequest } from '../wire/protection.ts';

/** A request on the wire, as read with the key. */
export interface InspectedRequest {
  readonly MessageCategory: string;
  readonly ServiceID: string;
  readonly SaleID: string;
  readonly POIID: string;
  /** SaleTransactionID.TransactionID, if the request has one. */
  readonly reference: string | undefined;
  /** The request that an Abort or a TransactionStatus is about. */
  readonly aboutServiceID: string | undefined;
}

/** Opens a request on its way; `undefined` when it cannot be opened. */
export function inspectRequest(bytes: Uint8Array, keys: KeyRing): InspectedRequest | undefined {
  const opened = openRequest(bytes, keys, 'allowed');
  const message = opened.kind === 'message' ? member(opened.message, 'SaleToPOIRequest') : undefined;
  const header = member(message, 'MessageHeader');
  const MessageCategory = text(header, 'MessageCategory');
  if (MessageCategory === undefined) return undefined;
  const body = member(message, `${MessageCategory}Request`);
  return {
    MessageCategory,
    ServiceID: text(header, 'ServiceID') ?? '',
    SaleID: text(header, 'SaleID') ?? '',
    POIID: text(header, 'POIID') ?? '',
    reference: text(member(member(body, 'SaleData'), 'SaleTransactionID'), 'TransactionID'),
    aboutServiceID: text(member(body, 'MessageReference'), 'ServiceID'),
  };
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
}
