import type { Effect } from '../../engine/mailbox.ts';
import type { TransactionState } from '../../index.ts';
import type { TransactionEvent } from '../../machines/index.ts';
import type { Step } from '../stored/engine-internals.ts';
import { exported } from '../stored/summary.ts';
import { showTime } from './format-time.ts';
import { describeFailure } from './format-outcome.ts';

/** What happened, in words. */
export function describeEvent(record: Step['record']): string {
  if (record.type === 'opened') return 'the till asked for it';
  const { event } = record;
  switch (event.type) {
    case 'link.written':
      return 'the request left this machine';
    case 'link.notSent':
      return `the request did not leave: ${describeFailure(event.failure)}`;
    case 'link.lost':
      return `no answer came: ${describeFailure(event.failure)}`;
    case 'poi.answered':
      return event.recovered
        ? `the terminal repeated its answer: ${event.verdict.kind}`
        : `the terminal answered: ${event.verdict.kind}`;
    case 'poi.rejected':
      return `the terminal did not process the request: ${describeFailure(event.failure)}`;
    case 'poi.undecided':
      return `an answer came that decides nothing: ${describeFailure(event.failure)}`;
    case 'poi.inProgress':
      return 'the terminal said that it is still in progress';
    case 'poi.notFound':
      return 'the terminal said that it does not know the request';
    case 'status.unanswered':
      return `the question brought nothing: ${describeFailure(event.failure)}`;
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

const EFFECTS: Readonly<Record<Effect['type'], string>> = {
  transmit: 'sets out to send the request',
  abandonTransmission: "closes the request's connection",
  transmitAbort: 'asks the terminal to stop',
  askStatus: 'asks the terminal what became of it',
};

/** What the engine did then, in words. `before` is where the transaction stood. */
export function describeReaction({ state, effects }: Step, before: TransactionState | undefined): string {
  if (before?.state === 'settled') return 'stored; it changes nothing';
  const did = effects.map((effect) => EFFECTS[effect]);
  return [...did, ...describeArrival(state, before)].join(', ') || 'goes on as before';
}

function describeArrival(state: TransactionState, before: TransactionState | undefined): string[] {
  switch (state.state) {
    case 'awaiting':
      return before?.state === 'awaiting' ? [] : ['waits for the answer'];
    case 'timedOut': {
      const { nextCheckAtMs } = state;
      const isTheSame = before?.state === 'timedOut' && before.nextCheckAtMs === nextCheckAtMs;
      const attention = state.tags.includes('needsAttention') ? ['calls for staff'] : [];
      return isTheSame || nextCheckAtMs === undefined ? [] : [...attention, `will ask at ${showTime(nextCheckAtMs)}`];
    }
    case 'settled':
      return [`settled: ${state.outcome?.kind ?? ''}`];
    default:
      return [];
  }
}

/** A record for programs: what is named here and nothing else, so that no body slips through. */
export function exportedEvent(record: Step['record']): Readonly<Record<string, unknown>> {
  const { transaction, seq, atMs } = record;
  if (record.type === 'opened') return { transaction, seq, atMs, event: 'opened' };
  return { transaction, seq, atMs, event: record.event.type, ...detailsOf(record.event) };
}

function detailsOf(event: TransactionEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'link.notSent':
    case 'link.lost':
    case 'poi.rejected':
      return { failure: event.failure };
    case 'poi.undecided':
    case 'status.unanswered':
      return { failure: event.failure, seen: event.seen };
    case 'poi.answered':
      return { recovered: event.recovered, verdict: exported(event.verdict) };
    case 'host.restarted':
      return { rebooted: event.rebooted };
    case 'sale.override':
      return { by: event.by, reason: event.reason, charged: event.charged };
    default:
      return {};
  }
}
