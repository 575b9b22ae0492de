import type { SnapshotFrom } from 'xstate';
import { readingOf } from '../clock-reading.ts';
import { terminalMachine } from '../terminal.machine.ts';
import type { TerminalCommand, TerminalEvent } from '../terminal.types.ts';
import { transactionMachine } from '../transaction.machine.ts';
import type { ClockReading, TransactionCommand, TransactionEvent, TransactionInput } from '../transaction.types.ts';
import { changesOfTerminal, changesOfTransaction } from './context-facts.ts';
import { factsOfEvent } from './event-facts.ts';
import type { Head, MachineStep } from './feed.types.ts';
import { guardsOf, pathOf } from './guards.ts';

type TransactionSnapshot = SnapshotFrom<typeof transactionMachine>;
type TerminalSnapshot = SnapshotFrom<typeof terminalMachine>;

/** What a transaction did with an event: the same for one that runs and for one that is read from a journal. */
export interface TransactionChange {
  readonly seq: number;
  readonly event: TransactionEvent;
  readonly before: TransactionSnapshot;
  readonly after: TransactionSnapshot;
  readonly commands: readonly TransactionCommand[];
}

/** What a step of a transaction's machine may say to whoever looks: an allow-list. */
export function transactionStep({ seq, event, before, after, commands }: TransactionChange): MachineStep {
  const { id, POIID: poi } = after.context.input;
  const { atMs: at, upMs: up } = readingOf(event);
  return {
    k: 'step',
    at,
    up,
    m: 'transaction',
    id,
    poi,
    seq,
    ev: event.type,
    d: factsOfEvent(event),
    from: pathOf(before.value),
    to: pathOf(after.value),
    guards: guardsOf(transactionMachine, before, event),
    cmds: commands.map((command) => commandText(command, at)),
    ctx: changesOfTransaction(before.context, after.context),
  };
}

/** The first step of a transaction: its request is stored, and nothing has happened yet. */
export function openedStep(input: TransactionInput, initial: TransactionSnapshot): MachineStep {
  const { createdAtMs: at, createdUpMs: up = at, amount } = input;
  const state = pathOf(initial.value);
  return {
    k: 'step',
    at,
    up,
    m: 'transaction',
    id: input.id,
    poi: input.POIID,
    seq: 0,
    ev: 'opened',
    d: {
      category: input.category,
      kind: kindOf(input),
      reference: input.reference,
      serviceId: input.ServiceID,
      saleId: input.SaleID,
      ...(amount !== undefined && { amount: `${amount.currency} ${amount.value}` }),
    },
    from: state,
    to: state,
    guards: {},
    cmds: [],
    ctx: changesOfTransaction(undefined, initial.context),
  };
}

/** What may have become of money decides the words. */
export function kindOf({ category, refund }: Pick<TransactionInput, 'category' | 'refund'>): Head['kind'] {
  if (category === 'Reversal' || refund === true) return 'refund';
  return category === 'Payment' ? 'payment' : 'request';
}

/** What a step of a terminal's machine may say to whoever looks: an allow-list. */
export function terminalStep(
  poi: string,
  { atMs: at, upMs: up }: ClockReading,
  event: TerminalEvent,
  change: {
    readonly before: TerminalSnapshot;
    readonly after: TerminalSnapshot;
    readonly commands: readonly TerminalCommand[];
  },
): MachineStep {
  const { before, after, commands } = change;
  return {
    k: 'step',
    at,
    up,
    m: 'terminal',
    poi,
    ev: event.type,
    d: 'transaction' in event ? { transaction: event.transaction } : {},
    from: pathOf(before.value),
    to: pathOf(after.value),
    guards: guardsOf(terminalMachine, before, event),
    cmds: commands.map(({ type }) => type),
    ctx: changesOfTerminal(before.context, after.context),
  };
}

function commandText(command: TransactionCommand, now: number): string {
  if (command.type !== 'armTimer') return command.type;
  const { timer, dueAtMs } = command.params;
  return `armTimer ${timer} +${dueAtMs - now}`;
}
