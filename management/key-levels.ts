import type { ManagementClient } from './client.ts';
import { describeLevel, settingsPath, type Level } from './levels.ts';
import { ManagementError } from './management-error.ts';
import { hasKey, isSameKey, readKey, readNexo, type PlatformKey } from './nexo.ts';

/** The key of a level, and where it comes from as far as can be known: the platform gives the effective value only. */
export interface LevelKey {
  readonly level: Level;
  /** Absent where it could not be read; `problem` says why. */
  readonly key?: PlatformKey;
  readonly problem?: ManagementError;
  /**
   * `own`: differs from the level above. `asAbove`: inherited, or set to the same. `none`: no key. `unknown`: the level above, or a
   * passphrase, could not be read.
   */
  readonly origin: 'own' | 'asAbove' | 'none' | 'unknown';
}

/** Reads each level once, however many terminals inherit from it. */
export function keyReader(client: ManagementClient): (level: Level) => Promise<PlatformKey> {
  const known = new Map<string, Promise<PlatformKey>>();
  return (level) => {
    const name = describeLevel(level);
    const key = known.get(name) ?? client.get(settingsPath(level)).then((settings) => readKey(readNexo(settings)));
    known.set(name, key);
    return key;
  };
}

/** The key of each level, from the company down, and where each takes it from. A level that cannot be read is a finding. */
export async function readLevelKeys(
  read: (level: Level) => Promise<PlatformKey>,
  levels: readonly Level[],
): Promise<readonly LevelKey[]> {
  const found: LevelKey[] = [];
  for (const [index, level] of levels.entries()) {
    try {
      const key = await read(level);
      const above = found[index - 1];
      found.push({ level, key, origin: originOf(key, level, above) });
    } catch (problem) {
      if (!(problem instanceof ManagementError)) throw problem;
      found.push({ level, problem, origin: 'unknown' });
    }
  }
  return found;
}

function originOf(key: PlatformKey, level: Level, above: LevelKey | undefined): LevelKey['origin'] {
  if (!hasKey(key)) return 'none';
  // Adyen itself stands above a company, and has no key.
  if (above === undefined) return level.kind === 'company' ? 'own' : 'unknown';
  if (above.key === undefined) return 'unknown';
  const same = isSameKey(key, above.key);
  return same === undefined ? 'unknown' : same ? 'asAbove' : 'own';
}
