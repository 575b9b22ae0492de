/** What an ownership says, contained: it is a part of the caller. */
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import type { POIID } from '../../protocol/ids.ts';

/** What is no clear yes counts as no. */
export function isOwned(ownership: Pick<Ownership, 'owns'>, poiid: POIID): boolean {
  try {
    const isOurs: unknown = ownership.owns(poiid);
    return isOurs === true;
  } catch {
    return false;
  }
}

/** One that cannot be found out is like no other. */
export function fenceOf(ownership: Pick<Ownership, 'fenceOf'>, poiid: POIID): number | undefined {
  try {
    return ownership.fenceOf?.(poiid);
  } catch {
    return Number.NaN;
  }
}
