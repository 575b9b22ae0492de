import { describe, expect, it } from 'vitest';
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { terminalMachine, type TerminalEvent } from '../../../machines/index.ts';
import { parseTransactionId } from '../../../protocol/ids.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => parseTransactionId(id)) as [never, never, never, never];

function terminal({ queueMax = 2 } = {}) {
  let [snapshot, actions]: [SnapshotFrom<typeof terminalMachine>, readonly { type: string; params: unknown }[]] =
    initialTransition(terminalMachine, { queueMax });
  const wanted: string[] = [];
  return {
    after(...events: TerminalEvent[]) {
      for (const event of events) {
        [snapshot, actions] = transition(terminalMachine, snapshot, event);
        for (const { type, params } of actions) {
          const { transaction, code, because } = (params ?? {}) as Record<string, string>;
          wanted.push([type, transaction, code, because].filter((part) => part !== undefined).join(' '));
        }
      }
      return this;
    },
    get work() {
      return snapshot.value.work;
    },
    get link() {
      return snapshot.value.link;
    },
    get context() {
      return snapshot.context;
    },
    wanted,
  };
}

const asks = (transaction: never, queue = false): TerminalEvent => ({ type: 'sale.requested', transaction, queue });
const settles = (transaction: never): TerminalEvent => ({ type: 'transaction.settled', transaction });
const loses = (transaction: never): TerminalEvent => ({ type: 'transaction.unknown', transaction });

describe('a terminal that leaves', () => {
  const leaves: TerminalEvent = { type: 'terminal.leaves' };
  const stays: TerminalEvent = { type: 'terminal.stays' };

  it('refuses what is new, whether that would wait or not', () => {
    const machine = terminal().after(leaves, asks(a), asks(b, true));
    expect(machine.wanted).toEqual(['refuse a ERR_TERMINAL_REMOVED', 'refuse b ERR_TERMINAL_REMOVED']);
    expect(machine.context).toMatchObject({ isLeaving: true, running: undefined, waiting: [] });
  });

  it('admits what waits already', () => {
    const machine = terminal().after(asks(a), asks(b, true), leaves, settles(a));
    expect(machine.wanted).toEqual(['admit a', 'enqueue b', 'admit b']);
  });

  it('that stays after all admits again', () => {
    const machine = terminal().after(leaves, stays, asks(a));
    expect(machine.wanted).toEqual(['admit a']);
    expect(machine.context.isLeaving).toBe(false);
  });
});

describe('a terminal', () => {
  it('admits one transaction at a time and refuses the next with what runs', () => {
    const machine = terminal().after(asks(a), asks(b));
    expect(machine.wanted).toEqual(['admit a', 'refuse b ERR_TERMINAL_OCCUPIED a']);
    expect(machine.work).toBe('occupied');
  });

  it('admits what waits in the order of the requests', () => {
    const machine = terminal().after(asks(a), asks(b, true), asks(c, true), settles(a), settles(b), settles(c));
    expect(machine.wanted).toEqual(['admit a', 'enqueue b', 'enqueue c', 'admit b', 'admit c']);
    expect(machine.work).toBe('idle');
  });

  it('lets no transaction pass that does not wait while others do', () => {
    const machine = terminal().after(asks(a), asks(b, true), asks(c));
    expect(machine.wanted.at(-1)).toBe('refuse c ERR_TERMINAL_OCCUPIED a');
  });

  it('lets no more wait than its limit', () => {
    const machine = terminal({ queueMax: 1 }).after(asks(a), asks(b, true), asks(c, true));
    expect(machine.wanted.at(-1)).toBe('refuse c ERR_TERMINAL_QUEUE_FULL a');
  });

  it('forgets what no longer waits', () => {
    const machine = terminal().after(
      asks(a),
      asks(b, true),
      asks(c, true),
      { type: 'sale.withdrawn', transaction: b },
      settles(a),
    );
    expect(machine.wanted.at(-1)).toBe('admit c');
  });

  it('has in its line what was not withdrawn, and nothing else', () => {
    const withdraws: TerminalEvent = { type: 'sale.withdrawn', transaction: b };
    const machine = terminal().after(asks(a), asks(b, true), asks(c, true), withdraws);
    expect(machine.context).toMatchObject({ running: a, waiting: [c] });
  });

  it('keeps what was admitted when the withdrawal comes too late', () => {
    const withdraws: TerminalEvent = { type: 'sale.withdrawn', transaction: a };
    expect(terminal().after(asks(a), asks(b, true), withdraws).wanted).toEqual(['admit a', 'enqueue b']);
    expect(terminal().after(asks(a), loses(a), withdraws).work).toBe('quarantined');
  });

  it('admits nothing while an outcome is unknown: not the next, not what waits', () => {
    const machine = terminal().after(asks(a), asks(b, true), loses(a), asks(c));
    expect(machine.work).toBe('quarantined');
    expect(machine.wanted).toEqual(['admit a', 'enqueue b', 'refuse c ERR_TERMINAL_QUARANTINED a']);
    expect(machine.after(settles(a)).wanted.at(-1)).toBe('admit b');
  });

  it('is quarantined from the start by what the journal holds, until the last of it is settled', () => {
    const machine = terminal().after(
      { type: 'transaction.unknown', transaction: a },
      { type: 'transaction.unknown', transaction: b },
    );
    expect(machine.after(asks(c), settles(a), asks(d)).wanted).toEqual([
      'refuse c ERR_TERMINAL_QUARANTINED a',
      'refuse d ERR_TERMINAL_QUARANTINED b',
    ]);
    expect(machine.after(settles(b), asks(d)).wanted.at(-1)).toBe('admit d');
  });

  it('keeps what runs, whatever becomes known of another', () => {
    const machine = terminal().after(asks(a), { type: 'transaction.unknown', transaction: b });
    expect(machine.work).toBe('quarantined');
    expect(machine.after(settles(b)).work).toBe('occupied');
    expect(machine.after(asks(c), settles(a), asks(d)).wanted).toEqual([
      'admit a',
      'refuse c ERR_TERMINAL_OCCUPIED a',
      'admit d',
    ]);
  });

  it('has nothing that runs once that is unknown, and what waited waits no more once it is admitted', () => {
    const machine = terminal().after(asks(a), asks(b, true));
    expect(machine.context).toMatchObject({ running: a, waiting: [b], unknown: [] });
    expect(machine.after(loses(a)).context).toMatchObject({ running: undefined, waiting: [b], unknown: [a] });
    expect(machine.after(settles(a)).context).toMatchObject({ running: b, waiting: [], unknown: [] });
    expect(machine.work).toBe('occupied');
  });

  it('that was not reached from the start is offline', () => {
    expect(terminal().link).toBe('unknown');
    expect(terminal().after({ type: 'link.down' }).link).toBe('offline');
    expect(terminal().after({ type: 'link.down' }, { type: 'link.up' }).link).toBe('online');
  });

  it('that is back after it could not be reached wakes the transactions that wait to ask', () => {
    const machine = terminal().after({ type: 'link.up' });
    expect(machine.link).toBe('online');
    expect(machine.after({ type: 'link.down' }, { type: 'link.down' }).link).toBe('offline');
    expect(machine.wanted).toEqual([]);
    expect(machine.after({ type: 'link.up' }).wanted).toEqual(['wake']);
  });
});
