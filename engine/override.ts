import { z } from 'zod';
import { formatValue, InputError } from '../errors.ts';
import type { TransactionEventPayload } from '../machines/index.ts';
import type { Charged } from '../protocol/outcome.ts';
import { parseInput } from '../protocol/parse-input.ts';
import { withRule } from '../protocol/validation/input-rules.ts';
import type { OverrideRequest } from './engine.ts';
import type { TransactionState } from './transactions/transaction-state.ts';

const text = z.string('a text').refine((value) => value.trim() !== '', 'a text');
const OverrideSchema = withRule(
  { code: 'ERR_INPUT_OVERRIDE', unknownMember: 'ERR_INPUT_OVERRIDE' },
  z.strictObject({
    transaction: z.unknown(),
    by: text,
    reason: text,
    outcome: z.enum(['charged', 'notCharged', 'unknown']),
  }),
);

const CHARGED: Readonly<Record<OverrideRequest['outcome'], Charged>> = {
  charged: 'yes',
  notCharged: 'no',
  unknown: 'unknown',
};

/** The decision of a person on an outcome that is unknown, checked and copied. @throws {InputError} `ERR_INPUT_OVERRIDE` */
export function parseOverride(given: OverrideRequest): OverrideRequest {
  return parseInput(OverrideSchema, given) as OverrideRequest;
}

/**
 * The event of an override.
 *
 * @throws {InputError} `ERR_INPUT_OVERRIDE` when the outcome is not unknown
 */
export function overrideEvent(
  { by, reason, outcome }: OverrideRequest,
  { tags, state }: TransactionState,
): TransactionEventPayload {
  if (tags.includes('outcomeUnknown')) return { type: 'sale.override', by, reason, charged: CHARGED[outcome] };
  throw new InputError('ERR_INPUT_OVERRIDE', {
    path: 'transaction',
    expected: 'one whose outcome is unknown',
    found: `one that is ${formatValue(state)}`,
  });
}
