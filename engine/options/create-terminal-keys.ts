import { createKeyRing, terminalKeys, type KeyRing, type TerminalKeys } from '../../crypto/index.ts';
import type { ResolvedOptions } from './engine-options.ts';

/**
 * Derives the keys of all terminals.
 *
 * @param given replaces the ring of `sharedKeys`
 * @throws {ConfigError} `ERR_CONFIG_KEY`, `ERR_CONFIG_PASSPHRASE`
 */
export async function createTerminalKeys(
  { sharedKeys, ownKeys }: Pick<ResolvedOptions, 'sharedKeys' | 'ownKeys'>,
  given: KeyRing | undefined,
): Promise<TerminalKeys> {
  const shared = given ?? (sharedKeys && (await createKeyRing(sharedKeys)));
  const own = await Promise.all(
    Array.from(ownKeys.values(), async ({ poiid, path, keys }) => [poiid, await createKeyRing(keys, path)] as const),
  );
  return terminalKeys(shared, new Map<string, KeyRing>(own));
}
