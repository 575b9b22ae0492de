import { describe, expect, it } from 'vitest';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { written } from '../../support/engine/driven-transactions.ts';
import { approved, lost, notFound, repeated, unanswered } from '../../support/engine/transaction-events.ts';
import { BORN_AT_MS, refusal } from '../../support/transactions.ts';

/** The till asks what becomes of a request whose answer it awaits. */
const asked = () => written().at(1000, { type: 'sale.checkStatus' });
const inProgress: TransactionEventPayload = { type: 'poi.inProgress' };
const unclear = (more: { seen?: boolean; recovered?: boolean } = {}): TransactionEventPayload => ({
  type: 'poi.unclear',
  failure: failure('ERR_ANSWER_UNDECIDED'),
  result: refusal,
  seen: true,
  recovered: false,
  ...more,
});

describe('a check while the answer is awaited', () => {
  it('is asked, and the answer is awaited beside it', () => {
    const machine = asked();
    expect(machine.state).toBe('awaiting.checking');
    expect(machine.commands).toEqual(['transmit', 'askStatus']);
    expect(machine.snapshot.hasTag('outcomeUnknown')).toBe(false);
  });

  it('is asked once: another wish waits for its answer', () => {
    expect(asked().at(1100, { type: 'sale.checkStatus' }).commands).toEqual(['transmit', 'askStatus']);
  });

  it.each([
    ['the answer', approved, false],
    ['the check', repeated, true],
  ] as const)('ends with what comes first: %s', (_, answer, recovered) => {
    expect(asked().at(1200, answer).outcome).toMatchObject({ kind: 'approved', recovered });
  });

  it('that says that the request runs proves that the terminal has it, and the answer is awaited on', () => {
    const machine = asked().at(1200, inProgress);
    expect(machine.state).toBe('awaiting.waiting');
    expect(machine.context).toMatchObject({ seenByTerminal: true, failure: { code: 'ERR_STATUS_IN_PROGRESS' } });
  });

  it('that says that the request runs forgets an end that was said of it before', () => {
    const machine = asked().at(1100, unclear({ recovered: true }));
    expect(machine.context.unclear).toEqual(refusal);
    expect(machine.at(1200, { type: 'sale.checkStatus' }).at(1300, inProgress).context.unclear).toBeUndefined();
  });

  it('that says NotFound decides nothing and proves nothing: the request may be on its way', () => {
    const machine = asked().at(1200, notFound);
    expect(machine.state).toBe('awaiting.waiting');
    expect(machine.context).toMatchObject({ seenByTerminal: false, failure: { code: 'ERR_STATUS_NOT_FOUND' } });
    expect(machine.context.notFound).toBeUndefined();
    expect(machine.commands).not.toContain('abandonTransmission');
  });

  it('that is not answered leaves the answer awaited, and remembers what it learnt of the terminal', () => {
    const machine = asked().at(1200, unanswered);
    expect(machine.state).toBe('awaiting.waiting');
    expect(machine.context).toMatchObject({ failure: failure('ERR_LINK_TIMEOUT'), terminalRestarted: false });
    const refused = { type: 'status.unanswered', failure: failure('ERR_LINK_REFUSED'), seen: false } as const;
    expect(asked().at(1200, refused).context.terminalRestarted).toBe(true);
    const seen = asked().at(1200, { ...refused, failure: failure('ERR_ANSWER_MISMATCH'), seen: true });
    expect(seen.context).toMatchObject({ terminalRestarted: false, seenByTerminal: true });
  });

  it('goes on when the answer is lost, and is not asked again', () => {
    const machine = asked().at(1200, lost);
    expect(machine.state).toBe('statusChecking');
    expect(machine.context.failure).toEqual(failure('ERR_LINK_RESET'));
    expect(machine.commands).toEqual(['transmit', 'askStatus']);
    expect(machine.at(1300, repeated).outcome).toMatchObject({ kind: 'approved', recovered: true });
  });

  it('goes on when the answer decides nothing, which is a contact with the terminal', () => {
    const machine = asked().at(1200, { type: 'poi.undecided', failure: failure('ERR_ANSWER_MISMATCH'), seen: true });
    expect(machine.state).toBe('statusChecking');
    expect(machine.context).toMatchObject({
      failure: failure('ERR_ANSWER_MISMATCH'),
      seenByTerminal: true,
      lastContactAt: { atMs: BORN_AT_MS + 1200 },
    });
  });

  it('goes on when the answer does not come in time', () => {
    const machine = asked().at(150_000, { type: 'timer.response' });
    expect(machine.state).toBe('statusChecking');
    expect(machine.context.failure).toEqual(failure('ERR_LINK_TIMEOUT'));
  });

  it('goes on when what the terminal certainly has is rejected', () => {
    const rejection = { type: 'poi.rejected', failure: failure('ERR_REJECTED_JSON') } as const;
    const machine = asked().at(1200, { type: 'poi.progress' }).at(1300, rejection);
    expect(machine.state).toBe('statusChecking');
    expect(machine.context).toMatchObject({
      failure: failure('ERR_REJECTED_JSON'),
      lastContactAt: { atMs: BORN_AT_MS + 1300 },
    });
    expect(asked().at(1300, rejection).outcome).toMatchObject({ kind: 'notProcessed' });
  });
});

describe('an end that is not clear while a check is under way beside the answer', () => {
  it('of the answer is left to the check', () => {
    const machine = asked().at(1200, unclear());
    expect(machine.state).toBe('statusChecking');
    expect(machine.context).toMatchObject({
      failure: failure('ERR_ANSWER_UNDECIDED'),
      unclear: refusal,
      seenByTerminal: true,
      lastContactAt: { atMs: BORN_AT_MS + 1200 },
    });
    expect(machine.at(1300, unclear({ recovered: true })).outcome).toMatchObject({ kind: 'declined', recovered: true });
  });

  it('of the check is remembered, and the answer is awaited on', () => {
    const machine = asked().at(1200, unclear({ recovered: true }));
    expect(machine.state).toBe('awaiting.waiting');
    expect(machine.context).toMatchObject({ failure: failure('ERR_ANSWER_UNDECIDED'), unclear: refusal });
    expect(machine.outcome).toBeUndefined();
  });

  it('of two checks, one after the other, is believed', () => {
    const machine = asked()
      .at(1200, unclear({ recovered: true }))
      .at(1300, { type: 'sale.checkStatus' })
      .at(1400, unclear({ recovered: true }));
    expect(machine.outcome).toMatchObject({ kind: 'declined', recovered: true });
  });
});
