import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../engine/options/engine-options.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { notFoundConclusiveInMs } from '../../../machines/not-found.ts';
import { failure } from '../../../protocol/faults.ts';
import { checking, drive, heardAt, stalled, timedOut, written } from '../../support/engine/driven-transactions.ts';
import { dueCheck, lost, notFound, unanswered, undecided } from '../../support/engine/transaction-events.ts';
import { BORN_AT_MS, paymentInput } from '../../support/transactions.ts';

describe('NotFound', () => {
  it('proves nothing once, and closes the connection of the request before it is asked again', () => {
    const machine = checking().at(3000, notFound);
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.commands.at(-1)).toBe('abandonTransmission');
  });

  it('is asked for at the usual interval until it can prove, and then when it can', () => {
    const machine = checking().at(3000, notFound);
    expect(machine.dueAfterMs('check')).toBe(8000);
    expect(machine.at(8000, dueCheck).at(8010, notFound).dueAfterMs('check')).toBe(10_010);
  });

  it('proves that the request never arrived when said twice, far enough apart', () => {
    const machine = checking().at(3000, notFound).at(10_010, dueCheck).at(10_020, notFound);
    expect(machine.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_NOT_FOUND' },
      recovered: true,
    });
  });

  it('still proves after an answer and a check that showed nothing', () => {
    const machine = written().at(1000, undecided).at(2500, dueCheck).at(2600, unanswered).at(7600, dueCheck);
    machine.at(7700, notFound).at(14_500, dueCheck).at(14_600, notFound);
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('counts the age from the moment the request can last have left', () => {
    const machine = drive().at(9900, lost).at(11_400, dueCheck).at(11_500, notFound).at(17_000, dueCheck);
    expect(machine.at(17_001, notFound).outcome).toBeUndefined();
    expect(machine.at(22_900, dueCheck).at(23_001, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('was true when the terminal was asked, and not when its answer is stored', () => {
    const askedAt = (atMs: number) => ({ ...notFound, askedAt: { atMs: BORN_AT_MS + atMs, upMs: BORN_AT_MS + atMs } });
    const machine = checking().at(3000, askedAt(2900)).at(8000, dueCheck).at(20_000, askedAt(8000));
    expect(machine.outcome).toBeUndefined();
    expect(machine.at(25_000, dueCheck).at(25_010, askedAt(25_000)).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('proves beside a process that may wake only when that can neither send any more nor have sent lately', () => {
    const limits = { ...DEFAULT_LIMITS, lingerMaxMs: 0 };
    const machine = drive(paymentInput({ limits }))
      .at(10, { type: 'link.written' })
      .at(3000, { type: 'host.restarted', rebooted: false, mayWake: true })
      .at(4500, dueCheck)
      .at(4600, notFound)
      .at(14_000, dueCheck)
      .at(14_100, notFound)
      .at(20_000, dueCheck)
      .at(20_100, notFound);
    expect(machine.outcome).toBeUndefined();
    expect(machine.at(25_001, dueCheck).at(25_010, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('proves after the process died only when its machine has given up sending for it, two minutes later', () => {
    const machine = written()
      .at(3000, { type: 'host.restarted', rebooted: false })
      .at(4500, dueCheck)
      .at(4600, notFound);
    for (let atMs = 10_000; atMs < 123_000; atMs += 10_000) machine.at(atMs, dueCheck).at(atMs + 20, notFound);
    expect(machine.outcome).toBeUndefined();
    expect(machine.at(123_000, dueCheck).at(123_020, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it.each([
    ['forward before the second one', 5000, 20_000],
    ['back before the first one', 2000, -20_000],
  ])('waits as long as it should when the clock is set %s', (_, setAtMs, byMs) => {
    // The terminal was silent for 4 s, so it takes 5 s more, and the request must be 10 s old.
    const machine = drive(paymentInput({ createdUpMs: 0 })).at(10, { type: 'link.written' }, 10);
    const on = (upMs: number, happening: TransactionEventPayload) =>
      machine.at(upMs < setAtMs ? upMs : upMs + byMs, happening, upMs);
    on(20, lost);
    on(4000, dueCheck);
    on(4010, notFound);
    on(9000, dueCheck);
    on(9015, notFound);
    expect(machine.outcome).toBeUndefined();
    on(10_020, dueCheck);
    expect(on(10_030, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('proves only after waiting as long again as the terminal was silent: a stuck request may still come through', () => {
    const machine = timedOut().at(30_000, dueCheck).at(30_010, notFound);
    for (const atMs of [35_010, 40_010, 45_010, 50_010, 55_010]) machine.at(atMs, dueCheck).at(atMs, notFound);
    expect(machine.outcome).toBeUndefined();
    expect(machine.dueAfterMs('check')).toBe(60_010);
    expect(machine.at(60_010, dueCheck).at(60_010, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it('is not waited for any shorter because the first one came too late to prove', () => {
    const empty: TransactionEventPayload = { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };
    const machine = written().at(545_000, empty).at(546_500, dueCheck);
    // After a silence of 35 s a second one proves from 615 s on, and 10 minutes after the request nothing proves any more.
    machine.at(580_000, notFound).at(585_000, dueCheck).at(585_000, notFound).at(590_000, dueCheck);
    expect(machine.at(590_001, notFound).outcome).toBeUndefined();
  });

  it('proves nothing about a request that left after it was said', () => {
    const impatient = paymentInput({ limits: { ...DEFAULT_LIMITS, responseTimeoutMs: 5000 } });
    const machine = drive(impatient).at(5000, { type: 'timer.response' }).at(6500, dueCheck).at(6550, notFound);
    machine.at(6600, { type: 'link.written' }).at(11_600, dueCheck).at(11_600, notFound).at(15_100, dueCheck);
    expect(machine.at(15_110, notFound).outcome).toBeUndefined();
    expect(machine.at(16_600, dueCheck).at(16_610, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
  });

  it.each([
    ['ten minutes old', 'is believed', 600_010, 'notProcessed'],
    ['a millisecond older', 'is not', 600_011, undefined],
  ])('about a request that is %s %s', (_, _words, atMs, kind) => {
    const machine = heardAt(588_000).at(589_500, dueCheck).at(590_000, notFound).at(600_000, dueCheck);
    expect(machine.at(atMs, notFound).outcome?.kind).toBe(kind);
  });

  it.each([
    ['no time at all', 'may prove', 0, true],
    ['40 seconds', 'may prove', 40_000, true],
    ['a millisecond more', 'does not', 40_001, false],
  ])('after a silence of %s %s', (_, _words, silenceMs, proves) => {
    const machine = heardAt(20_000)
      .at(20_000, { type: 'sale.checkStatus' })
      .at(20_000 + silenceMs, notFound);
    expect(machine.commands.includes('abandonTransmission')).toBe(proves);
  });

  it('that proves nothing uses up a fast check, and is a word of the terminal', () => {
    const machine = checking().at(2600, { type: 'terminal.restarted' }).at(3000, notFound);
    expect(machine.dueAfterMs('check')).toBe(8000);
    expect(machine.context).toMatchObject({
      unanswered: 1,
      lastContactAt: { atMs: BORN_AT_MS + 3000 },
      failure: { code: 'ERR_STATUS_NOT_FOUND' },
    });
  });

  it('that proves nothing is heard when the fast checks are used up', () => {
    const machine = stalled().at(120_000, dueCheck).at(120_010, notFound);
    expect(machine.state).toBe('timedOut.stalled');
    expect(machine.context).toMatchObject({
      lastContactAt: { atMs: BORN_AT_MS + 120_010 },
      failure: { code: 'ERR_STATUS_NOT_FOUND' },
    });
  });

  it('ends in stalled, not in a settlement, when it can prove nothing any more', () => {
    const machine = checking().at(700_000, notFound);
    for (let round = 1; round < 12; round += 1)
      machine.at(700_000 + 5000 * round, dueCheck).at(700_001 + 5000 * round, notFound);
    expect(machine.state).toBe('timedOut.stalled');
  });
});

describe('the time until NotFound proves', () => {
  const at = (afterBirthMs: number) => ({ atMs: BORN_AT_MS + afterBirthMs, upMs: BORN_AT_MS + afterBirthMs });

  it('is no time that ends when the terminal may have forgotten', () => {
    const { context } = timedOut();
    const heard = (afterBirthMs: number) => ({ ...context, lastContactAt: at(afterBirthMs) });
    expect(notFoundConclusiveInMs(heard(594_000), at(595_000))).toBe(5000);
    expect(notFoundConclusiveInMs(heard(594_000), at(596_000))).toBeUndefined();
  });

  it('is as long as a process may send that was stopped and may wake, and as the longest wait after that', () => {
    const { context } = written().at(100, { type: 'host.restarted', rebooted: false, mayWake: true });
    const input = { ...context.input, limits: { ...context.input.limits, lingerMaxMs: 1_000 } };
    expect(notFoundConclusiveInMs({ ...context, input }, at(200))).toBe(15_001 + 10_000 - 200);
  });
});
