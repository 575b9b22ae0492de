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

/**
 * What each event would do to a transaction. Pure.
 *
 * @param now when the event would come
 */
export function whatIf(before: TransactionSnapshot, now: { readonly atMs: number; readonly upMs: number }): WhatIf[] {
  return CASES.map(([payload, name]) => {
    const event = { ...payload, ...now };
    const [after, actions] = transition(transactionMachine, before, event);
    const commands = actions.filter(({ type }) => COMMANDS.has(type)) as unknown as readonly TransactionCommand[];
    const { ev, d, to, guards, cmds, ctx } = transactionStep({ seq: 0, event, before, after, commands });
    const isAccepted = before.status !== 'done' && before.can(event);
    return { ev, ...(name !== undefined && { case: name }), d, to, guards, cmds, ctx, isAccepted };
  });
}

const COMMANDS: ReadonlySet<string> = new Set<TransactionCommand['type']>([
  'transmit',
  'abandonTransmission',
  'transmitAbort',
  'askStatus',
  'armTimer',
]);
