import { z } from 'zod';
import { MessageHeaderSchema } from '../../protocol/header.ts';
import { isObject } from './responses.ts';

/**
 * How the terminal reads requests: it asks for what it needs and looks past everything else. What is missing or of the wrong
 * type is named the way terminals name it (reference 1.5, 4.1).
 */

/** A request's ServiceID is what everything here goes by, so this terminal wants one also where nexo does not. */
const RequestHeaderSchema = MessageHeaderSchema.extend({ ServiceID: z.string().min(1).max(10) });
export type RequestHeader = Readonly<z.infer<typeof RequestHeaderSchema>>;

const Identification = z.object({ TransactionID: z.string(), TimeStamp: z.string() });
export type Identification = Readonly<z.infer<typeof Identification>>;

const SaleData = z.object({
  SaleTransactionID: Identification,
  SaleToAcquirerData: z.string().optional(),
  TokenRequestedType: z.string().optional(),
});
export type SaleData = Readonly<z.infer<typeof SaleData>>;

/** Reference 4.1. */
export const PaymentRequest = z.object({
  SaleData,
  PaymentTransaction: z.object({ AmountsReq: z.object({ Currency: z.string(), RequestedAmount: z.number() }) }),
  PaymentData: z
    .object({ PaymentType: z.string().optional(), CardAcquisitionReference: Identification.optional() })
    .optional(),
});
export type PaymentRequest = Readonly<z.infer<typeof PaymentRequest>>;

/** Reference 5.1. */
export const ReversalRequest = z.object({
  OriginalPOITransaction: z.object({ POITransactionID: Identification }),
  ReversalReason: z.string(),
  ReversedAmount: z.number().optional(),
  SaleData: SaleData.optional(),
});
export type ReversalRequest = Readonly<z.infer<typeof ReversalRequest>>;

/** Reference 6.6. */
export const CardAcquisitionRequest = z.object({
  SaleData,
  CardAcquisitionTransaction: z.object({ TotalAmount: z.number().optional() }),
});
export type CardAcquisitionRequest = Readonly<z.infer<typeof CardAcquisitionRequest>>;

/** Reference 6.7. A card that is swiped or keyed in at the terminal comes without its number. */
const StoredValueAccountID = z.looseObject({ StoredValueID: z.string().optional() });
export type StoredValueAccountID = Readonly<z.infer<typeof StoredValueAccountID>>;

/** Reference 6.7. */
export const BalanceInquiryRequest = z.object({
  PaymentAccountReq: z.object({
    CardAcquisitionReference: Identification.optional(),
    PaymentInstrumentData: z.object({ StoredValueAccountID: StoredValueAccountID.optional() }).optional(),
  }),
});

/** Reference 6.7. */
export const StoredValueRequest = z.object({
  SaleData,
  StoredValueData: z
    .array(
      z.object({
        StoredValueTransactionType: z.enum(['Activate', 'Load', 'Unload', 'Reserve', 'Reverse', 'Duplicate']),
        StoredValueAccountID: StoredValueAccountID.optional(),
        OriginalPOITransaction: z.object({ POITransactionID: Identification }).optional(),
        ItemAmount: z.number().optional(),
        Currency: z.string().optional(),
      }),
    )
    .min(1),
});
export type StoredValueData = Readonly<z.infer<typeof StoredValueRequest>['StoredValueData'][number]>;

const MessageReference = z.object({
  MessageCategory: z.string().optional(),
  SaleID: z.string().optional(),
  ServiceID: z.string().optional(),
  POIID: z.string().optional(),
});
export type MessageReference = Readonly<z.infer<typeof MessageReference>>;

/** Reference 5.2. */
export const AbortRequest = z.object({ AbortReason: z.string(), MessageReference });

/** Reference 5.3: without a MessageReference it asks about the current or the last transaction. */
export const TransactionStatusRequest = z.object({
  ReceiptReprintFlag: z.boolean().optional(),
  DocumentQualifier: z.array(z.string()).optional(),
  MessageReference: MessageReference.optional(),
});

/** Reference 6.1. */
export const DiagnosisRequest = z.object({ HostDiagnosisFlag: z.boolean().optional() });

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly string[] };

/** Splits a whole message into its header and the body that its category names. */
export function readEnvelope(message: unknown): Read<{ header: RequestHeader; body: unknown }> {
  const envelope = isObject(message) ? message['SaleToPOIRequest'] : undefined;
  if (!isObject(envelope)) {
    return { ok: false, errors: ['At toplevel, field SaleToPOIRequest: Missing', 'At toplevel: Missing'] };
  }
  const header = read(RequestHeaderSchema, envelope['MessageHeader'], 'SaleToPOIRequest.MessageHeader');
  if (!header.ok) return header;
  const bodyName = `${header.value.MessageCategory}Request`;
  const body = envelope[bodyName];
  if (!isObject(body)) {
    return {
      ok: false,
      errors: [`At SaleToPOIRequest, field ${bodyName}: Missing`, 'At SaleToPOIRequest: Missing'],
    };
  }
  return { ok: true, value: { header: header.value, body } };
}

/** Reads a body of a category with its schema. */
export function readBody<T>(schema: z.ZodType<T>, category: string, body: unknown): Read<T> {
  return read(schema, body, `SaleToPOIRequest.${category}Request`);
}

function read<T>(schema: z.ZodType<T>, value: unknown, at: string): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: parsed.error.issues.map((issue) => errorLine(issue, value, at)) };
}

/** `At SaleToPOIRequest.PaymentRequest.PaymentTransaction.AmountsReq, field Currency: Missing` */
function errorLine(issue: z.core.$ZodIssue, root: unknown, at: string): string {
  const path = issue.path.map(String);
  const field = path.at(-1);
  const found = path.reduce<unknown>(
    (value, key) => (isObject(value) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined),
    root,
  );
  const why =
    found === undefined ? 'Missing' : issue.code === 'invalid_type' ? `Expected JSON ${issue.expected}` : 'Invalid';
  if (field === undefined) return `At ${at}: ${why}`;
  return `At ${[at, ...path.slice(0, -1)].join('.')}, field ${field}: ${why}`;
}
