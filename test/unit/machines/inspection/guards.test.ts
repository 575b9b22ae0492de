import { createActor, transition } from 'xstate';
import { describe, expect, it } from 'vitest';
import { terminalMachine, terminalStep, type TerminalEvent } from '../../../../machines/index.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';

const [first, second] = [parseTransactionId('one'), parseTransactionId('two')];
const now = { atMs: 1000, upMs: 10 };

/** The step of the last of these events. */
function stepOf(...events: TerminalEvent[]) {
  let before = createActor(terminalMachine, { input: { queueMax: 2 } }).getSnapshot();
  const last = events.pop();
  for (const event of events) [before] = transition(terminalMachine, before, event);
  if (last === undefined) throw new Error('no event');
  const [after] = transition(terminalMachine, before, last);
  return terminalStep('V400m-1', now, last, { before, after, commands: [] });
}

describe('the guards that a terminal asks', () => {
  it('are those of the event, then those of the transitions that follow without one', () => {
    const { guards, to } = stepOf({ type: 'sale.requested', transaction: first, queue: false });
    expect(to).toBe('unknown occupied');
    expect(Object.entries(guards)).toEqual([
      ['isLeaving', false],
      ['isFree', true],
      ['lineNotEmpty', false],
      ['isQuarantined', false],
      ['isOccupied', true],
      ['isIdle', false],
    ]);
  });

  it('say why it is blocked, and why the next one in the line is admitted', () => {
    const asked = { type: 'sale.requested', transaction: first, queue: false } as const;
    const blocked = stepOf(asked, { type: 'transaction.unknown', transaction: first });
    expect(blocked.to).toBe('unknown quarantined');
    expect(blocked.guards).toMatchObject({ isQuarantined: true });
    const waits = { type: 'sale.requested', transaction: second, queue: true } as const;
    const admitted = stepOf(asked, waits, { type: 'transaction.settled', transaction: first });
    expect(admitted.to).toBe('unknown occupied');
    expect(admitted.guards).toMatchObject({ lineNotEmpty: true });
  });
});
