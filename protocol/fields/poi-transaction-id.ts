import { z } from 'zod';
import { withRule } from '../validation/input-rules.ts';

/** The POITransactionID of an earlier answer, which a later request repeats: both members exactly as received (reference 5.1). */
export interface TransactionIdentification {
  /** `<tenderReference>.<pspReference>`, or the tender reference alone. */
  readonly TransactionID: string;
  readonly TimeStamp: string;
}

/** The terminal's identification of a transaction, with the parts of its `TransactionID`. */
export interface POITransactionID extends TransactionIdentification {
  readonly tenderReference: string;
  /** Absent when the platform issued none: the transaction ended before an authorisation. */
  readonly pspReference?: string;
}

/**
 * Reads POIData.POITransactionID and splits it at the last dot (reference 4.4).
 *
 * @returns `undefined` when one of the two members is missing or is no text
 */
export function readPOITransactionID(value: unknown): POITransactionID | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { TransactionID, TimeStamp }: { TransactionID?: unknown; TimeStamp?: unknown } = value;
  if (typeof TransactionID !== 'string' || TransactionID === '' || typeof TimeStamp !== 'string') return undefined;
  const dot = TransactionID.lastIndexOf('.');
  if (dot === -1) return { TransactionID, TimeStamp, tenderReference: TransactionID };
  const pspReference = TransactionID.slice(dot + 1);
  return {
    TransactionID,
    TimeStamp,
    tenderReference: TransactionID.slice(0, dot),
    ...(pspReference !== '' && { pspReference }),
  };
}

/** The two members for a request, without any others. */
export function identificationOf({ TransactionID, TimeStamp }: TransactionIdentification): TransactionIdentification {
  return { TransactionID, TimeStamp };
}

/** How a caller identifies an earlier transaction. A whole POITransactionID is accepted: its parts are left out. */
export const TransactionIdentificationSchema = withRule(
  { code: 'ERR_INPUT_POITRANSACTIONID' },
  z
    .strictObject(
      {
        TransactionID: z.string('a non-empty text').min(1),
        TimeStamp: z.string('a non-empty text').min(1),
        tenderReference: z.unknown().optional(),
        pspReference: z.unknown().optional(),
      },
      'the POITransactionID of its outcome, { TransactionID, TimeStamp }',
    )
    .transform(identificationOf),
);
