import { describe, expect, it } from 'vitest';
import type { TerminalCommand } from '../../../../machines/index.ts';
import { TerminalQueue, type TerminalState } from '../../../../engine/terminals/terminal-queue.ts';
import { parsePOIID, parseTransactionId } from '../../../../protocol/ids.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => parseTransactionId(id)) as [never, never, never];

function open(queueMax = 2) {
  const queue = new TerminalQueue(parsePOIID('V400m-324688179'), { queueMax });
  const states: TerminalState[] = [];
  const commands: TerminalCommand[] = [];
  const ended: string[] = [];
  queue.state$.subscribe({ next: (state) => states.push(state), complete: () => ended.push('states') });
  queue.commands$.subscribe({ next: (command) => commands.push(command), complete: () => ended.push('commands') });
  const asks = (transaction: never) => queue.send({ type: 'sale.requested', transaction, queue: true });
  return { queue, states, commands, ended, asks };
}

describe('the queue of a terminal', () => {
  it('is idle, empty and without a word of its link at first', () => {
    const { queue, states } = open();
    expect(queue.state).toEqual({ poiid: 'V400m-324688179', link: 'unknown', work: 'idle', unknown: [], waiting: [] });
    expect(states).toEqual([queue.state]);
  });

  it('has its new state at once, and reports it only when it is published', () => {
    const { queue, states, asks } = open();
    asks(a);
    asks(b);
    expect(queue.state).toMatchObject({ work: 'occupied', running: a, waiting: [b] });
    expect(states).toHaveLength(1);
    queue.publish();
    expect(states.at(-1)).toEqual(queue.state);
    expect(states).toHaveLength(2);
  });

  it('gives out what its machine wants done once, in order, when it is published', () => {
    const { queue, commands, asks } = open(1);
    for (const transaction of [a, b, c]) asks(transaction);
    expect(commands).toEqual([]);
    queue.publish();
    queue.publish();
    expect(commands).toEqual([
      { type: 'admit', params: { transaction: a } },
      { type: 'enqueue', params: { transaction: b } },
      { type: 'refuse', params: { transaction: c, code: 'ERR_TERMINAL_QUEUE_FULL', because: a } },
    ]);
  });

  it('reports a state before the commands that come with it', () => {
    const { queue, asks } = open();
    const order: string[] = [];
    queue.state$.subscribe(({ work }) => order.push(work));
    queue.commands$.subscribe(({ type }) => order.push(type));
    asks(a);
    queue.publish();
    expect(order).toEqual(['idle', 'occupied', 'admit']);
  });

  it('has nothing that runs while the outcome of it is unknown, and admits the next one when it is settled', () => {
    const { queue, commands, asks } = open();
    asks(a);
    asks(b);
    queue.send({ type: 'transaction.unknown', transaction: a });
    expect(queue.state).toMatchObject({ work: 'quarantined', unknown: [a], waiting: [b] });
    expect(queue.state).not.toHaveProperty('running');
    queue.send({ type: 'transaction.settled', transaction: a });
    expect(queue.state).toMatchObject({ work: 'occupied', running: b, unknown: [], waiting: [] });
    queue.publish();
    expect(commands.at(-1)).toEqual({ type: 'admit', params: { transaction: b } });
  });

  it('gives out what a command leads to once, when its receiver publishes again', () => {
    const { queue, commands, asks } = open();
    queue.commands$.subscribe((command) => {
      if (command.type !== 'admit') return;
      queue.send({ type: 'transaction.settled', transaction: command.params.transaction });
      queue.publish();
    });
    for (const transaction of [a, b]) asks(transaction);
    queue.publish();
    expect(
      commands.filter(({ type }) => type === 'admit').map((command) => 'params' in command && command.params),
    ).toEqual([{ transaction: a }, { transaction: b }]);
    expect(queue.state.work).toBe('idle');
  });

  it('ends its streams when it is closed', () => {
    const { queue, ended } = open();
    queue.close();
    expect(ended).toEqual(['states', 'commands']);
  });
});
