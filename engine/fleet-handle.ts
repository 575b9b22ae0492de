import { parsePOIID } from '../protocol/ids.ts';
import type { SharedTerminals } from './ownership/shared-terminals.ts';
import { SafeObservable } from './runtime/containment.ts';
import type { Logger } from './runtime/logging.ts';
import { applyFleet } from './terminals/apply-fleet.ts';
import type { Fleet } from './terminals/fleet.ts';
import type { Terminals } from './terminals/terminals.ts';

export interface FleetHandleDependencies {
  readonly fleet: Fleet;
  readonly shared: SharedTerminals;
  readonly log: Logger;
}

/** The terminals of an engine, from the till's side. */
export function fleetHandle({ fleet, shared, log }: FleetHandleDependencies): Terminals {
  const known = (poiid: string) => {
    fleet.assertOpen();
    return parsePOIID(fleet.terminal(poiid).poiid);
  };
  return Object.assign(() => fleet.list(), {
    list$: new SafeObservable(fleet.list$, log),
    add: (...given: Parameters<Terminals['add']>) => fleet.add(...given),
    remove: (...given: Parameters<Terminals['remove']>) => fleet.remove(...given),
    acquire: async (poiid: string) => shared.acquire(known(poiid)),
    release: async (poiid: string) => shared.release(known(poiid)),
    readdress: (...given: Parameters<Terminals['readdress']>) => fleet.readdress(...given),
    apply: (...given: Parameters<Terminals['apply']>) => applyFleet(fleet, ...given, log),
    replaceKeys: (...given: Parameters<Terminals['replaceKeys']>) => fleet.replaceKeys(...given),
  });
}
