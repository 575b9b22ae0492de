import { z } from 'zod';
import type { CurrencyExponents } from '../../money.ts';
import { isObject, omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { withRule } from '../../validation/input-rules.ts';
import { optionalOrUndefined, text } from '../../validation/wire-schemas.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { readTransactionTotals, TransactionTotalsSchema, type TransactionTotals } from './transaction-totals.ts';

/** By what totals are broken down. */
const TOTAL_DETAILS = ['OperatorID', 'POIID', 'SaleID', 'ShiftNumber', 'TotalsGroupID'] as const;

/** What a GetTotals is built from. */
export interface GetTotalsRequestInput {
  /** One row for each value of these. Default: none, the rows differ by instrument, brand and currency alone. */
  readonly totalDetails?: readonly (typeof TOTAL_DETAILS)[number][];
  /** Counts only transactions with these values. Default: all of the open period. */
  readonly totalFilter?: {
    readonly saleId?: string;
    readonly operatorId?: string;
    readonly shiftNumber?: string;
    readonly totalsGroupId?: string;
  };
}

const name = z.string('a text of 1 to 128 characters').min(1).max(128).exactOptional();

export const GetTotalsRequestInputSchema = withRule(
  { code: 'ERR_INPUT_TOTALS' },
  z.strictObject({
    totalDetails: z.array(z.enum(TOTAL_DETAILS), `a list of ${TOTAL_DETAILS.join(', ')}`).exactOptional(),
    totalFilter: z
      .strictObject({ saleId: name, operatorId: name, shiftNumber: name, totalsGroupId: name })
      .exactOptional(),
  }) satisfies z.ZodType<GetTotalsRequestInput>,
);

/**
 * Builds the body of a GetTotals: what the terminal has counted since the last SaleReconciliation (reference 6.8). It opens no new
 * period.
 *
 * @throws {InputError} `ERR_INPUT_TOTALS`, `ERR_INPUT_REQUEST`
 */
export function getTotalsRequest(input: GetTotalsRequestInput = {}) {
  const { totalDetails, totalFilter } = parseInput(GetTotalsRequestInputSchema, input);
  return omitUndefined({
    TotalDetails: totalDetails,
    TotalFilter:
      totalFilter &&
      omitUndefined({
        SaleID: totalFilter.saleId,
        OperatorID: totalFilter.operatorId,
        ShiftNumber: totalFilter.shiftNumber,
        TotalsGroupID: totalFilter.totalsGroupId,
      }),
  });
}

/** What a terminal has counted. */
export interface Totals extends RequestResult {
  /** Identifies the period. */
  readonly poiReconciliationId?: string;
  readonly totals: readonly TransactionTotals[];
}

const GetTotalsResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIReconciliationID: optionalOrUndefined(text),
  TransactionTotals: optionalOrUndefined(TransactionTotalsSchema),
});

/**
 * Reads a GetTotalsResponse or a ReconciliationResponse (reference 6.8); `undefined` when the body is not one, or one of its totals cannot
 * be read: without it the others would be taken for all.
 */
export function readTotals(body: unknown, exponents?: CurrencyExponents): Totals | undefined {
  const parsed = GetTotalsResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIReconciliationID, TransactionTotals: rows } = parsed.data;
  const result = resultOf(Response);
  const areLost = rows === undefined && isObject(body) && (body['TransactionTotals'] ?? undefined) !== undefined;
  if (result.ok && areLost) return undefined;
  return omitUndefined({
    ...result,
    poiReconciliationId: POIReconciliationID,
    totals: readTransactionTotals(rows ?? [], exponents),
  });
}
