import { formatValue, InputError } from '../../../errors.ts';
import { isLevelId, type Level } from '../../../management/index.ts';
import type { Configured } from '../../settings/engine-config.ts';

/** The options that say where a setting stands. */
export interface LevelFlags {
  readonly company?: string;
  readonly merchant?: string;
  readonly store?: string;
  readonly storeReference?: string;
  readonly terminal?: string;
}

const OPTIONS = '--company, --merchant, --store, --merchant with --store-reference, or --terminal';

/**
 * The level that the options name, `undefined` where they name none.
 *
 * @throws {InputError} `ERR_INPUT_LEVEL`
 */
export function readLevel(flags: LevelFlags, { terminals }: Pick<Configured, 'terminals'>): Level | undefined {
  const { company, merchant, store, storeReference, terminal } = flags;
  const given = Object.entries({ company, merchant, store, storeReference, terminal }).filter(
    ([, value]) => value !== undefined,
  );
  for (const [name, value] of given) checkId(name, value);
  if (given.length === 0) return undefined;
  if (storeReference !== undefined && merchant !== undefined && given.length === 2) {
    return { kind: 'storeReference', merchant, reference: storeReference };
  }
  if (given.length > 1 || storeReference !== undefined) {
    throw new InputError('ERR_INPUT_LEVEL', { path: 'level', expected: `one of ${OPTIONS}`, found: 'another choice' });
  }
  if (company !== undefined) return { kind: 'company', id: company };
  if (merchant !== undefined) return { kind: 'merchant', id: merchant };
  if (store !== undefined) return { kind: 'store', id: store };
  const named = terminals?.find(({ name }) => name === terminal);
  return { kind: 'terminal', id: named?.poiid ?? terminal ?? '' };
}

/** The level of a command that changes something: it is never guessed. @throws {InputError} `ERR_INPUT_LEVEL` */
export function requiredLevel(flags: LevelFlags, configured: Pick<Configured, 'terminals'>): Level {
  const level = readLevel(flags, configured);
  if (level !== undefined) return level;
  throw new InputError('ERR_INPUT_LEVEL', { path: 'level', expected: `one of ${OPTIONS}`, found: 'none' });
}

function checkId(name: string, value: string | undefined): void {
  if (value === undefined || isLevelId(value)) return;
  const path = `--${name === 'storeReference' ? 'store-reference' : name}`;
  const expected = 'an id or reference, without slashes';
  throw new InputError('ERR_INPUT_LEVEL', { path, expected, found: formatValue(value) });
}
