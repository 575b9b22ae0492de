/**
 * What events make of a transaction, as pure functions over its machine: a live transaction, one of the journal and one that is
 * replayed for a person go through the same code.
 */
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import {
  createdAt,
  transactionMachine,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionInput,
} from '../../machines/index.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { readState, type TransactionState } from './transaction-state.ts';

export type TransactionSnapshot = SnapshotFrom<typeof transactionMachine>;

/** What one event made of a transaction. */
export interface Step {
  readonly snapshot: TransactionSnapshot;
  /** What the machine wants done, in this order. */
  readonly commands: readonly TransactionCommand[];
}

/** A step of a transaction in the journal: the record, what the machine wanted done, and where that left the transaction. */
export interface ReplayedStep {
  readonly record: JournalRecord;
  readonly commands: readonly TransactionCommand[];
  readonly state: TransactionState;
}

/** A transaction as it begins: its intent is not stored yet. */
export function begin(input: TransactionInput): Step {
  return stepOf(initialTransition(transactionMachine, input));
}

export function step(snapshot: TransactionSnapshot, event: TransactionEvent): Step {
  return stepOf(transition(transactionMachine, snapshot, event));
}

export function isSettled(snapshot: TransactionSnapshot): boolean {
  return snapshot.status === 'done';
}

/** Where a stored transaction stands. */
export function fold(stored: StoredTransaction): TransactionSnapshot {
  return stored.records.reduce(
    (snapshot, record) => take(snapshot, record, stored).snapshot,
    begin(stored.input).snapshot,
  );
}

/** The state of a stored transaction, for those who only look. */
export function storedState(stored: StoredTransaction): TransactionState {
  return readState(fold(stored));
}

/** What ran, step by step: the commands are those that were carried out when each record was taken. */
export function replay(stored: StoredTransaction): ReplayedStep[] {
  let { snapshot } = begin(stored.input);
  return stored.records.map((record) => {
    const taken = take(snapshot, record, stored);
    snapshot = taken.snapshot;
    return { record, commands: taken.commands, state: readState(snapshot) };
  });
}

function take(snapshot: TransactionSnapshot, record: JournalRecord, { input, records }: StoredTransaction): Step {
  const unchanged = { snapshot, commands: [] };
  if (isSettled(snapshot) || record.type === 'orphan') return unchanged;
  if (record.type === 'event') return step(snapshot, record.event);
  return isSentByOpening(records) ? step(snapshot, { type: 'intent.stored', ...createdAt(input) }) : unchanged;
}

/** Version 1 had no `intent.stored`: what was opened was sent, unless the next record says that it was too late or withdrawn. */
function isSentByOpening([opened, next]: readonly JournalRecord[]): boolean {
  const wasWithheld =
    next?.type === 'event' &&
    next.event.type === 'link.notSent' &&
    ['ERR_SEND_TOO_LATE', 'ERR_WITHDRAWN'].includes(next.event.failure.code);
  return opened?.version === 1 && !wasWithheld;
}

const COMMANDS: Readonly<Record<TransactionCommand['type'], true>> = {
  transmit: true,
  abandonTransmission: true,
  transmitAbort: true,
  askStatus: true,
  armTimer: true,
};

function stepOf([snapshot, actions]: readonly [
  TransactionSnapshot,
  readonly { type: string; params: unknown }[],
]): Step {
  const commands = actions
    .filter(({ type }) => Object.hasOwn(COMMANDS, type))
    .map(({ type, params }) => ({ type, params }) as TransactionCommand);
  return { snapshot, commands };
}
