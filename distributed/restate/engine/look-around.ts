import type { ClusterTerminals } from './terminals.ts';
import type { ClusterTransactions } from './transactions.ts';

const LOOK_EVERY_MS = 2000;

/**
 * Looks at the terminals from time to time, and follows what runs, waits or is unknown there: also what another door of this till began, and
 * what this one began before it was started anew.
 */
export class LookAround {
  readonly #terminals: ClusterTerminals;
  readonly #transactions: ClusterTransactions;
  /** Transactions of other tills, as long as they are listed. */
  #others = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(terminals: ClusterTerminals, transactions: ClusterTransactions) {
    this.#terminals = terminals;
    this.#transactions = transactions;
    void this.#look();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Never rejects: what failed shows in the health. */
  async #look(): Promise<void> {
    await this.#terminals.look().then(
      () => this.#followAll(),
      () => {},
    );
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }

  async #followAll(): Promise<void> {
    const open = this.#terminals.states.flatMap(({ running, waiting, unknown }) => [
      ...(running === undefined ? [] : [running]),
      ...waiting,
      ...unknown,
    ]);
    this.#others = new Set(open.filter((id) => this.#others.has(id)));
    for (const id of open) {
      if (this.#isClosed || this.#others.has(id)) continue;
      // The cluster is away: the next look says so.
      const isOurs = await this.#transactions.takeUp(id).catch(() => undefined);
      if (isOurs === undefined) return;
      if (!isOurs) this.#others.add(id);
    }
  }
}
