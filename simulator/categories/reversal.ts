import { z } from 'zod';
import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { receiptsOf } from '../messages/receipts.ts';
import { Identification, SaleData } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { failed } from '../messages/responses.ts';
import { additionalResponse, readAcquirerData, type AcquirerData } from '../messages/text-encoding.ts';
import { isoTime } from '../messages/wire-object.ts';
import type { Environment } from '../platform/environment.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import { pspReference } from '../primitives/identifiers.ts';
import type { TransactionResult } from './transaction-result.ts';

/** Reference 5.1. */
const ReversalRequest = z.object({
  OriginalPOITransaction: z.object({ POITransactionID: Identification }),
  ReversalReason: z.string(),
  ReversedAmount: z.number().optional(),
  SaleData: SaleData.optional(),
});

/** A reversal, as read from the request. */
export interface ReversalDetails {
  readonly header: RequestHeader;
  readonly request: Readonly<z.infer<typeof ReversalRequest>>;
  readonly acquirerData: AcquirerData;
  /** The amount to give back; `undefined`: all of it. */
  readonly requested: Amount | undefined;
}

/** Reads a reversal. A partial one must state its currency in SaleToAcquirerData (reference 5.1). */
export function readReversal(header: RequestHeader, body: unknown): Read<ReversalDetails> {
  const read = readBody(ReversalRequest, 'Reversal', body);
  if (!read.ok) return read;
  const request = read.value;
  const acquirerData = readAcquirerData(request.SaleData?.SaleToAcquirerData);
  const details = { header, request, acquirerData };
  if (request.ReversedAmount === undefined) return { ok: true, value: { ...details, requested: undefined } };

  const { currency } = acquirerData;
  if (currency === undefined) {
    return {
      ok: false,
      errors: ['At SaleToPOIRequest.ReversalRequest.SaleData.SaleToAcquirerData, field currency: Missing'],
    };
  }
  const requested = fromWire(request.ReversedAmount, currency);
  if (requested === undefined) {
    return { ok: false, errors: ['At SaleToPOIRequest.ReversalRequest, field ReversedAmount: Invalid'] };
  }
  return { ok: true, value: { ...details, requested } };
}

/**
 * Looks the original up in the platform's ledger, which may be another terminal's, and gives back what was requested, never more
 * than what was charged. Success means that the refund is accepted (reference 5.1); the simulator's refunds then always succeed, so
 * the movement is recorded at once.
 */
export function reversalResult(
  details: ReversalDetails,
  tender: string,
  { ledger, nowMs, random }: Environment,
): TransactionResult {
  const named = details.request.OriginalPOITransaction.POITransactionID;
  const original = ledger.find(
    ({ kind, POITransactionID }) =>
      kind === 'charge' &&
      POITransactionID.TransactionID === named.TransactionID &&
      POITransactionID.TimeStamp === named.TimeStamp,
  );
  if (original === undefined) {
    return failedReversal(details, 'NotFound', 'Original transaction not found', tender, nowMs);
  }

  const { currency } = original.amount;
  const amount = details.requested ?? original.amount;
  if (amount.currency !== currency) return failedReversal(details, 'NotAllowed', 'Currency mismatch', tender, nowMs);
  if (amount.value > original.amount.value - reversedAmount(original, ledger)) {
    return failedReversal(details, 'NotAllowed', 'Refund exceeds the original amount', tender, nowMs);
  }
  return acceptedReversal(details, original, amount, tender, { nowMs, random });
}

/** What was given back of a charge so far, in minor units. */
function reversedAmount(original: LedgerEntry, ledger: readonly LedgerEntry[]): number {
  return ledger
    .filter(({ originalPspReference }) => originalPspReference === original.pspReference)
    .reduce((sum, { amount }) => sum + amount.value, 0);
}

function acceptedReversal(
  { header, request, acquirerData }: ReversalDetails,
  original: LedgerEntry,
  amount: Amount,
  tender: string,
  { nowMs, random }: Pick<Environment, 'nowMs' | 'random'>,
): TransactionResult {
  const psp = pspReference(random);
  const POITransactionID = { TransactionID: `${tender}.${psp}`, TimeStamp: isoTime(nowMs) };
  const reference = request.SaleData?.SaleTransactionID.TransactionID ?? '';
  return {
    body: {
      Response: {
        Result: 'Success',
        AdditionalResponse: additionalResponse(
          { pspReference: psp, currency: amount.currency, store: 'Simulator' },
          acquirerData.encoding,
        ),
      },
      POIData: { POITransactionID },
      ReversedAmount: toWire(amount),
      PaymentReceipt: receiptsOf({
        kind: 'void',
        atMs: nowMs,
        amount,
        POIID: header.POIID,
        tenderReference: tender,
        reference,
      }),
    },
    entry: {
      at: nowMs,
      POIID: header.POIID,
      ServiceID: header.ServiceID,
      SaleID: header.SaleID,
      kind: 'reversal',
      amount,
      pspReference: psp,
      reference,
      POITransactionID,
      originalPspReference: original.pspReference,
      ...(original.totals !== undefined && {
        totals: {
          instrument: original.totals.instrument,
          brand: original.totals.brand,
          OperatorID: request.SaleData?.OperatorID,
          ShiftNumber: request.SaleData?.ShiftNumber,
          TotalsGroupID: request.SaleData?.SaleTerminalData?.TotalsGroupID,
        },
      }),
    },
  };
}

function failedReversal(
  { acquirerData }: ReversalDetails,
  ErrorCondition: string,
  message: string,
  tender: string,
  nowMs: number,
): TransactionResult {
  return {
    body: {
      Response: failed(ErrorCondition, { message }, acquirerData.encoding),
      POIData: { POITransactionID: { TransactionID: tender, TimeStamp: isoTime(nowMs) } },
    },
  };
}
