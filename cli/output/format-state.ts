import type { TransactionState } from '../../index.ts';
import type { Subject } from '../stored/transaction-kind.ts';
import { showTime } from './format-time.ts';
import { adviceFor } from './format-advice.ts';
import { describeFailure } from './format-outcome.ts';

const UNKNOWN_YET: Readonly<Record<Subject, string>> = {
  payment: 'the money may be taken or not',
  refund: 'the refund may be accepted or not',
  request: 'it may have taken effect or not',
};

/** A state as it is told while it happens. */
export function describeState(state: TransactionState, subject: Subject): string {
  const { poiid, failure } = state;
  switch (state.state) {
    case 'queued':
      return `waiting for ${poiid} to be free`;
    case 'sending':
      return `connecting to ${poiid}`;
    case 'awaiting':
      return subject === 'payment'
        ? `sent; waiting for the shopper and the answer of ${poiid}`
        : `sent; waiting for the answer of ${poiid}`;
    case 'timedOut': {
      const hint = failure === undefined ? '' : `; ${adviceFor(failure.code)}`;
      return `${UNKNOWN_YET[subject]}: ${describeFailure(failure)}${hint}`;
    }
    case 'statusChecking':
      return `asking ${poiid} what became of the ${subject}`;
    case 'settled':
      return 'the truth is known';
    default:
      return state.state satisfies never;
  }
}

/** What is waited for in a state, short. */
export function describeWait(state: TransactionState, subject: Subject): string {
  const { poiid } = state;
  if (state.abortRequested && state.state !== 'settled') return `asked ${poiid} to stop, waiting for the truth`;
  switch (state.state) {
    case 'queued':
      return `waiting for ${poiid} to be free`;
    case 'sending':
      return `connecting to ${poiid}`;
    case 'awaiting':
      return subject === 'payment' ? 'waiting for the shopper' : `waiting for the answer of ${poiid}`;
    case 'timedOut':
      return `waiting to ask ${poiid} again`;
    case 'statusChecking':
      return `waiting for what ${poiid} says`;
    case 'settled':
      return '';
    default:
      return state.state satisfies never;
  }
}

/** Where a transaction stands that somebody else looks after, or nobody. */
export function describeStanding({ state, tags, nextCheckAtMs }: TransactionState): string {
  switch (state) {
    case 'queued':
      return 'it waits for the terminal';
    case 'sending':
      return 'it was about to be sent';
    case 'awaiting':
      return 'it was sent, and its answer is awaited';
    case 'timedOut': {
      const next = nextCheckAtMs === undefined ? '' : `, next check ${showTime(nextCheckAtMs)}`;
      return tags.includes('needsAttention')
        ? `its outcome is unknown, and somebody must look${next}`
        : `its outcome is unknown${next}`;
    }
    case 'statusChecking':
      return 'its outcome is unknown, and the terminal is being asked';
    case 'settled':
      return 'it is settled';
    default:
      return state satisfies never;
  }
}
