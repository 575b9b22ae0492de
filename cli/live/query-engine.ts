import { createEngine, InputError, type Engine, type EngineOptions, type Failure, type NoAnswer } from '../../index.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import { deliveryOf, type POIID } from '../../protocol/index.ts';
import { MESSAGE_CLASS_OF, type MessageCategory } from '../../protocol/header.ts';
import type { Connection } from '../settings/connection.ts';
import { adviceFor } from '../output/format-advice.ts';
import { describeFailure } from '../output/format-outcome.ts';

/**
 * An engine that only asks. It owns no journal, so it can ask while a till runs; `responseTimeout` is how long it waits for an answer.
 *
 * @param replaced options that are not the connection's
 */
export function openAsking(
  { engineOptions }: Connection,
  replaced: Pick<Partial<EngineOptions>, 'saleId'> = {},
): Promise<Engine> {
  const { responseTimeoutMs: requestTimeoutMs, ...limits } = engineOptions.limits ?? {};
  return createEngine({
    ...engineOptions,
    ...replaced,
    journal: 'memory',
    limits: { ...limits, ...(requestTimeoutMs !== undefined && { requestTimeoutMs }) },
  });
}

/** @throws {InputError} `ERR_INPUT_CATEGORY` */
export function readCategory(category: string): MessageCategory {
  if (isCategory(category)) return category;
  const known = Object.keys(MESSAGE_CLASS_OF).join(', ');
  throw new InputError('ERR_INPUT_CATEGORY', `category: expected one of ${known}, found ${formatValue(category)}`);
}

function isCategory(name: string): name is MessageCategory {
  return Object.hasOwn(MESSAGE_CLASS_OF, name);
}

/** Only the terminal that has a transaction can say what became of it. @throws {ConfigError} `ERR_CONFIG_TERMINAL` */
export function assertTerminal({ poiid }: Connection, expected: POIID): void {
  if (poiid === expected) return;
  throw new ConfigError(
    'ERR_CONFIG_TERMINAL',
    `poiid: expected ${expected}, the terminal of the transaction, found ${poiid}; give --poiid and --host of that one`,
  );
}

/** The exit code of a question: 0 answered, 3 the terminal was not reached, 4 no answer that can be used. */
export function exitCodeOfAnswer(answer: { readonly kind: string } | NoAnswer): number {
  if (!('failure' in answer)) return 0;
  return deliveryOf(answer.failure.code) === 'notSent' ? 3 : 4;
}

/** @param who or what gave no answer */
export function describeNoAnswer(failure: Failure, who: string): string[] {
  return [
    `${who} gave no answer that counts: ${describeFailure(failure)}`,
    `  what to do        ${adviceFor(failure.code)}`,
  ];
}
