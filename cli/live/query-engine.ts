import { ConfigError, formatValue, InputError } from '../../errors.ts';
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type MessageCategory,
  type POIID,
  type TerminalResult,
} from '../../index.ts';
import { FAULTS, MESSAGE_CLASS_OF } from '../../protocol/index.ts';
import type { Output } from '../output/output.ts';
import type { Connection } from '../settings/connection.ts';
import { inMs } from '../settings/engine-config.ts';
import { keysOf, noticeLegacyKeys } from './legacy-keys.ts';

/**
 * An engine for queries only. It owns no journal, so it works while a till runs; `responseTimeout` limits its wait for an answer.
 *
 * @param replaced options that differ from those of the connection
 */
export function openQueryEngine(
  { engineOptions, settings }: Connection,
  output: Output,
  replaced: Pick<Partial<EngineOptions>, 'saleId'> = {},
): Promise<Engine> {
  noticeLegacyKeys(keysOf(engineOptions), output);
  const { limits = {} } = engineOptions;
  const requestTimeoutMs = inMs(settings.responseTimeout);
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
  const expected = `one of ${Object.keys(MESSAGE_CLASS_OF).join(', ')}`;
  throw new InputError('ERR_INPUT_CATEGORY', { path: 'category', expected, found: formatValue(category) });
}

function isCategory(name: string): name is MessageCategory {
  return Object.hasOwn(MESSAGE_CLASS_OF, name);
}

/** Only the terminal of a transaction can report its result. @throws {ConfigError} `ERR_CONFIG_TERMINAL` */
export function assertTerminal({ poiid }: Connection, expected: POIID): void {
  if (poiid === expected) return;
  throw new ConfigError('ERR_CONFIG_TERMINAL', {
    path: 'poiid',
    expected: `${expected}, the terminal of the transaction`,
    found: poiid,
    advice: 'give --poiid and --host of that one',
  });
}

/**
 * The exit code of a query: 0 answered, 3 the terminal was not reached, 4 no answer that can be used. A terminal that refuses the
 * request, for example because the key is another one, was reached.
 */
export function queryExitCode(answer: TerminalResult): number {
  if (answer.kind === 'answered') return 0;
  const { area, delivery } = FAULTS[answer.failure.code];
  return delivery === 'notSent' && area !== 'rejection' ? 3 : 4;
}
