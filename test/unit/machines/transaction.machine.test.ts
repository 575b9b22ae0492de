import { describe, expect, it } from 'vitest';
import { failure } from '../../../protocol/faults.ts';
import { checking, drive, stalled, timedOut, written } from '../../support/engine/driven-transactions.ts';
import {
  approved,
  dueCheck,
  lost,
  repeated,
  restarted,
  unanswered,
  undecided,
} from '../../support/engine/transaction-events.ts';
import { BORN_AT_MS } from '../../support/transactions.ts';

describe('a transaction', () => {
  it('wants its request sent once, at birth, and never again whatever happens', () => {
    const machine = checking()
      .at(3000, unanswered)
      .at(8000, dueCheck)
      .at(9000, { type: 'host.restarted', rebooted: false });
    machine.at(11_000, dueCheck).at(12_000, { type: 'terminal.online' }).at(13_000, { type: 'sale.checkStatus' });
    expect(machine.commands.filter((command) => command === 'transmit')).toHaveLength(1);
    expect(machine.commands[0]).toBe('transmit');
  });

  it('waits for the answer 150 seconds from the written request', () => {
    expect(written().state).toBe('awaiting.waiting');
    expect(written().dueAfterMs('response')).toBe(150_010);
  });

  it('waits 150 seconds at most for the request to get out', () => {
    expect(drive().dueAfterMs('response')).toBe(150_000);
  });

  it('is settled by the answer to its request', () => {
    const machine = written().at(5000, approved);
    expect(machine.state).toBe('settled');
    expect(machine.outcome).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      recovered: false,
      abortRequested: false,
    });
  });

  it('was not processed when the request never left', () => {
    const machine = drive().at(5, { type: 'link.notSent', failure: failure('ERR_LINK_REFUSED') });
    expect(machine.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_LINK_REFUSED' },
      recovered: false,
    });
  });

  it('was not processed when the terminal rejected it', () => {
    const machine = written().at(50, { type: 'poi.rejected', failure: failure('ERR_REJECTED_CRYPTO') });
    expect(machine.outcome).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_REJECTED_CRYPTO' },
      recovered: false,
    });
  });

  it('stays unknown when the link says that a request never left which the terminal has', () => {
    const machine = checking().at(3000, { type: 'poi.inProgress' });
    machine.at(4000, { type: 'link.notSent', failure: failure('ERR_LINK_CONNECT_TIMEOUT') });
    expect(machine.state).toBe('timedOut.retrying');
  });

  it('takes InProgress beside the awaited answer for a sign that the terminal has the request', () => {
    const machine = written().at(1000, { type: 'sale.checkStatus' }).at(1100, { type: 'poi.inProgress' });
    machine.at(1200, { type: 'poi.rejected', failure: failure('ERR_REJECTED_CRYPTO') });
    expect(machine.outcome).toBeUndefined();
    expect(machine.state).toBe('timedOut.retrying');
  });

  it('is not settled by a rejection once the terminal showed that it had the request', () => {
    const machine = checking().at(3000, { type: 'poi.inProgress' });
    machine.at(3100, { type: 'poi.rejected', failure: failure('ERR_REJECTED_CRYPTO') });
    expect(machine.outcome).toBeUndefined();
    expect(machine.at(8000, dueCheck).at(8100, repeated).outcome).toMatchObject({ kind: 'approved' });
  });

  it.each([
    ['the link is lost while sending', () => drive(), 10, lost, 'ERR_LINK_RESET'],
    ['this machine restarts while sending', () => drive(), 10, restarted, 'ERR_HOST_RESTARTED'],
    ['the link is lost while awaiting', written, 1000, lost, 'ERR_LINK_RESET'],
    ['the answer decides nothing', written, 20, undecided, 'ERR_ANSWER_EMPTY'],
    ['the answer is overdue', written, 150_010, { type: 'timer.response' }, 'ERR_LINK_TIMEOUT'],
    ['sending never ends', () => drive(), 150_000, { type: 'timer.response' }, 'ERR_LINK_TIMEOUT'],
    ['this machine restarts while awaiting', written, 20, restarted, 'ERR_HOST_RESTARTED'],
    ['this machine restarts while checking', checking, 2600, restarted, 'ERR_LINK_RESET'],
    ['this machine restarts before a check', timedOut, 2000, restarted, 'ERR_LINK_RESET'],
    ['this machine restarts when it stalled', stalled, 90_000, restarted, 'ERR_LINK_TIMEOUT'],
  ] as const)('asks for the status 1.5 seconds after %s', (_, before, atMs, happening, code) => {
    const machine = before().at(atMs, happening);
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.outcome).toBeUndefined();
    expect(machine.context.failure?.code).toBe(code);
    expect(machine.dueAfterMs('check')).toBe(atMs + 1500);
    const asked = machine.commands.filter((command) => command === 'askStatus').length;
    machine.at(500_000, dueCheck);
    expect(machine.commands.filter((command) => command === 'askStatus')).toHaveLength(asked + 1);
  });

  it.each([
    ['sending.transmitting', drive, ['inFlight', 'abortable']],
    ['awaiting.waiting', written, ['inFlight', 'abortable']],
    ['timedOut.retrying', timedOut, ['outcomeUnknown', 'abortable']],
    ['timedOut.stalled', stalled, ['outcomeUnknown', 'abortable', 'needsAttention']],
    ['statusChecking', checking, ['outcomeUnknown', 'abortable']],
    ['settled', () => written().at(100, approved), []],
  ] as const)('in %s has the tags that a till goes by', (state, before, tags) => {
    const machine = before();
    expect(machine.state).toBe(state);
    expect([...machine.snapshot.tags].toSorted()).toEqual([...tags].toSorted());
  });

  it.each([
    ['stalled', stalled],
    ['checked', () => stalled().at(90_000, dueCheck)],
  ])('has all its fast checks again when this machine restarts while it is %s', (_, before) => {
    const machine = before().at(100_000, restarted);
    for (let round = 1; round < 12; round += 1) machine.at(100_000 + 5000 * round, dueCheck).at(100_010, unanswered);
    expect(machine.state).toBe('timedOut.retrying');
  });

  it('asks first after 1.5 seconds, then every 5', () => {
    expect(timedOut().dueAfterMs('check')).toBe(2500);
    expect(checking().at(3000, unanswered).dueAfterMs('check')).toBe(8000);
  });

  it('takes the answer that a check repeats, and says that it was recovered', () => {
    expect(checking().at(3000, repeated).outcome).toMatchObject({ kind: 'approved', recovered: true });
  });

  it.each(['timedOut', 'statusChecking', 'stalled'] as const)(
    'takes a late answer to the request itself in %s',
    (state) => {
      const machine = { timedOut, statusChecking: checking, stalled }[state]();
      expect(machine.at(900_000, approved).outcome).toMatchObject({ kind: 'approved', recovered: false });
    },
  );

  it('keeps asking while the terminal says InProgress, without using up its budget', () => {
    const machine = timedOut();
    for (let round = 0; round < 30; round += 1) {
      machine.at(5000 * (round + 1), dueCheck).at(5000 * (round + 1) + 10, { type: 'poi.inProgress' });
      expect(machine.state).toBe('timedOut.retrying');
    }
  });

  it('asks again after 5 seconds when the terminal says InProgress', () => {
    expect(checking().at(3000, { type: 'poi.inProgress' }).dueAfterMs('check')).toBe(8000);
  });

  it('stalls when the terminal says InProgress for ten minutes, which is a word of it all the same', () => {
    const machine = checking().at(3000, { type: 'poi.inProgress' }).at(602_999, dueCheck);
    expect(machine.at(603_000, { type: 'poi.inProgress' }).state).toBe('timedOut.stalled');
    expect(machine.context.lastContactAt?.atMs).toBe(BORN_AT_MS + 603_000);
  });

  it('stalls after 12 unanswered checks in a row, and goes on asking once a minute', () => {
    const machine = stalled();
    expect(machine.commands.filter((command) => command === 'askStatus')).toHaveLength(12);
    expect(machine.snapshot.hasTag('needsAttention')).toBe(true);
    expect(machine.dueAfterMs('check')).toBe(60_010 + 60_000);
    expect(machine.at(200_000, dueCheck).at(200_001, unanswered).state).toBe('timedOut.stalled');
    expect(machine.dueAfterMs('check')).toBe(260_001);
  });

  it('asks fast again when the terminal is back or this machine restarts', () => {
    expect(stalled().at(90_000, { type: 'host.restarted', rebooted: false }).state).toBe('timedOut.retrying');
    expect(stalled().at(90_000, { type: 'terminal.online' }).at(90_100, unanswered).state).toBe('timedOut.retrying');
  });

  it('asks at once when the till wants it', () => {
    expect(timedOut().at(1100, { type: 'sale.checkStatus' }).state).toBe('statusChecking');
  });
});
