import { createKeyRing, type KeyRing, type SharedKey } from '../../crypto/index.ts';
import { ConfigError } from '../../errors.ts';
import type { POIID } from '../../protocol/ids.ts';
import type { TerminalOptions } from '../options/engine-options.ts';
import { resolveTerminals } from '../options/resolve-options.ts';
import { detached } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { Fleet } from './fleet.ts';

/** The terminals and keys that an engine is to have. */
export interface FleetConfiguration {
  readonly terminals: readonly TerminalOptions[];
  /** Default: as they are. */
  readonly sharedKeys?: readonly SharedKey[] | undefined;
}

/** What changed; `leaving`: it is removed when nothing of it runs, waits or is unknown any more. */
export interface FleetChange {
  readonly poiid: POIID;
  readonly change: 'added' | 'readdressed' | 'leaving';
}

/** The configuration, resolved, with its keys derived. */
interface Wanted extends Pick<ReturnType<typeof resolveTerminals>, 'terminals' | 'unprotected'> {
  readonly shared: KeyRing | undefined;
  readonly own: ReadonlyMap<POIID, KeyRing>;
}

/**
 * Gives an engine the terminals and keys of a configuration. All of it is checked first: when anything is wrong, nothing changes.
 *
 * @throws {ConfigError} as `createEngine`
 */
export async function applyFleet(
  fleet: Fleet,
  given: FleetConfiguration,
  log: Logger,
): Promise<readonly FleetChange[]> {
  fleet.assertOpen();
  const { terminals, ownKeys, unprotected } = resolveTerminals(given.terminals, fleet.environment);
  const { sharedKeys } = given;
  const rings = Promise.all([
    sharedKeys && createKeyRing(sharedKeys),
    Promise.all(ownKeys.map(async ({ poiid, path, keys }) => [poiid, await createKeyRing(keys, path)] as const)),
  ]);
  return fleet.turns.take(rings, ([shared, own]) => {
    const changes = change(fleet, { terminals, unprotected, shared, own: new Map(own) }, log);
    fleet.warnOfKeys({ ownKeys, sharedKeys: sharedKeys ?? [] });
    return changes;
  });
}

/** At once, or not at all. */
function change(fleet: Fleet, { terminals, unprotected, shared, own }: Wanted, log: Logger): readonly FleetChange[] {
  fleet.assertOpen();
  const needing = [...terminals.keys()].filter((poiid) => !own.has(poiid) && !unprotected.has(poiid));
  if (needing.length > 0 && shared === undefined && !fleet.keys.hasShared) {
    throw new ConfigError('ERR_CONFIG_KEY', { path: 'sharedKeys', expected: 'at least one key', found: 'none' });
  }
  const other = [...terminals.keys()].find(
    (poiid) => fleet.find(poiid) !== undefined && fleet.unprotected.has(poiid) !== unprotected.has(poiid),
  );
  if (other !== undefined) {
    const mistake = { path: `protection of ${other}`, expected: 'the same as before', found: 'another one' };
    throw new ConfigError('ERR_CONFIG_PROTECTION', { ...mistake, advice: 'remove the terminal first, or start again' });
  }

  // From here on nothing fails.
  if (shared !== undefined) fleet.keys.replace(shared);
  const changes: FleetChange[] = [];
  for (const [poiid, address] of terminals) {
    fleet.keys.replace(own.get(poiid), poiid);
    const parts = fleet.find(poiid);
    if (parts === undefined) {
      fleet.install(address, unprotected.has(poiid));
      changes.push({ poiid, change: 'added' });
    } else if (parts.queue.state.isLeaving) {
      fleet.keep(parts, address);
      changes.push({ poiid, change: 'added' });
    } else if (fleet.move(parts, address)) {
      changes.push({ poiid, change: 'readdressed' });
    }
  }
  for (const { poiid, state } of fleet.list()) {
    if (terminals.has(poiid) || state.isLeaving) continue;
    // It takes as long as it takes.
    detached(log, 'the removal of a terminal', fleet.remove(poiid));
    changes.push({ poiid, change: 'leaving' });
  }
  return changes;
}
