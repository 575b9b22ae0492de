import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { additionalResponse, readAcquirerData, type AcquirerData } from '../messages/text-encoding.ts';
import type { Ended } from './transaction-result.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import { failed, isoTime, type WireObject } from '../messages/responses.ts';
import { receiptsOf } from '../messages/receipts.ts';
import { pspReference, type RandomBytes } from '../primitives/identifiers.ts';
import { readBody, ReversalRequest, type Read, type RequestHeader } from '../messages/request-reader.ts';

/** A reversal as the terminal understood it. */
export interface ReversalFacts {
  readonly header: RequestHeader;
  readonly request: ReversalRequest;
  readonly acquirerData: AcquirerData;
  /** What to give back; `undefined` is all of it. */
  readonly asked: Amount | undefined;
}

/** Reads a reversal. A partial one must say its currency in SaleToAcquirerData (reference 5.1). */
export function readReversal(header: RequestHeader, body: unknown): Read<ReversalFacts> {
  const read = readBody(ReversalRequest, 'Reversal', body);
  if (!read.ok) return read;
  const request = read.value;
  const acquirerData = readAcquirerData(request.SaleData?.SaleToAcquirerData);
  const facts = { header, request, acquirerData };
  if (request.ReversedAmount === undefined) return { ok: true, value: { ...facts, asked: undefined } };

  const { currency } = acquirerData;
  if (currency === undefined) {
    return {
      ok: false,
      errors: ['At SaleToPOIRequest.ReversalRequest.SaleData.SaleToAcquirerData, field currency: Missing'],
    };
  }
  const asked = fromWire(request.ReversedAmount, currency);
  if (asked === undefined) {
    return { ok: false, errors: ['At SaleToPOIRequest.ReversalRequest, field ReversedAmount: Invalid'] };
  }
  return { ok: true, value: { ...facts, asked } };
}

/**
 * Looks the original up in the book and gives back what is asked, never more than what was charged. Success means that the
 * refund is accepted (reference 5.1); this simulator's refunds then always succeed, so the book has it at once.
 *
 * @param book all movements of the platform: the original may be another terminal's
 */
export function endReversal(
  facts: ReversalFacts,
  book: readonly LedgerEntry[],
  tender: string,
  { nowMs, random }: { nowMs: number; random: RandomBytes },
): Ended {
  const named = facts.request.OriginalPOITransaction.POITransactionID;
  const original = book.find(
    ({ kind, POITransactionID }) =>
      kind === 'charge' &&
      POITransactionID.TransactionID === named.TransactionID &&
      POITransactionID.TimeStamp === named.TimeStamp,
  );
  if (original === undefined) return refused(facts, 'NotFound', 'Original transaction not found', tender, nowMs);

  const { currency } = original.amount;
  const amount = facts.asked ?? original.amount;
  if (amount.currency !== currency) return refused(facts, 'NotAllowed', 'Currency mismatch', tender, nowMs);
  if (amount.value > original.amount.value - reversedOf(original, book)) {
    return refused(facts, 'NotAllowed', 'Refund exceeds the original amount', tender, nowMs);
  }
  return accepted(facts, original, amount, tender, { nowMs, random });
}

function reversedOf(original: LedgerEntry, book: readonly LedgerEntry[]): number {
  return book
    .filter(({ originalPspReference }) => originalPspReference === original.pspReference)
    .reduce((sum, { amount }) => sum + amount.value, 0);
}

function accepted(
  { header, request, acquirerData }: ReversalFacts,
  original: LedgerEntry,
  amount: Amount,
  tender: string,
  { nowMs, random }: { nowMs: number; random: RandomBytes },
): Ended {
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
    },
  };
}

function refused(
  { acquirerData }: ReversalFacts,
  ErrorCondition: string,
  message: string,
  tender: string,
  nowMs: number,
): Ended {
  const body: WireObject = {
    Response: failed(ErrorCondition, { message }, acquirerData.encoding),
    POIData: { POITransactionID: { TransactionID: tender, TimeStamp: isoTime(nowMs) } },
  };
  return { body };
}
