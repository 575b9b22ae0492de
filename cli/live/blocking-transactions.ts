import type { Engine, FaultCode, Outcome, TransactionState, Unresolved } from '../../index.ts';
import { showAmount } from '../settings/amount-option.ts';
import { describeStanding } from '../output/format-state.ts';
import { row } from '../output/format-outcome.ts';

/** Faults that say that another transaction has the terminal. */
const OTHERS: readonly FaultCode[] = [
  'ERR_TERMINAL_OCCUPIED',
  'ERR_TERMINAL_QUARANTINED',
  'ERR_TERMINAL_QUEUE_FULL',
  'ERR_TERMINAL_QUEUE_TIMEOUT',
];

export function isInTheWay({ failure }: Outcome | Unresolved): boolean {
  return failure !== undefined && OTHERS.includes(failure.code);
}

/** The transactions that have a terminal. */
export function transactionsOn(engine: Engine, poiid: string): TransactionState[] {
  const { running, unknown } = engine.terminal(poiid).state;
  return [...unknown, ...(running === undefined ? [] : [running])].flatMap((id) => engine.transaction(id)?.state ?? []);
}

/** One of them in words, and how to ask about it. */
export function describeOther(other: TransactionState, statusCommand: string): string[] {
  // Nothing of an earlier process is in flight any more, whatever the journal said of it last.
  const standing = other.tags.includes('inFlight') ? 'its outcome is unknown' : describeStanding(other);
  const sum = other.amount === undefined ? '' : `${showAmount(other.amount)}, `;
  return [
    ...row('in the way', `transaction ${other.id}, ${sum}reference ${other.reference}: ${standing}`),
    ...row('', `ask about it: ${statusCommand}`),
  ];
}
