import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { withRule } from '../../validation/input-rules.ts';

/**
 * The kinds of reconciliation (reference 6.8).
 * - `SaleReconciliation` closes the period of the terminal and opens a new one
 * - `PreviousReconciliation` repeats the totals of an earlier period, and changes nothing
 * - `AcquirerReconciliation`, `AcquirerSynchronisation` are between the terminal and the platform
 */
const TYPES = [
  'SaleReconciliation',
  'PreviousReconciliation',
  'AcquirerReconciliation',
  'AcquirerSynchronisation',
] as const;

/** What a Reconciliation is built from. */
export interface ReconciliationRequestInput {
  readonly type: (typeof TYPES)[number];
  /** Names the period, for PreviousReconciliation only. Default: the last one. */
  readonly poiReconciliationId?: string;
  /** For the two kinds with an acquirer only. */
  readonly acquirerIds?: readonly string[];
}

const identification = z.string('a text of 1 to 128 characters').min(1).max(128);

export const ReconciliationRequestInputSchema = withRule(
  { code: 'ERR_INPUT_RECONCILIATION' },
  z
    .strictObject({
      type: z.enum(TYPES),
      poiReconciliationId: identification.exactOptional(),
      acquirerIds: z.array(identification).min(1).exactOptional(),
    })
    .superRefine(({ type, poiReconciliationId, acquirerIds }, issues) => {
      if (poiReconciliationId !== undefined && type !== 'PreviousReconciliation') {
        issues.addIssue({ code: 'custom', path: ['poiReconciliationId'], message: `nothing with ${type}` });
      }
      if (acquirerIds !== undefined && !type.startsWith('Acquirer')) {
        issues.addIssue({ code: 'custom', path: ['acquirerIds'], message: `nothing with ${type}` });
      }
    }) satisfies z.ZodType<ReconciliationRequestInput>,
);

/**
 * Builds the body of a Reconciliation (reference 6.8); `readTotals` reads its answer.
 *
 * @throws {InputError} `ERR_INPUT_RECONCILIATION`, `ERR_INPUT_REQUEST`
 */
export function reconciliationRequest(input: ReconciliationRequestInput) {
  const { type, poiReconciliationId, acquirerIds } = parseInput(ReconciliationRequestInputSchema, input);
  return omitUndefined({
    ReconciliationType: type,
    POIReconciliationID: poiReconciliationId,
    AcquirerID: acquirerIds,
  });
}
