import type { Engine, FaultCode, Outcome, TransactionState, Unresolved } from '../../index.ts';
import { formatAmount } from '../output/format-amount.ts';
import { formatStoredState } from '../output/format-state.ts';
import { row } from '../output/layout.ts';

/** Faults which mean that another transaction occupies the terminal. */
const BLOCKED: readonly FaultCode[] = [
  'ERR_TERMINAL_OCCUPIED',
  'ERR_TERMINAL_QUARANTINED',
  'ERR_TERMINAL_QUEUE_FULL',
  'ERR_TERMINAL_QUEUE_TIMEOUT',
];

export function isBlocked({ failure }: Outcome | Unresolved): boolean {
  return failure !== undefined && BLOCKED.includes(failure.code);
}

/** The transactions that occupy a terminal: of earlier processes, and unknown. */
export function blockingTransactions(engine: Engine, poiid: string): TransactionState[] {
  // A damaged one whose terminal is not known keeps every terminal.
  return engine.unresolved().filter((transaction) => transaction.poiid === poiid || transaction.poiid === '');
}

/** One of them for people, with the command that asks about it. */
export function formatBlocking(other: TransactionState, statusCommand: string): string[] {
  const sum = other.amount === undefined ? '' : `${formatAmount(other.amount)}, `;
  return [
    ...row('in the way', `transaction ${other.id}, ${sum}reference ${other.reference}: ${formatStoredState(other)}`),
    ...row('', `ask about it: ${statusCommand}`),
  ];
}
