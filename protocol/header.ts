import { z } from 'zod';
import type { POIID, SaleID, ServiceID } from './ids.ts';

/** The categories of requests, and the message class of each (reference 3.4). */
export const MESSAGE_CLASS_OF = {
  Login: 'Service',
  Logout: 'Service',
  Payment: 'Service',
  Reversal: 'Service',
  Abort: 'Service',
  TransactionStatus: 'Service',
  CardAcquisition: 'Service',
  EnableService: 'Service',
  BalanceInquiry: 'Service',
  StoredValue: 'Service',
  Loyalty: 'Service',
  GetTotals: 'Service',
  Reconciliation: 'Service',
  Diagnosis: 'Service',
  Admin: 'Service',
  Batch: 'Service',
  Display: 'Device',
  Input: 'Device',
  InputUpdate: 'Device',
  Print: 'Device',
  Sound: 'Device',
  CardReaderInit: 'Device',
  CardReaderAPDU: 'Device',
  CardReaderPowerOff: 'Device',
} as const;

/** The category of a message. */
export type MessageCategory = keyof typeof MESSAGE_CLASS_OF;

/** The categories that move money, or keep the terminal for a payment. */
export const TRANSACTION_CATEGORIES = [
  'Payment',
  'Reversal',
  'StoredValue',
  'CardAcquisition',
  'Loyalty',
  'Batch',
] as const satisfies readonly MessageCategory[];

/** A category that moves money or keeps the terminal. */
export type TransactionCategory = (typeof TRANSACTION_CATEGORIES)[number];

export const PROTOCOL_VERSION = '3.0';

/** The header of a request of ours (reference 3.2). */
export interface RequestHeader {
  readonly ProtocolVersion: typeof PROTOCOL_VERSION;
  readonly MessageClass: 'Service' | 'Device';
  readonly MessageCategory: MessageCategory;
  readonly MessageType: 'Request';
  readonly SaleID: SaleID;
  readonly ServiceID: ServiceID;
  readonly POIID: POIID;
}

export function requestHeader(
  MessageCategory: MessageCategory,
  ids: { SaleID: SaleID; ServiceID: ServiceID; POIID: POIID },
): RequestHeader {
  return {
    ProtocolVersion: PROTOCOL_VERSION,
    MessageClass: MESSAGE_CLASS_OF[MessageCategory],
    MessageCategory,
    MessageType: 'Request',
    SaleID: ids.SaleID,
    ServiceID: ids.ServiceID,
    POIID: ids.POIID,
  };
}

/** A header as received: the members that the schema requires are present, others may be; enums are open. Unknown ones are dropped. */
export const MessageHeaderSchema = z.object({
  ProtocolVersion: z.string().optional(),
  MessageClass: z.string(),
  MessageCategory: z.string(),
  MessageType: z.string(),
  SaleID: z.string(),
  ServiceID: z.string().optional(),
  DeviceID: z.string().optional(),
  POIID: z.string(),
});

/** The header of a message, as it stands on the wire. */
export type MessageHeader = Readonly<z.infer<typeof MessageHeaderSchema>>;

const KNOWN_FIELDS = Object.keys(MessageHeaderSchema.shape) as (keyof MessageHeader)[];

type HeaderFields = Readonly<Partial<Record<keyof MessageHeader, unknown>>>;

/**
 * Whether two headers agree in every known field: the clear copy of a sealed message and the sealed one (reference 2.4). They are
 * compared as received: a field that is missing in one must be missing in the other, and a field that holds an object never agrees.
 */
export function sameHeader(a: HeaderFields, b: HeaderFields): boolean {
  return KNOWN_FIELDS.every((field) => a[field] === b[field]);
}

/**
 * The first field by which a header does not answer our request, or `undefined` when it does (reference 3.2: the response
 * repeats the request's header with MessageType Response).
 */
export function notEchoed(request: RequestHeader, answer: MessageHeader): keyof MessageHeader | undefined {
  if (answer.MessageType !== 'Response') return 'MessageType';
  return (['MessageCategory', 'ServiceID', 'SaleID', 'POIID'] as const).find(
    (field) => answer[field] !== request[field],
  );
}
