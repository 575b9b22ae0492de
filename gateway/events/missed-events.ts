import { JournalError } from '../../errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { transactionToJson } from '../../engine/transaction-json.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import { terminalToJson } from '../schemas/terminal-json.ts';
import type { MissedEvent } from './event.ts';
import type { EventRing } from './event-ring.ts';
import type { FollowedJournal } from './reported-place.ts';

interface Sources {
  readonly engine: Pick<Engine, 'find' | 'unresolved' | 'terminals'>;
  readonly journal: FollowedJournal;
  readonly ring: EventRing;
  /** How many transactions at most. */
  readonly max: number;
}

/**
 * What a reader has missed that followed another server up to a place in the journal that both share: the terminals, what is unknown, and
 * each transaction of which something was stored since, as they are now. What the ring has is left out: it follows.
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
  const terminals = engine.terminals().map((terminal): MissedEvent => {
    return { type: 'terminal', data: JSON.stringify(terminalToJson(terminal)), poiid: terminal.poiid };
  });
  const all = [...terminals, ...states.map(eventOf)];
  return all.filter((event) => !ring.has(event.type, event));
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
    const states = new Map(engine.unresolved().map((state) => [state.id as string, state]));
    for (const id of ids) {
      const found = await engine.find(id);
      if (found !== undefined) states.set(id, found.state);
    }
    return [...states.values()];
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}

function eventOf(state: TransactionState): MissedEvent {
  const { id: transaction, poiid } = state;
  return {
    type: 'transaction',
    data: JSON.stringify(transactionToJson(state, { receipts: false })),
    transaction,
    poiid,
  };
}
