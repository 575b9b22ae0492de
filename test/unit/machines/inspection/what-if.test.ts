import { describe, expect, it } from 'vitest';
import { READINGS, transactionMachine, whatIf, whatIfThen } from '../../../../machines/index.ts';
import { TRIED_EVENTS } from '../../../../machines/inspection/what-if.ts';
import { checking, drive, stalled, timedOut, written } from '../../../support/engine/driven-transactions.ts';
import { approved } from '../../../support/engine/transaction-events.ts';
import { BORN_AT_MS } from '../../../support/transactions.ts';

const now = { atMs: BORN_AT_MS + 5000, upMs: BORN_AT_MS + 5000 };
const accepted = (machine: { snapshot: Parameters<typeof whatIf>[0] }) =>
  whatIf(machine.snapshot, now).flatMap(({ ev, to, isAccepted }) => (isAccepted ? [`${ev} -> ${to}`] : []));

describe('what if', () => {
  it('tries every event that the machine knows', () => {
    const known = new Set(transactionMachine.events);
    expect([...TRIED_EVENTS].toSorted()).toEqual([...known].toSorted());
  });

  it('says of an unknown outcome what ends it, what asks, and what does not concern it', () => {
    const next = new Set(accepted(timedOut()));
    expect(next).toContain('timer.check -> statusChecking');
    expect(next).toContain('sale.override -> settled');
    expect(next).toContain('poi.answered -> settled');
    expect(next).not.toContain('poi.notFound -> settled');
    expect(next).not.toContain('intent.stored -> sending.transmitting');
  });

  it('names guards and commands of what would happen', () => {
    const notFound = whatIf(checking().snapshot, now).find(({ ev }) => ev === 'poi.notFound');
    expect(notFound).toMatchObject({
      to: 'timedOut.retrying',
      guards: { neverArrived: false, notFoundMayProve: true },
      cmds: ['abandonTransmission', 'armTimer check +5000'],
    });
    const last = whatIf(stalled().at(99_000, { type: 'timer.check' }).snapshot, now);
    expect(last.find(({ ev }) => ev === 'status.unanswered')).toMatchObject({
      to: 'timedOut.stalled',
      guards: { budgetLeft: false },
    });
  });

  it('says what is different at another time: a NotFound proves after the wait, and nothing after a restart', () => {
    const then = whatIfThen(
      checking().at(3000, { type: 'poi.notFound' }).at(4500, { type: 'timer.check' }).snapshot,
      now,
    );
    const of = (name: string) => then.find(({ when, would }) => when === name && would.ev === 'poi.notFound')?.would;
    expect(of('10 s later')).toMatchObject({ to: 'settled', guards: { neverArrived: true } });
    expect(of('1 min later, after the machine of the till was started again')?.to).not.toBe('settled');
  });

  it('lists for other times all events for which the time decides', () => {
    for (const machine of [written(), timedOut(), checking(), stalled()]) {
      const usual = whatIf(machine.snapshot, now);
      const listed = new Set(whatIfThen(machine.snapshot, now).map(({ when, would }) => `${when} ${would.ev}`));
      const differing = READINGS.flatMap(([when, at]) =>
        whatIf(machine.snapshot, at(now)).flatMap(({ ev, to, guards, cmds }, index) => {
          const { to: was, guards: asked, cmds: given } = usual[index] ?? { to: '', guards: {}, cmds: [] };
          const isSame = JSON.stringify([to, guards, cmds]) === JSON.stringify([was, asked, given]);
          return isSame ? [] : [`${when} ${ev}`];
        }),
      );
      expect([...listed].toSorted()).toEqual([...new Set(differing)].toSorted());
    }
  });

  it('accepts nothing once it is settled, and changes nothing of what it is asked about', () => {
    const settled = written().at(20, approved);
    expect(accepted(settled)).toEqual([]);
    const open = drive();
    const before = open.snapshot;
    whatIf(before, now);
    expect(open.snapshot).toBe(before);
    expect(open.state).toBe('sending.transmitting');
  });
});
