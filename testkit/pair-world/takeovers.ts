import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import type { Database } from './database/database.ts';
import type { Lines } from './database/lines.ts';
import type { PairHost } from './pair-host.ts';
import { otherHost, type HostName } from './schedule/pair-schedule.ts';

/** A process that ends lets its session go: the other engine sees that at its next look. */
export const AFTER_END_MS = 3000;
/** One that is stopped or cut off is silent for one and a half times its trust before it can be taken over. */
export const AFTER_SILENCE_MS = 10_000;

export interface TakeoverParts {
  readonly clock: VirtualClock;
  readonly database: Database;
  readonly lines: Lines;
  readonly hosts: Readonly<Record<HostName, PairHost>>;
  readonly poiids: readonly string[];
  /** Whether the database has lost what it had confirmed. */
  readonly hasLost: () => boolean;
  readonly onLate: (detail: string) => void;
  readonly onTaken: () => void;
}

/** Looks whether the terminals of an owner that is gone have another one in time, where the other host could take them all the while. */
export class Takeovers {
  readonly #parts: TakeoverParts;
  #disturbed = 0;

  constructor(parts: TakeoverParts) {
    this.#parts = parts;
  }

  /** Something else happens: what was expected by then is not expected any more. */
  disturb(): void {
    this.#disturbed += 1;
  }

  /** What the host believes that it owns: an earlier process of it, that lost its power, may still have more in the database. */
  heldBy(host: HostName): readonly string[] {
    return this.#parts.poiids.filter((poiid) => this.#parts.hosts[host].owns(poiid));
  }

  /**
   * The owner is gone in this moment.
   *
   * @param held the terminals that it believed to be its own
   */
  expect(gone: HostName, how: string, withinMs: number, held = this.heldBy(gone)): void {
    const { clock, database, lines, hosts, hasLost, onLate, onTaken } = this.#parts;
    this.disturb();
    // The database does not learn at once of what happens behind a line that is cut.
    if (lines.isCut(gone)) return;
    // An engine that knew of records which are gone takes nothing any more.
    if (hasLost()) return;
    const disturbed = this.#disturbed;
    const other = hosts[otherHost(gone)];
    const owned = held.filter((poiid) => database.ownerOf(poiid)?.session.owner === gone);
    const fences = owned.map((poiid) => database.ownerOf(poiid)?.fence ?? 0);
    if (owned.length === 0 || !this.#isFit(other)) return;
    clock.setTimeout(() => {
      if (this.#disturbed !== disturbed || !this.#isFit(other)) return;
      const late = owned.filter((poiid, index) => {
        const owner = database.ownerOf(poiid);
        return owner === undefined || owner.fence === fences[index];
      });
      if (late.length > 0) onLate(`${late.join(' ')} of ${gone}, ${how}, for ${withinMs} ms`);
      else onTaken();
    }, withinMs);
  }

  #isFit(host: PairHost): boolean {
    return host.isWell && this.#parts.lines.health.kind === 'well';
  }
}
