import { z } from 'zod';
import { formatValue } from '../../errors.ts';
import type { POIID } from '../../protocol/ids.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { asConfig, wrong } from './as-config.ts';
import type { EngineOptions, ResolvedOptions } from './engine-options.ts';

const PREFERS = 'POIIDs of terminals';
const TakeOverSchema = z.strictObject(
  { prefers: z.array(z.string(PREFERS), PREFERS).optional() },
  'false, or { prefers }',
);

/** @throws {ConfigError} `ERR_CONFIG_TAKE_OVER` */
export function resolveTakeOver(
  given: EngineOptions['takeOver'],
  terminals: ResolvedOptions['terminals'],
): ResolvedOptions['prefersToTake'] {
  if (given === false) return undefined;
  const { prefers } = asConfig('ERR_CONFIG_TAKE_OVER', () => parseInput(TakeOverSchema, given ?? {}, 'takeOver'));
  if (prefers === undefined) return 'all';
  const unknown = prefers.find((poiid) => !terminals.has(poiid as POIID));
  if (unknown === undefined) return new Set(prefers as POIID[]);
  throw wrong('ERR_CONFIG_TAKE_OVER', 'takeOver.prefers', PREFERS, formatValue(unknown));
}
