import { z } from 'zod';
import type { RequestHeader } from './request-reader.ts';
import type { WireObject } from './wire-object.ts';

/** Names an earlier request: the subject of an Abort or a TransactionStatus. */
export const MessageReference = z.object({
  MessageCategory: z.string().optional(),
  SaleID: z.string().optional(),
  ServiceID: z.string().optional(),
  POIID: z.string().optional(),
});
export type MessageReference = Readonly<z.infer<typeof MessageReference>>;

/** What a request must match: members that are `undefined` match anything. */
export interface RequestFilter {
  readonly MessageCategory?: string | undefined;
  readonly SaleID?: string | undefined;
  readonly ServiceID?: string | undefined;
}

/**
 * The earlier request that a MessageReference names: what the reference leaves out is taken from the header (reference 5.2, 5.3).
 *
 * @returns `undefined` when it names a request of another terminal
 */
export function filterOf(reference: MessageReference, header: RequestHeader): RequestFilter | undefined {
  const { MessageCategory, ServiceID, SaleID = header.SaleID, POIID = header.POIID } = reference;
  return POIID === header.POIID ? { MessageCategory, ServiceID, SaleID } : undefined;
}

/** Whether the filter matches a request. */
export function matches(filter: RequestFilter, header: RequestHeader): boolean {
  return (['MessageCategory', 'SaleID', 'ServiceID'] as const).every(
    (field) => filter[field] === undefined || filter[field] === header[field],
  );
}

/** The MessageReference that names a request. */
export function referenceTo({ MessageCategory, SaleID, ServiceID }: RequestHeader): WireObject {
  return { MessageCategory, SaleID, ServiceID };
}
