import { describe, expect, it } from 'vitest';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { notProcessed, type SettledResult } from '../../../protocol/outcome.ts';
import { checking, drive, stalled, timedOut, written } from '../../support/engine/driven-transactions.ts';
import { dueCheck, notFound } from '../../support/engine/transaction-events.ts';
import { refusal } from '../../support/transactions.ts';

const WHY = failure('ERR_ANSWER_UNDECIDED');

/** An end without a charge that is not clear enough to be believed once. */
const unclear = (more: {
  result?: SettledResult;
  seen?: boolean;
  recovered?: boolean;
}): TransactionEventPayload & { type: 'poi.unclear' } => ({
  type: 'poi.unclear',
  failure: WHY,
  result: refusal,
  seen: true,
  recovered: false,
  ...more,
});
const own = unclear({});
const repeated = unclear({ recovered: true });
/** A check that was rejected: it says nothing of the request. */
const unseen = unclear({ seen: false, recovered: true });
/** In words that are not known. */
const rejected = (words: string): SettledResult => notProcessed(failure('ERR_REJECTED', words), undefined);

describe('an end that is not clear', () => {
  it('is not believed once: the terminal is asked, which certainly had the request', () => {
    const machine = written().at(1000, own);
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.context).toMatchObject({ failure: WHY, unclear: refusal, seenByTerminal: true });
    expect(machine.context.lastContactAt).toMatchObject({ atMs: 1_001_000 });
    expect(machine.dueAfterMs('check')).toBe(2500);
    expect(machine.outcome).toBeUndefined();
  });

  it('is believed when a check repeats it', () => {
    const machine = written().at(1000, own).at(2500, dueCheck).at(2600, repeated);
    expect(machine.outcome).toMatchObject({ kind: 'declined', charged: 'no', recovered: true });
  });

  it.each([
    ['how it ended', { ...refusal, kind: 'cancelled' }],
    ['why', { ...refusal, errorCondition: 'NotAllowed' }],
    ['what the platform knows of it', { ...refusal, pspReference: 'NC6HT9CRT65ZGN82' }],
  ] as const)('is not believed when a check reports another one: %s', (_, result) => {
    const machine = written()
      .at(1000, own)
      .at(2500, dueCheck)
      .at(2600, unclear({ result, recovered: true }));
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.context).toMatchObject({ unclear: result, unanswered: 1 });
    expect(machine.dueAfterMs('check')).toBe(7600);
    expect(machine.at(8000, dueCheck).at(8100, unclear({ result, recovered: true })).outcome).toMatchObject({
      kind: result.kind,
    });
  });

  it('of what was not processed is the same when the words are, and another one when they are not', () => {
    const ask = (first: string, second: string) =>
      written()
        .at(1000, unclear({ result: rejected(first) }))
        .at(2500, dueCheck)
        .at(2600, unclear({ result: rejected(second), recovered: true }));
    expect(ask('one', 'one').outcome?.kind).toBe('notProcessed');
    expect(ask('one', 'two').outcome).toBeUndefined();
  });

  it('of what was processed is the same whatever the words of the terminal are', () => {
    const machine = written()
      .at(1000, unclear({ result: { ...refusal, message: 'DECLINED' } }))
      .at(2500, dueCheck)
      .at(2600, unclear({ result: { ...refusal, message: 'declined' }, recovered: true }));
    expect(machine.outcome?.kind).toBe('declined');
  });

  it('that a check reports first has to be repeated by another check', () => {
    const machine = checking().at(2600, repeated);
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.context).toMatchObject({ unclear: refusal, seenByTerminal: true, unanswered: 1, failure: WHY });
    expect(machine.at(7600, dueCheck).at(7700, repeated).outcome).toMatchObject({ kind: 'declined' });
  });

  it('that comes as the late answer of the request is remembered while the check goes on, and repeated by it', () => {
    const machine = checking().at(2600, own);
    expect(machine.state).toBe('statusChecking');
    expect(machine.context).toMatchObject({ unclear: refusal, seenByTerminal: true });
    expect(machine.at(2700, repeated).outcome).toMatchObject({ kind: 'declined', recovered: true });
  });

  it('is forgotten when the terminal says that the request still runs', () => {
    const machine = written().at(1000, own).at(2500, dueCheck).at(2600, { type: 'poi.inProgress' });
    expect(machine.context.unclear).toBeUndefined();
    expect(machine.at(8000, dueCheck).at(8100, repeated).outcome).toBeUndefined();
  });

  it('is not taken from a check that was rejected: that says nothing of the request', () => {
    const machine = checking().at(2600, unseen);
    expect(machine.context.unclear).toBeUndefined();
    expect(machine.context.seenByTerminal).toBe(false);
    expect(machine.at(8000, dueCheck).at(8100, unseen).outcome).toBeUndefined();
  });

  it('of a request that was rejected in unknown words is repeated by a check that is rejected in the same words', () => {
    const machine = written()
      .at(1000, unclear({ seen: false }))
      .at(2500, dueCheck)
      .at(2600, unseen);
    expect(machine.outcome).toMatchObject({ kind: 'declined', recovered: true });
  });

  it('is not repeated by a check that is rejected when the terminal showed meanwhile that it has the request', () => {
    const machine = written()
      .at(1000, unclear({ seen: false }))
      .at(1500, { type: 'poi.progress' })
      .at(2500, dueCheck)
      .at(2600, unseen);
    expect(machine.outcome).toBeUndefined();
  });

  it('calls staff when the fast checks are used up, and is believed later all the same', () => {
    const machine = timedOut();
    for (let round = 1; round <= 11; round += 1) machine.at(5000 * round, dueCheck).at(5000 * round + 10, unseen);
    expect(machine.state).toBe('timedOut.retrying');
    machine.at(60_000, dueCheck).at(60_010, repeated);
    expect(machine.state).toBe('timedOut.stalled');
    expect(machine.context).toMatchObject({ unclear: refusal, failure: WHY });
    expect(machine.at(90_000, dueCheck).at(90_010, repeated).outcome).toMatchObject({ kind: 'declined' });
  });

  it('that comes late to a stalled transaction is remembered, and settles nothing', () => {
    const machine = stalled().at(70_000, own);
    expect(machine.state).toBe('timedOut.stalled');
    expect(machine.context).toMatchObject({ unclear: refusal, seenByTerminal: true });
  });

  it('of a request of which nothing has left is no answer to it', () => {
    const machine = drive().at(5, own);
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.outcome).toBeUndefined();
  });
});

describe('a notification of the progress', () => {
  it('proves that the terminal has the request, so that no NotFound is believed any more', () => {
    const machine = timedOut().at(1100, { type: 'poi.progress' });
    expect(machine.context.seenByTerminal).toBe(true);
    for (let round = 1; round <= 5; round += 1)
      machine.at(100_000 * round, dueCheck).at(100_000 * round + 10, notFound);
    expect(machine.outcome).toBeUndefined();
  });
});
