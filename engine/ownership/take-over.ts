import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Ownership, TerminalOwner } from '../../adapters/ports/ownership.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { POIID } from '../../protocol/ids.ts';
import { isDeepStrictEqual } from 'node:util';
import type { ResolvedOptions } from '../options/engine-options.ts';
import { contained, describeError, detached } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { sleep, Timers } from '../runtime/timers.ts';
import type { OwnerState, TerminalQueue } from '../terminals/terminal-queue.ts';
import { isOwned } from '../sending/ask-ownership.ts';
import type { FollowedTransactions } from './followed-transactions.ts';
import type { TerminalOwners } from './terminal-owners.ts';

export interface TakeOverDependencies {
  readonly ownership: Ownership;
  readonly journal: Pick<SharedJournal, 'onRecords'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly owners: TerminalOwners;
  readonly followed: Pick<FollowedTransactions, 'look'>;
  readonly options: Pick<ResolvedOptions, 'prefersToTake' | 'limits'>;
}

/** For how many checks a terminal has had no owner until an engine takes it that does not prefer it, or has just given it up. */
const CHECKS_UNPREFERRED = 2;
const CHECKS_RELEASED = 5;

/**
 * Takes terminals that have no living owner, and shows who owns the others. It looks at its start, at each hint, and every
 * `limits.takeOverCheckMs`.
 */
export class TakeOver {
  readonly #deps: TakeOverDependencies;
  readonly #timers: Timers<'check'>;
  readonly #stopped = new AbortController();
  readonly #ends: (() => void)[] = [];
  /** Since when a terminal has had no owner, by the clock that cannot be set. */
  readonly #freeSince = new Map<POIID, number>();
  /** Terminals that were given up here, until another engine had them. */
  readonly #released = new Set<POIID>();
  /** Those of which it could not be read what is open, once. */
  readonly #unread = new Set<POIID>();
  #looking: Promise<void> | undefined;
  #isStarted = false;
  #isHinted = false;

  constructor(deps: TakeOverDependencies) {
    this.#deps = deps;
    this.#timers = new Timers(deps.clock);
  }

  /** Takes what it prefers, as far as that can be had within `limits.connectTimeoutMs`; then it goes on by itself. */
  async start(): Promise<void> {
    const { ownership, owners, clock, journal, followed, options } = this.#deps;
    this.#ends.push(
      ownership.onLost((poiid) => {
        owners.lose(poiid);
        this.hint();
      }),
    );
    for (const end of [ownership.onChange?.(() => this.hint()), journal.onRecords?.(() => void followed.look())]) {
      if (typeof end === 'function') this.#ends.push(end);
    }
    this.#isStarted = true;
    const waited = new AbortController();
    await Promise.race([this.look(), sleep(clock, waited.signal, options.limits.connectTimeoutMs)]);
    waited.abort();
    this.#arm();
  }

  /** There may be something to take. */
  hint(): void {
    if (!this.#isStarted || this.#stopped.signal.aborted) return;
    if (this.#looking === undefined) detached(this.#deps.log, 'a takeover', this.look());
    else this.#isHinted = true;
  }

  acquire(poiid: POIID): Promise<boolean> {
    this.#released.delete(poiid);
    return this.#deps.owners.acquire(poiid);
  }

  /** Others come first, from the moment at which it is free. */
  async release(poiid: POIID): Promise<boolean> {
    this.#released.add(poiid);
    this.#freeSince.delete(poiid);
    const isReleased = await this.#deps.owners.release(poiid);
    if (!isReleased) this.#released.delete(poiid);
    return isReleased;
  }

  /** Looks at every terminal once. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => logEvent(this.#deps.log, 'terminal.notTaken', { error: describeError(error) }))
      .finally(() => {
        this.#looking = undefined;
        if (!this.#isHinted) return;
        this.#isHinted = false;
        this.hint();
      });
    return this.#looking;
  }

  close(): void {
    this.#stopped.abort();
    this.#timers.disarmAll();
    for (const end of this.#ends) contained(this.#deps.log, 'the ownership', end);
  }

  #arm(): void {
    if (this.#stopped.signal.aborted) return;
    this.#timers.arm('check', this.#deps.options.limits.takeOverCheckMs, () => {
      const checked = Promise.all([this.look(), this.#deps.followed.look()]).finally(() => this.#arm());
      detached(this.#deps.log, 'a takeover', checked);
    });
  }

  async #look(): Promise<void> {
    const { queues, owners } = this.#deps;
    const looked = await Promise.all(Array.from(queues.values(), (queue) => this.#lookAt(queue)));
    if (this.#stopped.signal.aborted) return;
    const free = looked.filter((poiid) => poiid !== undefined);
    const unread = await owners.acquireEach(free);
    for (const poiid of free) {
      if (!unread.includes(poiid)) this.#unread.delete(poiid);
      if (owners.tenureOf(poiid) !== undefined) this.#released.delete(poiid);
    }
    for (const poiid of unread) await this.#giveBack(poiid);
  }

  /** It takes nothing new here, whatever is tried. Another engine may be able to read what is open of it. */
  async #giveBack(poiid: POIID): Promise<void> {
    const isFirst = !this.#unread.delete(poiid);
    if (isFirst) return void this.#unread.add(poiid);
    this.#released.add(poiid);
    this.#freeSince.delete(poiid);
    await this.#deps.ownership.release(poiid);
  }

  /** @returns the terminal, when it is to be taken */
  async #lookAt(queue: TerminalQueue): Promise<POIID | undefined> {
    const { ownership, owners } = this.#deps;
    const { poiid } = queue;
    const before = owners.tenureOf(poiid);
    const owner = await ownership.ownerOf?.(poiid);
    if (owners.tenureOf(poiid) !== before) return undefined;
    if (before === undefined ? owner?.isSelf !== true : owner?.isSelf === true) show(queue, owner && stateOf(owner));
    if (before !== undefined) return undefined;
    // Acquired by someone else than this engine; not while it is being released.
    if (isOwned(ownership, poiid)) return this.#released.has(poiid) ? undefined : poiid;
    return this.#mayTake(poiid, owner) ? poiid : undefined;
  }

  #mayTake(poiid: POIID, owner: TerminalOwner | undefined): boolean {
    const { clock, options } = this.#deps;
    const { prefersToTake: prefers, limits } = options;
    // One that is this engine's in the list of owners alone, because giving it up failed, is free: no other engine could ever take it.
    if (owner?.isSelf === false) {
      this.#freeSince.delete(poiid);
      this.#released.delete(poiid);
      return false;
    }
    const nowMs = clock.upMs();
    const sinceMs = this.#freeSince.get(poiid) ?? nowMs;
    this.#freeSince.set(poiid, sinceMs);
    if (prefers === undefined) return false;
    const isPreferred = prefers === 'all' || prefers.has(poiid);
    const checks = this.#released.has(poiid) ? CHECKS_RELEASED : isPreferred ? 0 : CHECKS_UNPREFERRED;
    return nowMs - sinceMs >= checks * limits.takeOverCheckMs;
  }
}

function show(queue: TerminalQueue, owner: OwnerState | undefined): void {
  if (isDeepStrictEqual(queue.state.owner, owner)) return;
  queue.setOwner(owner);
  queue.publish();
}

function stateOf({ owner: name, url, isSelf }: TerminalOwner): OwnerState {
  return { isSelf, name, ...(url !== undefined && { url }) };
}
