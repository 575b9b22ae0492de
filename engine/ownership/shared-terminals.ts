import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { Failure } from '../../protocol/faults.ts';
import type { POIID } from '../../protocol/ids.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import type { Logger } from '../runtime/logging.ts';
import type { Slices } from '../runtime/slices.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import type { TransactionEntry } from '../transactions/transaction-entry.ts';
import type { TransactionStore } from '../transactions/transaction-store.ts';
import type { UnmatchedResponses } from '../transactions/unmatched-responses.ts';
import { FollowedTransactions } from './followed-transactions.ts';
import type { StoredEntries } from './stored-entries.ts';
import { TakeOver } from './take-over.ts';
import { takeUp } from './take-up.ts';
import { TerminalOwners } from './terminal-owners.ts';

export interface SharedTerminalsDependencies {
  readonly ownership: Ownership;
  readonly journal: SharedJournal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly store: TransactionStore;
  readonly slices: Slices;
  readonly options: Pick<ResolvedOptions, 'prefersToTake' | 'limits'>;
  readonly stored: StoredEntries;
  readonly unmatched: UnmatchedResponses;
}

/** What the engine asks about the owners of its terminals. */
export interface SharedTerminals {
  /** Why nothing new is taken for a terminal, sent or asked; `undefined` where it is this engine's. */
  whyNotHere(poiid: POIID): Failure | undefined;
  /** Another object after each takeover; `undefined` while it is not this engine's. */
  tenureOf(poiid: POIID): unknown;
  acquire(poiid: POIID): Promise<boolean>;
  release(poiid: POIID): Promise<boolean>;
  /** Another engine has it: its end is read in the journal. */
  follow(entry: TransactionEntry): void;
  /** Takes terminals, and goes on by itself. @param withdrawWaiting withdraws what waits for a terminal, unsent */
  start(withdrawWaiting: (poiid: POIID, reason: Failure) => void): Promise<void>;
  /** There may be something to take: a terminal came, or an owner went. */
  hint(): void;
  close(): void;
}

/** The terminals of an engine that has its journal for itself. */
const OWN: SharedTerminals = {
  whyNotHere: () => undefined,
  tenureOf: () => OWN,
  acquire: () => Promise.resolve(true),
  release: () => Promise.resolve(false),
  follow: () => {},
  start: () => Promise.resolve(),
  hint: () => {},
  close: () => {},
};

export function sharedTerminals(deps: SharedTerminalsDependencies): SharedTerminals {
  if (!deps.store.isShared) return OWN;
  let withdraw: ((poiid: POIID, reason: Failure) => void) | undefined;
  const followed = new FollowedTransactions(deps);
  const owners = new TerminalOwners({
    ...deps,
    takeUp: (poiids) => takeUp(poiids, { ...deps, followed }),
    withdrawWaiting: (poiid, reason) => withdraw?.(poiid, reason),
  });
  const takeOver = new TakeOver({ ...deps, owners, followed });
  return {
    whyNotHere: (poiid) => owners.whyNotHere(poiid),
    tenureOf: (poiid) => owners.tenureOf(poiid),
    acquire: (poiid) => takeOver.acquire(poiid),
    release: (poiid) => takeOver.release(poiid),
    follow: (entry) => followed.add(entry),
    start: (withdrawWaiting) => {
      withdraw = withdrawWaiting;
      return takeOver.start();
    },
    hint: () => takeOver.hint(),
    close: () => {
      takeOver.close();
      followed.close();
    },
  };
}
