import { z } from 'zod';
import { readAdditionalResponse, type AdditionalResponse } from '../../fields/additional-response.ts';
import { collect, dottedPairs, writeBase64Json } from '../../fields/form.ts';
import { omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';

/** What a scan is built from. */
export interface ScanBarcodeRequestInput {
  /** Your reference for this scan: 1 to 999999999. The end of a scan names it again. */
  readonly sessionId: number;
  /** How long the scanner waits for a code, in milliseconds: 0 to 30000. */
  readonly timeoutMs: number;
}

const sessionId = withRule({ code: 'ERR_INPUT_SCAN' }, wholeNumber(1, 999_999_999));

export const ScanBarcodeRequestInputSchema = z.strictObject({
  sessionId,
  timeoutMs: withRule({ code: 'ERR_INPUT_SCAN' }, wholeNumber(0, 30_000)),
}) satisfies z.ZodType<ScanBarcodeRequestInput>;

/**
 * Builds the body of an Admin that scans one barcode: answered when a code is read or the time is up (reference 6.9).
 *
 * @throws {InputError} `ERR_INPUT_SCAN`, `ERR_INPUT_REQUEST`
 */
export function scanBarcodeRequest(input: ScanBarcodeRequestInput) {
  const { sessionId: Id, timeoutMs: TimeoutMs } = parseInput(ScanBarcodeRequestInputSchema, input);
  return adminRequest({ Session: { Id, Type: 'Once' }, Operation: [{ Type: 'ScanBarcode', TimeoutMs }] });
}

/** Builds the body of an Admin that ends a scan (reference 6.9). @throws {InputError} `ERR_INPUT_SCAN` */
export function endScanRequest(input: Pick<ScanBarcodeRequestInput, 'sessionId'>) {
  const { sessionId: Id } = parseInput(z.strictObject({ sessionId }), input);
  return adminRequest({ Session: { Id, Type: 'End' } });
}

/** An Admin carries what the terminal's operating system does, as base64 of JSON (reference 6.9). */
function adminRequest(operation: object) {
  return { ServiceIdentification: writeBase64Json(operation) };
}

/** What a scan brought. */
export interface ScannedBarcode extends RequestResult {
  /** The content of the code. Absent when none was read. */
  readonly data?: string;
  /** For example `EAN13`; `UNKNOWN` has its data all the same. */
  readonly symbology?: string;
}

const AdminResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads the answer to a scan (reference 6.9); `undefined` when the body is no AdminResponse. */
export function readScannedBarcode(body: unknown): ScannedBarcode | undefined {
  const parsed = AdminResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response } = parsed.data;
  const members = membersOf(readAdditionalResponse(Response.AdditionalResponse));
  return omitUndefined({
    ...resultOf(Response),
    data: members['Barcode.Data'],
    symbology: members['Barcode.Symbology'],
  });
}

/** The result stands in base64 of JSON, or as JSON in the form pair `additionalData`: both occur. */
function membersOf(additional: AdditionalResponse): AdditionalResponse {
  const json = additional['additionalData'];
  if (json === undefined) return additional;
  try {
    return collect(dottedPairs(JSON.parse(json)));
  } catch {
    return additional;
  }
}
