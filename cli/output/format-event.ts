import type { HistoryStep, TransactionState } from '../../index.ts';
import { formatFailure } from './format-failure.ts';
import { formatTime } from './format-time.ts';

/** The event of a journal record, for people. */
export function formatEvent(record: HistoryStep['record']): string {
  if (record.type === 'opened') return 'the till asked for it';
  const { event } = record;
  switch (event.type) {
    case 'intent.stored':
      return 'the intent is stored';
    case 'link.written':
      return 'the request left this machine';
    case 'link.notSent':
      return `the request did not leave: ${formatFailure(event.failure)}`;
    case 'link.lost':
      return `no answer came: ${formatFailure(event.failure)}`;
    case 'poi.answered':
      return event.recovered
        ? `the terminal repeated its answer: ${event.result.kind}`
        : `the terminal answered: ${event.result.kind}`;
    case 'attempt.claimed':
      return 'an attempt wanted to be the one that sends';
    case 'poi.rejected':
      return `the terminal did not process the request: ${formatFailure(event.failure)}`;
    case 'poi.undecided':
      return `an answer came that decides nothing: ${formatFailure(event.failure)}`;
    case 'poi.unclear':
      return event.recovered
        ? `the terminal, asked, said how it ended, unclearly: ${formatFailure(event.failure)}`
        : `an answer came that counts only when it is repeated: ${formatFailure(event.failure)}`;
    case 'poi.progress':
      return 'a notification showed that the terminal has the request';
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

type Command = HistoryStep['commands'][number];

/** What the engine did for a command. Timers are left out: the states name what is waited for. */
const COMMANDS: Readonly<Record<Exclude<Command, 'armTimer'>, string>> = {
  transmit: 'sets out to send the request',
  abandonTransmission: "closes the request's connection",
  transmitAbort: 'asks the terminal to stop',
  askStatus: 'asks the terminal what became of it',
};

/** What the engine did, without its timers. */
export function effectsOf({ commands }: HistoryStep): (keyof typeof COMMANDS)[] {
  return commands.filter((command) => command !== 'armTimer');
}

/** What the engine did then. `before` is the state of the transaction before the record. */
export function formatReaction(step: HistoryStep, before: TransactionState | undefined): string {
  if (before?.state === 'settled') return 'stored; it changes nothing';
  const did = effectsOf(step).map((effect) => COMMANDS[effect]);
  return [...did, ...formatWithheld(step), ...formatNewState(step, before)].join(', ') || 'goes on as before';
}

/** Why the request is never sent, after the events that do not name it: the engine decided that. */
function formatWithheld({ record, state }: HistoryStep): string[] {
  const decides = record.type === 'event' && ['intent.stored', 'host.restarted'].includes(record.event.type);
  return decides && state.state === 'settled' ? [`sends nothing: ${formatFailure(state.outcome.failure)}`] : [];
}

function formatNewState({ state, commands }: HistoryStep, before: TransactionState | undefined): string[] {
  switch (state.state) {
    case 'sending':
      return before === undefined && !commands.includes('transmit') ? ['waits until the intent is stored'] : [];
    case 'awaiting':
      return before?.state === 'awaiting' ? [] : ['waits for the answer'];
    case 'timedOut': {
      const { nextCheckAtMs } = state;
      const isTheSame = before?.state === 'timedOut' && before.nextCheckAtMs === nextCheckAtMs;
      const attention = state.tags.includes('needsAttention') ? ['calls for staff'] : [];
      return isTheSame ? [] : [...attention, `will ask at ${formatTime(nextCheckAtMs)}`];
    }
    case 'settled':
      return [`settled: ${state.outcome.kind}`];
    default:
      return [];
  }
}
