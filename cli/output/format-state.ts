import type { Outcome, TransactionState } from '../../index.ts';
import type { TransactionKind } from '../stored/transaction-kind.ts';
import { faultAdvice, formatFailure } from './format-failure.ts';
import { formatTime } from './format-time.ts';

const UNKNOWN_YET: Readonly<Record<TransactionKind, string>> = {
  payment: 'the money may be taken or not',
  refund: 'the refund may be accepted or not',
  request: 'it may have taken effect or not',
};

/** A state of a transaction, while the command that runs it waits. */
export function formatState(state: TransactionState, kind: TransactionKind): string {
  const { poiid, failure } = state;
  switch (state.state) {
    case 'queued':
      return `waiting for ${poiid} to be free`;
    case 'sending':
      return `connecting to ${poiid}`;
    case 'awaiting':
      return kind === 'payment'
        ? `sent; waiting for the shopper and the answer of ${poiid}`
        : `sent; waiting for the answer of ${poiid}`;
    case 'timedOut':
    case 'damaged': {
      const hint = failure === undefined ? '' : `; ${faultAdvice(failure.code)}`;
      return `${UNKNOWN_YET[kind]}: ${formatFailure(failure)}${hint}`;
    }
    case 'statusChecking':
      return `asking ${poiid} what became of the ${kind}`;
    case 'settled':
      return formatSettledState(state.outcome);
    default:
      return state satisfies never;
  }
}

/** How the wait ended; what became of the money follows with the outcome. */
function formatSettledState({ kind, failure }: Outcome): string {
  if (kind === 'overridden') return 'an operator closed it by hand';
  return failure?.code === 'ERR_ID_REUSED' ? 'the id belongs to another request' : 'the truth is known';
}

/** What a state waits for, in short. */
export function formatWait(state: TransactionState, kind: TransactionKind): string {
  const { poiid } = state;
  if (state.abortRequested && state.state !== 'settled') return `asked ${poiid} to stop, waiting for the truth`;
  switch (state.state) {
    case 'queued':
    case 'sending':
      return formatState(state, kind);
    case 'awaiting':
      return kind === 'payment' ? 'waiting for the shopper' : `waiting for the answer of ${poiid}`;
    case 'timedOut':
      return `waiting to ask ${poiid} again`;
    case 'statusChecking':
      return `waiting for what ${poiid} says`;
    case 'damaged':
      return 'waiting for a person to close it';
    case 'settled':
      return '';
    default:
      return state satisfies never;
  }
}

/** The state of a transaction that another process runs, or none. */
export function formatStoredState({ state, tags, nextCheckAtMs }: TransactionState): string {
  switch (state) {
    case 'queued':
      return 'it waits for the terminal';
    case 'sending':
      return 'it was about to be sent';
    case 'awaiting':
      return 'it was sent, and its answer is awaited';
    case 'timedOut': {
      const next = `, next check ${formatTime(nextCheckAtMs)}`;
      return tags.includes('needsAttention')
        ? `its outcome is unknown, and somebody must look${next}`
        : `its outcome is unknown${next}`;
    }
    case 'statusChecking':
      return 'its outcome is unknown, and the terminal is being asked';
    case 'damaged':
      return 'its records are damaged, and somebody must look';
    case 'settled':
      return 'it is settled';
    default:
      return state satisfies never;
  }
}
