import { z } from 'zod';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { failed } from '../messages/responses.ts';
import { formText } from '../messages/text-encoding.ts';
import type { TransactionFailure } from '../platform/payment-verdict.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan } from '../shopper-plan.ts';
import type { TransactionResult } from './transaction-result.ts';

const AdminRequest = z.object({ ServiceIdentification: z.string() });

/** The till's own; whether it may be text is UNCONFIRMED. */
const Id = z.union([z.number(), z.string()]);

/** What is in ServiceIdentification (reference 6.9): one scan, or the end of it. Other operations are not known. */
const ScanOperation = z.union([
  z.object({
    Session: z.object({ Id, Type: z.literal('Once') }),
    Operation: z.tuple([z.object({ Type: z.literal('ScanBarcode'), TimeoutMs: z.number().min(0).max(30_000) })]),
  }),
  z.object({ Session: z.object({ Id, Type: z.literal('End') }) }),
]);

/** A scan, as read from the request. */
export interface ScanDetails {
  readonly header: RequestHeader;
  /** How long the scanner waits; `undefined` where the request ends a scan. */
  readonly maxMs: number | undefined;
}

export function readScan(header: RequestHeader, body: unknown): Read<ScanDetails> {
  const read = readBody(AdminRequest, 'Admin', body);
  if (!read.ok) return read;
  const operation = ScanOperation.safeParse(jsonIn(read.value.ServiceIdentification));
  if (!operation.success) {
    return { ok: false, errors: ['At SaleToPOIRequest.AdminRequest, field ServiceIdentification: Invalid'] };
  }
  const { data } = operation;
  return { ok: true, value: { header, maxMs: 'Operation' in data ? data.Operation[0].TimeoutMs : undefined } };
}

/** A code was read: the answer is in one of two forms, as the settings say (reference 6.9). */
export function scanResult({ barcode }: InputPlan, settings: TerminalSettings): TransactionResult {
  const { data: Data, symbology: Symbology } = barcode ?? settings.input.barcode ?? { data: '', symbology: 'UNKNOWN' };
  const json = JSON.stringify({ Barcode: { Data, Symbology } });
  const AdditionalResponse =
    settings.scanAnswer === 'form' ? formText({ additionalData: json }) : Buffer.from(json, 'utf8').toString('base64');
  return { body: { Response: { Result: 'Success', AdditionalResponse } } };
}

/** The scan ended without a code. */
export function failedScan({ ErrorCondition, message }: TransactionFailure): TransactionResult {
  return { body: { Response: failed(ErrorCondition, { message }) } };
}

function jsonIn(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
