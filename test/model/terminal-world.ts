import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { terminalMachine, type TerminalCommand, type TerminalEvent } from '../../machines/index.ts';
import { parseTransactionId, type TransactionId } from '../../protocol/ids.ts';
import { edge, type Arrow } from './edges.ts';

/** What the traffic proves of a terminal, from the commands and the events alone. */
export interface Floor {
  /** Every transaction that ever occurred, in that order. */
  readonly heardOf: readonly TransactionId[];
  readonly admitted: readonly TransactionId[];
  /** Admitted, and neither settled nor unknown. */
  readonly running: readonly TransactionId[];
  readonly unknown: readonly TransactionId[];
  /** Enqueued, and neither admitted nor withdrawn. */
  readonly line: readonly TransactionId[];
  /** Whether it was last said to leave. */
  readonly leaves: boolean;
}

/** The production machine, and around it what an onlooker would write down. */
export interface TerminalWorld {
  readonly snapshot: SnapshotFrom<typeof terminalMachine>;
  /** What the last step commanded. */
  readonly commands: readonly TerminalCommand[];
  readonly floor: Floor;
  readonly history: readonly { readonly from: string; readonly event: TerminalEvent; readonly to: string }[];
}

export const QUEUE_MAX = 2;

export function opened(): TerminalWorld {
  const [snapshot, actions] = initialTransition(terminalMachine, { queueMax: QUEUE_MAX });
  return {
    snapshot,
    commands: actions as unknown as readonly TerminalCommand[],
    floor: { heardOf: [], admitted: [], running: [], unknown: [], line: [], leaves: false },
    history: [],
  };
}

export function tell(world: TerminalWorld, event: TerminalEvent): TerminalWorld {
  const [snapshot, actions] = transition(terminalMachine, world.snapshot, event);
  const commands = actions as unknown as readonly TerminalCommand[];
  const from = `${world.snapshot.value.link} ${world.snapshot.value.work}`;
  const to = `${snapshot.value.link} ${snapshot.value.work}`;
  const floor = commands.reduce(afterCommand, afterEvent(world.floor, event));
  return { snapshot, commands, floor, history: [...world.history, { from, event, to }] };
}

function afterEvent(floor: Floor, event: TerminalEvent): Floor {
  if (event.type === 'link.up' || event.type === 'link.down') return floor;
  if (event.type === 'terminal.leaves' || event.type === 'terminal.stays') {
    return { ...floor, leaves: event.type === 'terminal.leaves' };
  }
  const { transaction } = event;
  const others = (ids: readonly TransactionId[]) => ids.filter((id) => id !== transaction);
  const heardOf = [...new Set([...floor.heardOf, transaction])];
  switch (event.type) {
    case 'sale.requested':
      return { ...floor, heardOf };
    case 'sale.withdrawn':
      return { ...floor, line: others(floor.line) };
    case 'transaction.unknown':
      return { ...floor, heardOf, running: others(floor.running), unknown: [...others(floor.unknown), transaction] };
    case 'transaction.settled':
      return { ...floor, running: others(floor.running), unknown: others(floor.unknown) };
  }
}

function afterCommand(floor: Floor, command: TerminalCommand): Floor {
  if (command.type === 'wake' || command.type === 'refuse') return floor;
  const { transaction } = command.params;
  if (command.type === 'enqueue') return { ...floor, line: [...floor.line, transaction] };
  return {
    ...floor,
    admitted: [...floor.admitted, transaction],
    running: [...floor.running, transaction],
    line: floor.line.filter((id) => id !== transaction),
  };
}

/**
 * What can happen next: a till asks once for each transaction, and only what was admitted or recovered becomes unknown or
 * settled. A withdrawal may come too late. Transactions are alike, so only the next new one is asked for.
 *
 * @param transactionsMax how many there are
 */
export function nextEvents({ floor }: TerminalWorld, transactionsMax: number): TerminalEvent[] {
  const count = floor.heardOf.length;
  const next = count < transactionsMax ? [parseTransactionId(`t${count + 1}`)] : [];
  return [
    { type: 'link.up' },
    { type: 'link.down' },
    { type: floor.leaves ? 'terminal.stays' : 'terminal.leaves' },
    ...next.flatMap((transaction): TerminalEvent[] => [
      { type: 'sale.requested', transaction, queue: true },
      { type: 'sale.requested', transaction, queue: false },
      { type: 'transaction.unknown', transaction },
    ]),
    ...floor.heardOf.slice(-6).map((transaction) => ({ type: 'sale.withdrawn', transaction }) as const),
    ...floor.running.map((transaction) => ({ type: 'transaction.unknown', transaction }) as const),
    ...[...floor.running, ...floor.unknown].map(
      (transaction) => ({ type: 'transaction.settled', transaction }) as const,
    ),
  ];
}

/** Two worlds of the same key are the same state: transactions are alike, and what is over does not decide. */
export function keyOf({ snapshot, floor }: TerminalWorld): string {
  const { running, unknown, waiting } = snapshot.context;
  const placesOf = (ids: readonly (TransactionId | undefined)[]) => ids.map((id) => live.indexOf(id));
  const live = [...new Set([running, ...unknown, ...waiting, ...floor.running, ...floor.unknown, ...floor.line])];
  const places = [[running], unknown, waiting, floor.running, floor.unknown, floor.line].map(placesOf);
  return JSON.stringify([snapshot.value, places, floor.heardOf.length, snapshot.context.isLeaving, floor.leaves]);
}

export function pathOf({ history }: TerminalWorld): Arrow[] {
  return history.map(({ from, event, to }) => {
    const { type, ...params } = event;
    return { from, label: [type, ...Object.values(params).map(String)].join(' '), to };
  });
}

/** The edges that the last step took, in each of the two regions. */
export function edgesTaken({ history, commands }: TerminalWorld): { work: string[]; link: string[] } {
  const last = history.at(-1);
  if (last === undefined) return { work: [], link: [] };
  const [linkBefore = '', workBefore = ''] = last.from.split(' ');
  const [linkAfter = '', workAfter = ''] = last.to.split(' ');
  const acts = commands.some(({ type }) => type !== 'wake');
  return {
    work: workBefore !== workAfter || acts ? [edge(workBefore, last.event.type, workAfter)] : [],
    link: linkBefore !== linkAfter ? [edge(linkBefore, last.event.type, linkAfter)] : [],
  };
}
