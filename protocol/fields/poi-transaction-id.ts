/** How the terminal names a transaction. A refund has to repeat `TransactionID` and `TimeStamp` exactly (reference 5.1). */
export interface POITransactionID {
  /** `<tenderReference>.<pspReference>`, or the tender reference alone. Verbatim. */
  readonly TransactionID: string;
  /** Verbatim. */
  readonly TimeStamp: string;
  readonly tenderReference: string;
  /** Absent when the platform gave none: the transaction ended before an authorisation. */
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
