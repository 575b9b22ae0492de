import {
  queuedState,
  readState,
  refusedState,
  requestFacts,
  type HistoryItem,
  type TransactionSnapshot,
} from 'tenderline/runtime';
import type { Failure, JsonObject, TransactionState } from 'tenderline';
import { transactionMachine, type AttemptToken, type TimerName } from 'tenderline/machines';
import type { Asked, DisplayNotification, View } from '../contracts.ts';

/** What Restate keeps of a transaction beside its events, which are the record: this can be made of them. */
export interface Head {
  /** Grows with every change that a till can see. */
  version: number;
  asked: Asked;
  /** `refused`: nothing of it was sent, and nothing will be, unless the till asks again. */
  phase: 'queued' | 'refused' | 'begun';
  refusal?: Failure;
  /** It waits in the queue of its terminal until then, in epoch milliseconds. */
  queuedUntilMs?: number;
  /** Once it has begun: the machine, as JSON. */
  snapshot?: JsonObject;
  /** When it was settled, in epoch milliseconds. */
  settledAtMs?: number;
  /** How many events are stored. */
  events: number;
  /** When each timer is due: what was armed for another time is stale. */
  timers: Partial<Record<TimerName, number>>;
  /** The connection of the attempt that has the claim. */
  transmission?: { holder: AttemptToken; abandon: string; isAbandoned: boolean };
  /** A question that waits until the abandoned connection is closed. */
  isAskHeld?: boolean;
  /** Who waits for the next version. */
  watchers: string[];
  late: JsonObject[];
  /** What its terminal said that it displays, as it arrived, without repetitions. */
  displayed: DisplayNotification[];
}

/** Of what has not begun. To be copied. */
export function nothingYet(): Pick<Head, 'events' | 'timers' | 'late' | 'displayed'> {
  return { events: 0, timers: {}, late: [], displayed: [] };
}

/** The machine of a transaction that has begun. */
export function snapshotOf({ snapshot }: Head): TransactionSnapshot {
  // The second argument is for machines with children: ours have none.
  return transactionMachine.restoreSnapshot(snapshot as never, undefined as never);
}

export function viewOf(id: string, head: Head): View {
  const { version, late, displayed } = head;
  return {
    version,
    state: stateOf(id, head),
    ...(head.phase === 'refused' && { isFree: true }),
    ...(late.length > 0 && { late }),
    ...(displayed.length > 0 && { displayed }),
  };
}

/** One that has begun, in a list. */
export function itemOf(head: Head): HistoryItem {
  const { asked, settledAtMs } = head;
  const read = snapshotOf(head);
  const { id: transaction, createdAtMs } = read.context.input;
  const times = { createdAtMs, ...(settledAtMs !== undefined && { settledAtMs }) };
  return { transaction, ...times, state: readState(read), ...requestFacts(asked.same) };
}

function stateOf(id: string, head: Head): TransactionState {
  if (head.phase === 'begun') return readState(snapshotOf(head));
  const { poiid, ServiceID, reference, amount } = head.asked;
  const facts = { id, poiid, serviceId: ServiceID, reference, ...(amount !== undefined && { amount }) };
  const queued = queuedState(facts as Parameters<typeof queuedState>[0]);
  return head.refusal === undefined ? queued : refusedState(queued, head.refusal);
}

/** A value as JSON has it. */
export function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
