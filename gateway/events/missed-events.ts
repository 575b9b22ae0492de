import { JournalError } from '../../errors.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Transaction } from '../../engine/transactions/transaction-handle.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import type { MissedEvent } from './event.ts';
import type { EventRing } from './event-ring.ts';
import type { FollowedJournal } from './journal-follower.ts';
import { terminalEvent, transactionEvent } from './state-events.ts';

interface Sources {
  readonly engine: Pick<Engine, 'find' | 'unresolved' | 'terminals'>;
  readonly journal: FollowedJournal;
  readonly ring: EventRing;
  /** How many transactions at most. */
  readonly max: number;
}

/**
 * What a reader has missed that followed another server up to a place in the journal that both share: the terminals, what is unknown, and
 * each transaction of which something was stored since, as they are now. What the ring has is left out: it follows. But it may have less of a
 * transaction than the journal: one that was not sent here, and that the other server has made since.
 *
 * @param place `undefined` where the reader names none
 * @returns `undefined` where that is too much, or cannot be read as a whole
 */
export async function missedSince(
  place: number | undefined,
  sources: Sources,
): Promise<readonly MissedEvent[] | undefined> {
  const { engine, ring } = sources;
  if (place === undefined) return undefined;
  const states = await statesSince(place, sources);
  if (states === undefined) return undefined;
  const terminals = engine.terminals().map(terminalEvent);
  const missed = states.map(transactionEvent).flatMap((event): MissedEvent[] => {
    const reported = ring.newest('transaction', event);
    if (reported === undefined) return [event];
    return reported.data === event.data ? [] : [{ ...event, isNewer: true }];
  });
  return [...terminals.filter((event) => ring.newest('terminal', event) === undefined), ...missed];
}

async function statesSince(
  place: number,
  { engine, journal, max }: Sources,
): Promise<readonly TransactionState[] | undefined> {
  // A database that was put back: what came after it is not what the reader has not seen.
  if (place > journal.position()) return undefined;
  const ids = new Set<string>();
  try {
    for await (const { record } of journal.readAfter(place)) {
      // Results that belong to no transaction are lists of their own: the reader is to read those.
      if (record.type === 'orphan') return undefined;
      ids.add(record.transaction);
      if (ids.size > max) return undefined;
    }
    const found = new Map<string, Transaction>();
    for (const id of ids) {
      const transaction = await engine.find(id);
      if (transaction !== undefined) found.set(id, transaction);
    }
    // As they are now, and not as they were before the last of them was read.
    const states = new Map(engine.unresolved().map((state) => [state.id as string, state]));
    for (const [id, { state }] of found) states.set(id, state);
    return [...states.values()];
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}
