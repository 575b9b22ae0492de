import { describe, expect, it } from 'vitest';
import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { pureMachine } from '../../../../engine/runtime/pure-machine.ts';
import { terminalMachine, transactionMachine } from '../../../../machines/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { paymentInput } from '../../../support/transactions.ts';

type Step = readonly [
  snapshot: AnyMachineSnapshot,
  wanted: readonly { readonly type: string; readonly params?: unknown }[],
];

const commandsOf = ([, wanted]: Step) =>
  wanted.filter(({ type }) => !type.startsWith('xstate.')).map(({ type, params }) => ({ type, params }));

const stateOf = ([{ value, context, status, output, tags }]: Step) => ({
  value,
  context,
  status,
  output,
  tags: [...tags],
});

/** What every sequence of so many of the events leads to: by the pure machine, and by XState itself. */
function walk(machine: AnyStateMachine, input: unknown, events: readonly object[], length: number) {
  const pure = pureMachine(machine);
  const ours: unknown[] = [];
  const theirs: unknown[] = [];
  const visit = (own: Step, given: Step, left: number) => {
    ours.push([stateOf(own), commandsOf(own)]);
    theirs.push([stateOf(given), commandsOf(given)]);
    if (left === 0 || given[0].status === 'done') return;
    for (const event of events) {
      const next = pure.transition(own[0], event);
      visit(next, transition(machine, given[0], event as never), left - 1);
    }
  };
  visit(pure.initialTransition(input), initialTransition(machine, input), length);
  return { ours, theirs };
}

describe('a machine as pure functions', () => {
  it('takes every three events of a terminal as XState does, with the same commands', () => {
    const [a, b] = ['a', 'b'];
    const events = [
      { type: 'sale.requested', transaction: a, queue: true },
      { type: 'sale.requested', transaction: b, queue: true },
      { type: 'sale.withdrawn', transaction: b },
      { type: 'transaction.unknown', transaction: a },
      { type: 'transaction.settled', transaction: a },
      { type: 'link.up' },
      { type: 'link.down' },
      { type: 'terminal.leaves' },
    ];
    const { ours, theirs } = walk(terminalMachine, { queueMax: 1 }, events, 3);
    expect(ours).toHaveLength(1 + 8 + 64 + 512);
    expect(ours).toEqual(theirs);
  });

  it('takes every three events of a transaction as XState does, with the same commands', () => {
    const input = paymentInput();
    const atMs = input.createdAtMs;
    const events = [
      { type: 'intent.stored', atMs },
      { type: 'link.written', atMs },
      { type: 'link.lost', atMs, failure: failure('ERR_LINK_LOST') },
      { type: 'sale.abort', atMs },
      { type: 'host.restarted', atMs, rebooted: false },
      { type: 'timer.check', atMs },
      { type: 'poi.notFound', atMs },
    ];
    const { ours, theirs } = walk(transactionMachine, input, events, 3);
    expect(ours.length).toBeGreaterThan(200);
    expect(ours).toEqual(theirs);
  });
});
