import { describe, expect, it } from 'vitest';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { checking, drive, heardAt, stalled, timedOut, written } from '../../support/engine/driven-transactions.ts';
import { dueCheck, lost, notFound } from '../../support/engine/transaction-events.ts';
import { paymentInput } from '../../support/transactions.ts';

describe('NotFound', () => {
  it.each([
    [
      'less than 5 seconds apart',
      () => heardAt(20_000).at(21_500, dueCheck).at(21_600, notFound).at(26_500, dueCheck).at(26_599, notFound),
    ],
    [
      'about a request younger than 10 seconds',
      (m: ReturnType<typeof drive>) => m.at(3000, notFound).at(9000, dueCheck).at(10_009, notFound),
    ],
    [
      'after InProgress: the terminal had it',
      (m: ReturnType<typeof drive>) =>
        m
          .at(3000, notFound)
          .at(9000, dueCheck)
          .at(9001, { type: 'poi.inProgress' })
          .at(15_000, dueCheck)
          .at(15_001, notFound),
    ],
    [
      'by a terminal that restarted',
      (m: ReturnType<typeof drive>) =>
        m.at(3000, notFound).at(3001, { type: 'terminal.restarted' }).at(15_000, dueCheck).at(15_001, notFound),
    ],
    [
      'by a terminal that refused a connection in between',
      (m: ReturnType<typeof drive>) =>
        m
          .at(3000, notFound)
          .at(9000, dueCheck)
          .at(9001, { type: 'status.unanswered', failure: failure('ERR_LINK_REFUSED'), seen: false })
          .at(15_000, dueCheck)
          .at(15_001, notFound),
    ],
    [
      'after a silence in which it can have restarted',
      (m: ReturnType<typeof drive>) => {
        for (const atMs of [41_001, 60_000, 85_000]) m.at(atMs, notFound).at(atMs + 10, dueCheck);
        return m.at(90_000, notFound);
      },
    ],
    [
      'after a silence of which a clock that was set back does not say how long it was',
      () => heardAt(20_000).at(18_000, dueCheck).at(18_010, notFound).at(24_000, dueCheck).at(24_010, notFound),
    ],
    [
      'after this machine was down so long that both can have lost power',
      () =>
        written()
          .at(41_000, { type: 'host.restarted', rebooted: false })
          .at(42_500, dueCheck)
          .at(42_600, notFound)
          .at(65_000, dueCheck)
          .at(65_100, notFound)
          .at(90_000, dueCheck)
          .at(90_100, notFound),
    ],
    [
      'ten minutes after the request',
      () => heardAt(610_000).at(611_500, dueCheck).at(611_600, notFound).at(617_000, dueCheck).at(617_001, notFound),
    ],
  ])('proves nothing when said twice %s', (_, happen) => {
    const machine = happen(checking());
    expect(machine.state).toMatch(/^timedOut/);
    expect(machine.outcome).toBeUndefined();
  });

  it('proves nothing after this machine was rebooted, however long it asks: the terminal may have lost its power too', () => {
    const machine = written()
      .at(3000, { type: 'host.restarted', rebooted: true })
      .at(4500, dueCheck)
      .at(4600, notFound);
    for (let atMs = 10_000; atMs < 200_000; atMs += 10_000) machine.at(atMs, dueCheck).at(atMs + 20, notFound);
    expect(machine.outcome).toBeUndefined();
  });

  it('proves nothing after a pause in which only the clock on the wall went on: the terminal may have restarted', () => {
    const machine = drive(paymentInput({ createdUpMs: 0 })).at(10, { type: 'link.written' }, 10);
    machine.at(20, lost, 20).at(3_600_000, dueCheck, 2000).at(3_600_010, notFound, 2010);
    machine.at(3_620_000, dueCheck, 22_000).at(3_620_010, notFound, 22_010);
    expect(machine.outcome).toBeUndefined();
  });

  it('proves nothing after a reboot of this machine: what cut its power may have cut the terminal’s', () => {
    const machine = written()
      .at(3000, { type: 'host.restarted', rebooted: true })
      .at(4500, dueCheck)
      .at(4600, notFound);
    expect(machine.at(10_010, dueCheck).at(10_020, notFound).outcome).toBeUndefined();
  });

  it('proves nothing when the request’s own answer comes late and shows that the terminal had it', () => {
    const late: TransactionEventPayload = { type: 'poi.undecided', failure: failure('ERR_CRYPTO_OPEN'), seen: true };
    const machine = checking().at(2600, late).at(3000, notFound).at(8000, dueCheck).at(10_020, notFound);
    expect(machine.at(15_000, dueCheck).at(15_010, notFound).outcome).toBeUndefined();
  });

  it.each<[string, TransactionEventPayload]>([
    ['its own answer decided nothing', { type: 'poi.undecided', failure: failure('ERR_STATUS_BUSY'), seen: true }],
    ['its answer could not be opened', { type: 'poi.undecided', failure: failure('ERR_CRYPTO_OPEN'), seen: true }],
  ])('proves nothing about a request that the terminal had: %s', (_, happening) => {
    const machine = written().at(1000, happening).at(2500, dueCheck).at(2600, notFound);
    expect(machine.at(12_600, dueCheck).at(12_700, notFound).outcome).toBeUndefined();
  });

  it.each([
    ['while fast checks are left', checking],
    ['when they are used up', () => stalled().at(90_000, dueCheck)],
  ])('proves nothing about a request whose answer was repeated and decided nothing, %s', (_, before) => {
    const machine = before().at(90_100, {
      type: 'status.unanswered',
      failure: failure('ERR_ANSWER_UNDECIDED'),
      seen: true,
    });
    expect(machine.context).toMatchObject({ seenByTerminal: true, failure: { code: 'ERR_ANSWER_UNDECIDED' } });
    for (let atMs = 100_000; atMs < 300_000; atMs += 30_000) machine.at(atMs, dueCheck).at(atMs + 100, notFound);
    expect(machine.outcome).toBeUndefined();
  });

  it.each([
    ['timed out', timedOut],
    ['checked', checking],
  ])('proves nothing after a reboot while the transaction is %s', (_, before) => {
    const machine = before().at(3000, { type: 'host.restarted', rebooted: true });
    machine.at(4500, dueCheck).at(4600, notFound).at(15_000, dueCheck).at(15_100, notFound);
    expect(machine.outcome).toBeUndefined();
  });

  it('proves nothing when the clock ran backwards: it is not known how long the terminal was silent', () => {
    const machine = written()
      .at(-500_000, { type: 'host.restarted', rebooted: false })
      .at(-498_500, dueCheck)
      .at(-498_400, notFound);
    expect(machine.at(-480_000, dueCheck).at(-479_900, notFound).outcome).toBeUndefined();
  });
});
