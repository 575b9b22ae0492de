import { totalsOf, type Period } from '../../categories/session/totals.ts';
import type { LedgerEntry, LedgerTotals } from '../../platform/ledger.ts';
import type { WireObject } from '../../messages/wire-object.ts';

/** What a Login sets for the requests that come after it (reference 6.2). */
export type LoginDefaults = Pick<LedgerTotals, 'OperatorID' | 'ShiftNumber' | 'TotalsGroupID'>;

const FIRST_PERIOD = 1000;

/** The periods over which a terminal counts, and who is logged in (reference 6.2, 6.8). Both survive its power. */
export class Periods {
  readonly #closed = new Map<string, readonly WireObject[]>();
  #number = FIRST_PERIOD;
  #entries: LedgerEntry[] = [];
  #login: LoginDefaults | undefined;

  /** POIReconciliationID of the open period. */
  get id(): string {
    return String(this.#number);
  }

  get isLoggedIn(): boolean {
    return this.#login !== undefined;
  }

  get open(): Period {
    return { id: this.id, entries: this.#entries };
  }

  /** Totals count from the first Login; another one of a till that is logged in only changes the defaults. */
  login(defaults: LoginDefaults): void {
    if (!this.isLoggedIn) this.#entries = [];
    this.#login = defaults;
  }

  logout(): void {
    this.#login = undefined;
  }

  /** Counts a movement of this terminal. */
  count(entry: LedgerEntry): void {
    const { totals } = entry;
    if (totals === undefined) return;
    const said = Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== undefined));
    this.#entries.push({ ...entry, totals: { ...totals, ...this.#login, ...said } });
  }

  /** Closes the open period and opens a new one. @returns the totals of the closed one */
  close(): Period {
    const closed = this.open;
    this.#closed.set(this.id, totalsOf(closed, []));
    this.#number += 1;
    this.#entries = [];
    return closed;
  }

  /** The totals of a period that was closed; by default of the last one. */
  closed(id = String(this.#number - 1)): { readonly id: string; readonly totals: readonly WireObject[] } | undefined {
    const totals = this.#closed.get(id);
    return totals === undefined ? undefined : { id, totals };
  }
}
