/**
 * The effect of events on a transaction, as pure functions over its machine: a live transaction, a stored one and one that is
 * replayed for a person use the same code.
 */
import type { SnapshotFrom } from 'xstate';
import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import {
  createdAt,
  transactionMachine,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionInput,
} from '../../machines/index.ts';
import type { Damage } from '../journal/damage.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { commandsOf, pureMachine, type Transition } from '../runtime/pure-machine.ts';
import { readState, type TransactionState } from './transaction-state.ts';

/** A state of the machine of a transaction: plain data, restored from JSON with `transactionMachine.restoreSnapshot`. */
export type TransactionSnapshot = SnapshotFrom<typeof transactionMachine>;

const machine = pureMachine(transactionMachine);

/** The effect of one event on a transaction. */
export interface Step {
  readonly snapshot: TransactionSnapshot;
  /** The commands of the machine, in this order. */
  readonly commands: readonly TransactionCommand[];
}

/** A step of a stored transaction: the record, the commands of the machine, and the state after it. */
export interface ReplayedStep {
  readonly record: JournalRecord;
  readonly commands: readonly TransactionCommand[];
  readonly state: TransactionState;
}

/** The initial state of a transaction: its intent is not stored yet. */
export function begin(input: TransactionInput): Step {
  return stepOf(machine.initialTransition(input));
}

/** The state after an event, and what it commands. Nothing is carried out. */
export function step(snapshot: TransactionSnapshot, event: TransactionEvent): Step {
  return stepOf(machine.transition(snapshot, event));
}

/** Whether the outcome is known. */
export function isSettled(snapshot: TransactionSnapshot): boolean {
  return snapshot.status === 'done';
}

/** The current state of a stored transaction, with its context. */
export function fold(stored: StoredTransaction): TransactionSnapshot {
  return foldEach(stored, () => {});
}

/** The current state of a stored transaction, as it is reported. */
export function storedState(stored: StoredTransaction): TransactionState {
  return readState(fold(stored));
}

/** Whether a stored transaction has ended. */
export function hasEnded(stored: StoredTransaction | Damage): boolean {
  return 'error' in stored ? stored.closed !== undefined : isSettled(fold(stored));
}

/** Calls `visit` with what each record did, from the first to the last, and gives the state after them. */
export function foldEach(
  stored: StoredTransaction,
  visit: (record: JournalRecord, before: TransactionSnapshot, taken: Step) => void,
): TransactionSnapshot {
  let { snapshot } = begin(stored.input);
  for (const record of stored.records) {
    const taken = take(snapshot, record, stored);
    visit(record, snapshot, taken);
    snapshot = taken.snapshot;
  }
  return snapshot;
}

/** The steps as they ran: the commands are those that were carried out when each record was stored. */
export function replay(stored: StoredTransaction): ReplayedStep[] {
  const steps: ReplayedStep[] = [];
  foldEach(stored, (record, _before, { snapshot, commands }) =>
    steps.push({ record, commands, state: readState(snapshot) }),
  );
  return steps;
}

function take(snapshot: TransactionSnapshot, record: JournalRecord, { input, records }: StoredTransaction): Step {
  const unchanged = { snapshot, commands: [] };
  if (isSettled(snapshot) || record.type === 'orphan') return unchanged;
  if (record.type === 'event') return step(snapshot, record.event);
  return isSentByOpening(records) ? step(snapshot, { type: 'intent.stored', ...createdAt(input) }) : unchanged;
}

/** Version 1 had no `intent.stored`: what was opened was sent, unless the next record states that it was too late or withdrawn. */
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

function stepOf([snapshot, wanted]: Transition<typeof transactionMachine>): Step {
  return { snapshot, commands: commandsOf<TransactionCommand>(wanted, COMMANDS) };
}
