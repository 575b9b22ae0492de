import { filter, firstValueFrom, map, tap } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import type { POIID } from '../../protocol/ids.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import type { TransactionStore } from '../transactions/transaction-store.ts';
import { fenceOf, isOwned } from '../sending/ask-ownership.ts';

export interface OwnersDependencies {
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly store: Pick<TransactionStore, 'all'>;
  /** Takes up what is open of terminals that have become this engine's; what it returns makes that go on. */
  readonly takeUp: (poiids: ReadonlySet<POIID>) => Promise<readonly (() => void)[]>;
  /** Withdraws what waits for a terminal, unsent. */
  readonly withdrawWaiting: (poiid: POIID, reason: Failure) => void;
}

/** A terminal from its takeover to its loss. */
interface Tenure {
  readonly fence: number | undefined;
  /** What is open of it is taken up: it takes new transactions. */
  isTaken: boolean;
  /** It is being given up. */
  isLeaving: boolean;
}

/** The terminals of an engine that shares them: which are its own, from the takeover to the loss. */
export class TerminalOwners {
  readonly #deps: OwnersDependencies;
  readonly #tenures = new Map<POIID, Tenure>();
  readonly #taking = new Map<POIID, Promise<boolean>>();
  /** What was decided in earlier tenures is stored when this is over, or never will be. */
  readonly #ending = new Map<POIID, Promise<unknown>>();

  constructor(deps: OwnersDependencies) {
    this.#deps = deps;
  }

  /** Why nothing new is taken for a terminal; `undefined` where it is this engine's. */
  whyNotHere(poiid: POIID): Failure | undefined {
    const tenure = this.tenureOf(poiid);
    if (tenure?.isTaken === true && !tenure.isLeaving) return undefined;
    if (tenure !== undefined)
      return elsewhere(tenure.isLeaving ? 'this engine gives it up' : 'this engine is taking it');
    const { isSelf = true, name, url } = this.#deps.queues.get(poiid)?.state.owner ?? {};
    return isSelf ? elsewhere() : elsewhere(url ?? name, { ...(name && { owner: name }), ...(url && { url }) });
  }

