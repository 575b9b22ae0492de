import type { Engine, FaultCode, Outcome, TransactionState, Unresolved } from '../../index.ts';
import { formatAmount } from '../output/format-amount.ts';
import { formatStoredState } from '../output/format-state.ts';
import { row } from '../output/layout.ts';

/** Faults that say that another transaction occupies the terminal. */
const BLOCKED: readonly FaultCode[] = [
  'ERR_TERMINAL_OCCUPIED',
  'ERR_TERMINAL_QUARANTINED',
  'ERR_TERMINAL_QUEUE_FULL',
  'ERR_TERMINAL_QUEUE_TIMEOUT',
];

export function isBlocked({ failure }: Outcome | Unresolved): boolean {
  return failure !== undefined && BLOCKED.includes(failure.code);
}

/** The transactions that occupy a terminal. */
export function blockingTransactions(engine: Engine, poiid: string): TransactionState[] {
  const { running, unknown } = engine.terminal(poiid).state;
  return [...unknown, ...(running === undefined ? [] : [running])].flatMap((id) => engine.transaction(id)?.state ?? []);
}

/** One of them for people, with the command that asks about it. */
export function formatBlocking(other: TransactionState, statusCommand: string): string[] {
  // Of an earlier process nothing is in flight any more, whatever state the journal has.
  const standing = other.tags.includes('inFlight') ? 'its outcome is unknown' : formatStoredState(other);
  const sum = other.amount === undefined ? '' : `${formatAmount(other.amount)}, `;
  return [
    ...row('in the way', `transaction ${other.id}, ${sum}reference ${other.reference}: ${standing}`),
    ...row('', `ask about it: ${statusCommand}`),
  ];
}
