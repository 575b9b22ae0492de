import type { TransactionState } from '../../index.ts';
import type { EngineCommand, Step, TransactionRecord } from '../stored/engine-internals.ts';
import { formatFailure } from './format-failure.ts';
import { formatTime } from './format-time.ts';

/** What a record of the journal says, for people. */
export function formatEvent(record: TransactionRecord): string {
  if (record.type === 'opened') return 'the till asked for it';
  const { event } = record;
  switch (event.type) {
    case 'link.written':
      return 'the request left this machine';
    case 'link.notSent':
      return `the request did not leave: ${formatFailure(event.failure)}`;
    case 'link.lost':
      return `no answer came: ${formatFailure(event.failure)}`;
    case 'poi.answered':
      return event.recovered
        ? `the terminal repeated its answer: ${event.verdict.kind}`
        : `the terminal answered: ${event.verdict.kind}`;
    case 'poi.rejected':
      return `the terminal did not process the request: ${formatFailure(event.failure)}`;
    case 'poi.undecided':
      return `an answer came that decides nothing: ${formatFailure(event.failure)}`;
    case 'poi.inProgress':
      return 'the terminal said that it is still in progress';
    case 'poi.notFound':
      return 'the terminal said that it does not know the request';
    case 'status.unanswered':
      return `the question brought nothing: ${formatFailure(event.failure)}`;
    case 'terminal.online':
      return 'the terminal is back';
    case 'terminal.restarted':
      return 'the terminal has restarted';
    case 'timer.response':
      return 'the answer is overdue';
    case 'timer.check':
      return 'it is time to ask';
    case 'sale.abort':
      return 'the till wanted it stopped';
    case 'sale.checkStatus':
      return 'the till wanted to know';
    case 'sale.override':
      return `${event.by} closed it by hand, charged ${event.charged}: ${event.reason}`;
    case 'host.restarted':
      return event.rebooted
        ? 'the machine had been started anew, and a new process took it up'
        : 'the process had ended, and a new one took it up';
    default:
      return event satisfies never;
  }
}

const COMMANDS: Readonly<Record<EngineCommand, string>> = {
  transmit: 'sets out to send the request',
  abandonTransmission: "closes the request's connection",
  transmitAbort: 'asks the terminal to stop',
  askStatus: 'asks the terminal what became of it',
};

/** What the engine did then. `before` is the state of the transaction before the record. */
export function formatReaction({ state, effects }: Step, before: TransactionState | undefined): string {
  if (before?.state === 'settled') return 'stored; it changes nothing';
  const did = effects.map((effect) => COMMANDS[effect]);
  return [...did, ...formatNewState(state, before)].join(', ') || 'goes on as before';
}

function formatNewState(state: TransactionState, before: TransactionState | undefined): string[] {
  switch (state.state) {
    case 'awaiting':
      return before?.state === 'awaiting' ? [] : ['waits for the answer'];
    case 'timedOut': {
      const { nextCheckAtMs } = state;
      const isTheSame = before?.state === 'timedOut' && before.nextCheckAtMs === nextCheckAtMs;
      const attention = state.tags.includes('needsAttention') ? ['calls for staff'] : [];
      return isTheSame || nextCheckAtMs === undefined ? [] : [...attention, `will ask at ${formatTime(nextCheckAtMs)}`];
    }
    case 'settled':
      return [`settled: ${state.outcome?.kind ?? ''}`];
    default:
      return [];
  }
}