  /** Another object after each takeover; `undefined` while it is not this engine's. Looks whether it still is. */
  tenureOf(poiid: POIID): Readonly<Tenure> | undefined {
    const tenure = this.#tenures.get(poiid);
    if (tenure === undefined || this.#holds(poiid, tenure)) return tenure;
    this.lose(poiid);
    return undefined;
  }

  /** Takes a terminal. @throws what the ownership or the journal throws */
  acquire(poiid: POIID): Promise<boolean> {
    const tenure = this.tenureOf(poiid);
    if (tenure?.isTaken === true) {
      this.#tenures.set(poiid, Object.assign(tenure, { isLeaving: false }));
      return Promise.resolve(true);
    }
    return this.#taking.get(poiid) ?? this.#take([poiid]).then((taken) => taken.has(poiid));
  }

  /** Takes those of them that can be had. Never rejects. @returns those of which it could not be read what is open: they take nothing new */
  async acquireEach(poiids: readonly POIID[]): Promise<readonly POIID[]> {
    const free = poiids.filter((poiid) => this.tenureOf(poiid) === undefined && !this.#taking.has(poiid));
    if (free.length === 0) return [];
    try {
      await this.#take(free);
      return [];
    } catch (error) {
      this.#notTaken(error);
      return free.filter((poiid) => isOwned(this.#deps.ownership, poiid));
    }
  }

  /** Gives a terminal up when nothing runs or waits. Resolves with whether that was so. */
  async release(poiid: POIID): Promise<boolean> {
    const { queues, ownership } = this.#deps;
    const tenure = this.#tenures.get(poiid);
    const queue = queues.get(poiid);
    if (tenure === undefined || queue === undefined || this.tenureOf(poiid) !== tenure) return false;
    tenure.isLeaving = true;
    const isOver$ = queue.state$.pipe(
      // What is unknown keeps those that wait; another engine may settle it.
      tap(({ unknown, waiting }) => {
        if (tenure.isLeaving && unknown.length > 0 && waiting.length > 0) {
          this.#deps.withdrawWaiting(poiid, elsewhere('this engine gives it up'));
        }
      }),
      map(({ running, waiting }) => {
        if (!tenure.isLeaving || this.#tenures.get(poiid) !== tenure) return false;
        return (running === undefined && waiting.length === 0) || undefined;
      }),
      filter((isOver) => isOver !== undefined),
    );
    if (!(await firstValueFrom(isOver$, { defaultValue: false })) || this.tenureOf(poiid) !== tenure) return false;
    this.lose(poiid);
    await this.#ending.get(poiid);
    await ownership.release(poiid);
    return true;
  }

  /** It is another engine's, or may be: nothing more is done for it here. */
  lose(poiid: POIID): void {
    const { log, queues, withdrawWaiting } = this.#deps;
    if (!this.#tenures.delete(poiid)) return;
    logEvent(log.child({ POIID: poiid }), 'terminal.lost', {});
    // First: what follows would admit the next one.
    withdrawWaiting(poiid, failure('ERR_OWNERSHIP_LOST'));
    this.#letGo(poiid);
    const queue = queues.get(poiid);
    queue?.setOwner(undefined);
    queue?.publish();
  }

  #letGo(poiid: POIID): void {
    const ends = this.#deps.store.all().map((entry) => (entry.accepted.POIID === poiid ? entry.letGo() : undefined));
    this.#ending.set(poiid, Promise.all([this.#ending.get(poiid), ...ends]));
  }

  async #take(poiids: readonly POIID[]): Promise<ReadonlySet<POIID>> {
    const taking = this.#takeAll(poiids);
    for (const poiid of poiids) {
      const one = taking.then((taken) => taken.has(poiid));
      this.#taking.set(poiid, one);
      const end = () => this.#taking.get(poiid) === one && this.#taking.delete(poiid);
      one.then(end, end);
    }
    return taking;
  }

  async #takeAll(poiids: readonly POIID[]): Promise<ReadonlySet<POIID>> {
    const { ownership, log, takeUp } = this.#deps;
    const tenures = new Map<POIID, Tenure>();
    const acquire = async (poiid: POIID) => {
      const isAcquired: unknown = isOwned(ownership, poiid) || (await ownership.acquire(poiid));
      if (isAcquired !== true) return;
      const tenure = { fence: fenceOf(ownership, poiid), isTaken: false, isLeaving: false };
      tenures.set(poiid, tenure);
      this.#tenures.set(poiid, tenure);
    };
    const acquired = await Promise.allSettled(poiids.map(acquire));
    const failed = acquired.find((one) => one.status === 'rejected');
    if (failed !== undefined && poiids.length === 1) throw failed.reason;
    if (failed !== undefined) this.#notTaken(failed.reason);
    if (tenures.size === 0) return new Set();
    let goOn: readonly (() => void)[] = [];
    try {
      for (const poiid of tenures.keys()) await this.#ending.get(poiid);
      goOn = await takeUp(new Set(tenures.keys()));
    } catch (error) {
      for (const [poiid, tenure] of tenures) if (this.#tenures.get(poiid) === tenure) this.lose(poiid);
      throw error;
    }
    for (const [poiid, tenure] of tenures) {
      if (this.#begin(poiid, tenure)) continue;
      tenures.delete(poiid);
      // What was taken up after it was lost.
      this.#letGo(poiid);
    }
    for (const one of goOn) contained(log, 'a takeover', one);
    return new Set(tenures.keys());
  }

  /** @returns whether it takes new transactions from now on: it may have been lost while it was read */
  #begin(poiid: POIID, tenure: Tenure): boolean {
    if (this.tenureOf(poiid) !== tenure) return false;
    tenure.isTaken = true;
    logEvent(this.#deps.log.child({ POIID: poiid }), 'terminal.taken', {});
    const queue = this.#deps.queues.get(poiid);
    queue?.setOwner({ isSelf: true });
    queue?.publish();
    return true;
  }

  #holds(poiid: POIID, { fence }: Tenure): boolean {
    return isOwned(this.#deps.ownership, poiid) && fenceOf(this.#deps.ownership, poiid) === fence;
  }

  #notTaken(error: unknown): void {
    logEvent(this.#deps.log, 'terminal.notTaken', { error: describeError(error) });
  }
}

function elsewhere(detail?: string, details?: NonNullable<Failure['details']>): Failure {
  return { ...failure('ERR_TERMINAL_ELSEWHERE', detail), ...(details && { details }) };
}
