import { JournalError } from '../../errors.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import type { GatewayEngine, GatewayTransaction } from '../gateway-engine.ts';
import type { MissedEvent } from './event.ts';
import type { EventRing } from './event-ring.ts';
import type { FollowedJournal } from './journal-follower.ts';
import { terminalEvent, transactionEvent } from './state-events.ts';

/** How long a reader waits for a journal that cannot be read at the moment, and how often that is tried, in milliseconds. */
const READ_WITHIN_MS = 10_000;
const TRY_EVERY_MS = 500;

interface Sources {
  readonly engine: Pick<GatewayEngine, 'find' | 'unresolved' | 'terminals'>;
  readonly journal: FollowedJournal;
  readonly ring: EventRing;
  /** How many transactions at most. */
  readonly max: number;
  readonly clock: Pick<Clock, 'upMs' | 'setTimeout'>;
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
  const states = await readStates(place, sources);
  if (states === undefined) return undefined;
  const terminals = engine.terminals().map(terminalEvent);
  const missed = states.map(transactionEvent).flatMap((event): MissedEvent[] => {
    const reported = ring.newest('transaction', event);
    if (reported === undefined) return [event];
    return reported.data === event.data ? [] : [{ ...event, isNewer: true }];
  });
  return [...terminals.filter((event) => ring.newest('terminal', event) === undefined), ...missed];
}

/** Both servers lose their database at the same moment: who comes over then waits until this one has it again. */
async function readStates(place: number, sources: Sources): Promise<readonly TransactionState[] | undefined> {
  const { clock } = sources;
  const untilMs = clock.upMs() + READ_WITHIN_MS;
  for (;;) {
    try {
      return await statesSince(place, sources);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      if (error.code === 'ERR_JOURNAL_CORRUPT' || clock.upMs() >= untilMs) return undefined;
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, TRY_EVERY_MS));
    }
  }
}

async function statesSince(
  place: number,
  { engine, journal, max }: Sources,
): Promise<readonly TransactionState[] | undefined> {
  const ids = new Set<string>();
  // A database that was put back: what came after it is not what the reader has not seen.
  if (!(await hasComeTo(place, journal))) return undefined;
  for await (const { record } of journal.readAfter(place)) {
    // Results that belong to no transaction are lists of their own: the reader is to read those.
    if (record.type === 'orphan') return undefined;
    ids.add(record.transaction);
    if (ids.size > max) return undefined;
  }
  const found = new Map<string, GatewayTransaction>();
  for (const id of ids) {
    const transaction = await engine.find(id);
    if (transaction !== undefined) found.set(id, transaction);
  }
  // As they are now, and not as they were before the last of them was read.
  const states = new Map((await engine.unresolved()).map((state) => [state.id as string, state]));
  for (const [id, { state }] of found) states.set(id, state);
  return [...states.values()];
}

/** Whether the journal has come to a place. This server may know of less than there is, when it was stopped or cut off. */
async function hasComeTo(place: number, journal: FollowedJournal): Promise<boolean> {
  if (place <= journal.position()) return true;
  for await (const _ of journal.readAfter(place - 1)) return true;
  return false;
}
