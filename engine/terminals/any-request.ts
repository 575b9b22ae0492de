import { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';
import {
  MESSAGE_CLASS_OF,
  TRANSACTION_CATEGORIES,
  type MessageCategory,
  type TransactionCategory,
} from '../../protocol/header.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import { JsonBodySchema } from '../requests/transact-request.ts';
import type { RequestSettings, TerminalQuestion } from './terminal-request.ts';

/** The categories of `request`: all the others. */
export type OtherCategory = Exclude<MessageCategory, TransactionCategory>;

/** How a request of any category is sent. */
export interface AnyRequestSettings extends RequestSettings {
  /** 1 to 10 letters and digits. Default: a new one. */
  readonly serviceId?: string | undefined;
  /** For the answer, in milliseconds. Default: as long as for an answer that a person gives. */
  readonly timeoutMs?: number | undefined;
}

/** The names of the members. */
export const ANY_SETTINGS: readonly (keyof AnyRequestSettings)[] = ['signal', 'serviceId', 'timeoutMs'];

const CATEGORIES = Object.keys(MESSAGE_CLASS_OF).filter(
  (category) => !TRANSACTION_CATEGORIES.includes(category as TransactionCategory),
);

const TIMEOUT = 'a whole number of milliseconds from 1 to 2147483647';
const TimeoutSchema = withRule(
  { code: 'ERR_INPUT_TIMEOUT' },
  z.int(TIMEOUT).min(1, TIMEOUT).max(2_147_483_647, TIMEOUT).optional(),
);

/**
 * A request of any category, for what the typed requests do not have. Its body is sent as it is.
 *
 * @throws {InputError} `ERR_INPUT_CATEGORY`, `ERR_INPUT_BODY`, `ERR_INPUT_TIMEOUT`, `ERR_INPUT_REQUEST`
 */
export function anyQuestion(
  category: unknown,
  body: unknown,
  { serviceId, timeoutMs }: AnyRequestSettings,
  personTimeoutMs: number,
): TerminalQuestion<{ readonly body: JsonObject }> {
  if (typeof category !== 'string' || !CATEGORIES.includes(category)) {
    const isTransaction = TRANSACTION_CATEGORIES.includes(category as TransactionCategory);
    throw new InputError('ERR_INPUT_CATEGORY', {
      path: 'category',
      expected: `one of ${CATEGORIES.join(', ')}`,
      found: formatValue(category),
      ...(isTransaction && { advice: 'engine.transact sends it: stored first, sent once, and asked about' }),
    });
  }
  return {
    category: category as OtherCategory,
    body: parseInput(JsonBodySchema, body, 'body'),
    read: (answer) => ({ body: answer }),
    timeoutMs: parseInput(TimeoutSchema, timeoutMs, 'timeoutMs') ?? personTimeoutMs,
    serviceId,
  };
}
