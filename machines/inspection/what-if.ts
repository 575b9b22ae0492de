import { transition, type SnapshotFrom } from 'xstate';
import { failure } from '../../protocol/faults.ts';
import type { SettledResult } from '../../protocol/outcome.ts';
import { transactionMachine } from '../transaction.machine.ts';
import type { TransactionCommand, TransactionEventPayload } from '../transaction.types.ts';
import { transactionStep } from './machine-step.ts';
import type { MachineStep } from './feed.types.ts';

type TransactionSnapshot = SnapshotFrom<typeof transactionMachine>;

/** What the machine would do with an event: nothing of it is done, sent or stored. */
export interface WhatIf extends Pick<MachineStep, 'ev' | 'd' | 'to' | 'guards' | 'cmds' | 'ctx'> {
  /** Tells several events of one type apart: `approved`, `the machine was restarted`. */
  readonly case?: string;
  /** Whether anything would change. */
  readonly isAccepted: boolean;
}

const result = (kind: 'approved' | 'declined'): SettledResult => ({
  ...(kind === 'approved' ? { kind, charged: 'yes' } : { kind, charged: 'no' }),
  amounts: {},
  receipts: [],
  advice: 'none',
});

/** One event of every type, several where what they say decides. */
const CASES: readonly (readonly [TransactionEventPayload, string?])[] = [
  [{ type: 'intent.stored' }],
  [{ type: 'attempt.claimed', attempt: 'another attempt' }],
  [{ type: 'link.written' }],
  [{ type: 'link.notSent', failure: failure('ERR_LINK_REFUSED') }],
  [{ type: 'link.lost', failure: failure('ERR_LINK_RESET') }],
  [{ type: 'poi.answered', result: result('approved'), recovered: false }, 'approved'],
  [{ type: 'poi.answered', result: result('declined'), recovered: false }, 'declined'],
  [{ type: 'poi.answered', result: result('approved'), recovered: true }, 'approved, repeated'],
  [{ type: 'poi.rejected', failure: failure('ERR_ANSWER_STATUS') }],
  [{ type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false }],
  [
    {
      type: 'poi.unclear',
      failure: failure('ERR_ANSWER_UNDECIDED'),
      result: result('declined'),
      seen: true,
      recovered: true,
    },
  ],
  [{ type: 'poi.progress' }],
  [{ type: 'poi.inProgress' }],
  [{ type: 'poi.notFound' }],
  [{ type: 'status.unanswered', failure: failure('ERR_LINK_TIMEOUT'), seen: false }],
  [{ type: 'terminal.online' }],
  [{ type: 'terminal.restarted' }],
  [{ type: 'timer.response' }],
  [{ type: 'timer.check' }],
  [{ type: 'sale.abort' }],
  [{ type: 'sale.checkStatus' }],
  [{ type: 'sale.override', by: 'a person', reason: 'looked', charged: 'yes' }, 'charged'],
  [{ type: 'sale.override', by: 'a person', reason: 'looked', charged: 'no' }, 'not charged'],
  [{ type: 'host.restarted', rebooted: false }, 'the process'],
  [{ type: 'host.restarted', rebooted: true }, 'the machine'],
];

/** The types of events that are tried. */
export const TRIED_EVENTS: ReadonlySet<string> = new Set(CASES.map(([{ type }]) => type));

/** Two clocks: epoch milliseconds, and milliseconds since the machine was started. */
type Reading = { readonly atMs: number; readonly upMs: number };

/**
 * What each event would do to a transaction. Pure.
 *
 * @param now when the event would come
 */
export function whatIf(before: TransactionSnapshot, now: Reading): WhatIf[] {
  return CASES.map((one) => would(before, one, now));
}

/** Other readings of the clocks at which an event could come. */
export const READINGS: readonly (readonly [name: string, at: (now: Reading) => Reading])[] = [
  ['10 s later', later(10_000)],
  ['1 min later', later(60_000)],
  ['10 min later', later(600_000)],
  ['1 h later', later(3_600_000)],
  ['1 day later', later(86_400_000)],
  [
    '10 s later, with the time of day set back by 1 h',
    ({ atMs, upMs }) => ({ atMs: atMs - 3_600_000, upMs: upMs + 10_000 }),
  ],
  ['1 min later, after the machine of the till was started again', ({ atMs }) => ({ atMs: atMs + 60_000, upMs: 1 })],
];

function later(ms: number): (now: Reading) => Reading {
  return ({ atMs, upMs }) => ({ atMs: atMs + ms, upMs: upMs + ms });
}

/** What would be different if an event came at another time. */
export interface WhatIfThen {
  /** One of `READINGS`. */
  readonly when: string;
  readonly would: WhatIf;
}

/** The events for which the time decides: how long a terminal has been silent, or busy with it. */
const TIMED: ReadonlySet<string> = new Set<TransactionEventPayload['type']>(['poi.notFound', 'poi.inProgress']);

/** The events that would do something else at other readings of the clocks, one entry for each of those. Pure. */
export function whatIfThen(before: TransactionSnapshot, now: Reading): WhatIfThen[] {
  if (before.status === 'done') return [];
  return CASES.filter(([{ type }]) => TIMED.has(type)).flatMap((one) => {
    const usual = deeds(would(before, one, now));
    return READINGS.map(([when, at]) => ({ when, would: would(before, one, at(now)) })).filter(
      (then) => deeds(then.would) !== usual,
    );
  });
}

/** What of an answer is a deed: a time that it remembers is another one at each reading. */
function deeds({ to, guards, cmds }: WhatIf): string {
  return JSON.stringify([to, guards, cmds]);
}

function would(before: TransactionSnapshot, [payload, name]: (typeof CASES)[number], now: Reading): WhatIf {
  const event = { ...payload, ...now };
  const [after, actions] = transition(transactionMachine, before, event);
  const commands = actions.filter(({ type }) => COMMANDS.has(type)) as unknown as readonly TransactionCommand[];
  const { ev, d, to, guards, cmds, ctx } = transactionStep({ seq: 0, event, before, after, commands });
  const isAccepted = before.status !== 'done' && before.can(event);
  return { ev, ...(name !== undefined && { case: name }), d, to, guards, cmds, ctx, isAccepted };
}

const COMMANDS: ReadonlySet<string> = new Set<TransactionCommand['type']>([
  'transmit',
  'abandonTransmission',
  'transmitAbort',
  'askStatus',
  'armTimer',
]);
