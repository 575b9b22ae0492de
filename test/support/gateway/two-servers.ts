import type { Ownership } from '../../../adapters/ports/ownership.port.ts';
import type { EngineOptions, POIID } from '../../../index.ts';
import { steppedClock } from '../clock.ts';
import type { Behaviour } from '../terminal/sealed-terminal.ts';
import { approves } from '../terminal/terminal-behaviours.ts';
import { createTestEngine } from '../test-engine.ts';
import { keptJournal } from '../test-journals.ts';
import { openTestGateway } from './test-gateway.ts';

/** Who owns which terminal, in memory: each server has a hand in it. */
function sharedOwners() {
  const owners = new Map<string, { readonly name: string; readonly fence: number }>();
  const listeners = new Set<() => void>();
  let fence = 0;
  const changed = () => listeners.forEach((listener) => listener());
  const ownershipOf = (name: string): Ownership => ({
    earlierOwnerMayWake: false,
    owns: (poiid) => owners.get(poiid)?.name === name,
    fenceOf: (poiid) => (owners.get(poiid)?.name === name ? owners.get(poiid)?.fence : undefined),
    acquire(poiid) {
      const owner = owners.get(poiid);
      if (owner !== undefined) return Promise.resolve(owner.name === name);
      owners.set(poiid, { name, fence: (fence += 1) });
      changed();
      return Promise.resolve(true);
    },
    release(poiid) {
      if (owners.get(poiid)?.name === name && owners.delete(poiid)) changed();
      return Promise.resolve();
    },
    onLost: () => () => {},
    ownerOf(poiid) {
      const owner = owners.get(poiid);
      if (owner === undefined) return Promise.resolve(undefined);
      const isSelf = owner.name === name;
      return Promise.resolve({ ...owner, owner: owner.name, url: urlOf(owner.name), sinceMs: 0, isSelf });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  /** Whoever has it, another one has it now. */
  const hand = (poiid: string, name: string) => {
    owners.set(poiid, { name, fence: (fence += 1) });
    changed();
  };
  return { ownershipOf, hand };
}

/** Where a server says that it is reached. */
export const urlOf = (name: string): string => `https://${name}.shop:4460`;

/** Two gateways, `a` and `b`, over engines that share a journal and terminals, on one clock. */
export async function startTwoServers({
  behave = approves,
  a = {},
  b = { takeOver: { prefers: [] } },
}: {
  readonly behave?: Behaviour;
  readonly a?: Partial<EngineOptions>;
  readonly b?: Partial<EngineOptions>;
} = {}) {
  const [journal, clock, { ownershipOf, hand }] = [keptJournal(), steppedClock(), sharedOwners()];
  const start = async (name: string, options: Partial<EngineOptions>) => {
    const ownership = ownershipOf(name);
    const world = await createTestEngine(behave, { ...options, journal, parts: { ownership } }, clock);
    const release = (poiid: string) => ownership.release(poiid as POIID);
    return { ...world, ...(await openTestGateway(world.engine)), release };
  };
  return { clock, hand, a: await start('a', a), b: await start('b', b) };
}
