import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../engine/options/engine-options.ts';
import { failure } from '../../../protocol/faults.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { approval, BORN_AT_MS, drive, paymentInput, refusal } from '../../support/transactions.ts';

const lost: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_LINK_RESET') };
const unanswered: TransactionEventPayload = {
  type: 'status.unanswered',
  failure: failure('ERR_LINK_TIMEOUT'),
  seen: false,
};
const approved: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: false };
const repeated: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: true };
const dueCheck: TransactionEventPayload = { type: 'timer.check' };
const restarted: TransactionEventPayload = { type: 'host.restarted', rebooted: false };
const undecided: TransactionEventPayload = { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };

const written = () => drive().at(10, { type: 'link.written' });
const timedOut = () => written().at(1000, lost);
const checking = () => timedOut().at(2500, dueCheck);

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
    expect(written().state).toBe('awaiting');
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
    ['awaiting', written, ['inFlight', 'abortable']],
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

describe('NotFound', () => {
  const notFound: TransactionEventPayload = { type: 'poi.notFound' };
  /** A payment that waits long, and whose terminal says something then that decides nothing: no silence hides another rule. */
  const heardAt = (afterBirthMs: number) =>
    drive(paymentInput({ limits: { ...DEFAULT_LIMITS, responseTimeoutMs: 900_000 } }))
      .at(10, { type: 'link.written' })
      .at(afterBirthMs, undecided);

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
      'after a silence of which a clock that was set back does not tell how long it was',
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

  it('counts the age from the moment the request can last have left', () => {
    const machine = drive().at(9900, lost).at(11_400, dueCheck).at(11_500, notFound).at(17_000, dueCheck);
    expect(machine.at(17_001, notFound).outcome).toBeUndefined();
    expect(machine.at(22_900, dueCheck).at(23_001, notFound).outcome).toMatchObject({ kind: 'notProcessed' });
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

  it('proves nothing when the clock ran backwards: nobody knows how long the terminal was silent', () => {
    const machine = written()
      .at(-500_000, { type: 'host.restarted', rebooted: false })
      .at(-498_500, dueCheck)
      .at(-498_400, notFound);
    expect(machine.at(-480_000, dueCheck).at(-479_900, notFound).outcome).toBeUndefined();
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

describe('an abort', () => {
  it('asks the terminal to stop and goes on waiting for the answer', () => {
    const machine = written().at(100, { type: 'sale.abort' });
    expect(machine.state).toBe('awaiting');
    expect(machine.commands.at(-1)).toBe('transmitAbort');
  });

  it('that loses the race ends as approved and says that an abort was asked for', () => {
    const machine = written().at(100, { type: 'sale.abort' }).at(200, approved);
    expect(machine.outcome).toMatchObject({ kind: 'approved', charged: 'yes', abortRequested: true });
  });

  it('waits until the request is out: one that overtakes it stops nothing', () => {
    const machine = drive().at(1, { type: 'sale.abort' });
    expect(machine.commands).toEqual(['transmit']);
    expect(machine.at(10, { type: 'link.written' }).commands).toEqual(['transmit', 'transmitAbort']);
    expect(machine.state).toBe('awaiting');
  });

  it('reaches a terminal that is still busy when the answer is lost', () => {
    expect(timedOut().at(1200, { type: 'sale.abort' }).commands.at(-1)).toBe('transmitAbort');
  });
});

describe('an override', () => {
  it('closes an unknown with what the operator found, by name and with the reason', () => {
    const machine = stalled().at(90_000, { type: 'sale.override', by: 'Ada', reason: 'receipt seen', charged: 'yes' });
    expect(machine.outcome).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'receipt seen' });
  });

  it('keeps what was asked for and what went wrong last, also while a check is under way', () => {
    const override: TransactionEventPayload = { type: 'sale.override', by: 'Ada', reason: 'no receipt', charged: 'no' };
    const overridden = { kind: 'overridden', charged: 'no', by: 'Ada', reason: 'no receipt' };
    const nothingElse = { recovered: false, abortRequested: false, receipts: [], advice: 'none' };
    const amounts = { requested: { currency: 'EUR', value: 1099 } };
    expect(checking().at(3000, override).outcome).toStrictEqual({
      ...overridden,
      ...nothingElse,
      amounts,
      failure: failure('ERR_LINK_RESET'),
    });
    const { amount: _, ...card } = paymentInput({ category: 'CardAcquisition' });
    const acquisition = drive(card).at(10, { type: 'link.written' }).at(1000, lost).at(3000, override);
    expect(acquisition.outcome).toMatchObject({ ...overridden, amounts: {} });
    expect(Object.keys(acquisition.outcome?.amounts ?? { none: true })).toEqual([]);
  });

  it('is no way to close a transaction that is not unknown', () => {
    const machine = written().at(100, { type: 'sale.override', by: 'Ada', reason: 'in a hurry', charged: 'no' });
    expect(machine.state).toBe('awaiting');
  });
});

describe('a settled transaction', () => {
  it('stays as it is, whatever comes', () => {
    const machine = written().at(100, { type: 'poi.answered', result: refusal, recovered: false });
    expect(machine.at(200, approved).at(300, { type: 'host.restarted', rebooted: false }).outcome).toMatchObject({
      kind: 'declined',
    });
  });

  it.each([
    { type: 'poi.rejected', failure: failure('ERR_REJECTED_JSON') },
    { type: 'link.notSent', failure: failure('ERR_LINK_REFUSED') },
    { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: true },
    { type: 'sale.abort' },
    { type: 'terminal.restarted' },
    { type: 'sale.override', by: 'Ada', reason: 'late', charged: 'no' },
  ] as const)('takes no notice of $type', (happening) => {
    const machine = written().at(100, approved);
    const { context, commands } = machine;
    machine.at(200, happening);
    expect(machine.context).toEqual(context);
    expect(machine.commands).toEqual(commands);
  });
});

function stalled() {
  const machine = timedOut();
  for (let round = 1; round <= 12; round += 1) machine.at(5000 * round, dueCheck).at(5000 * round + 10, unanswered);
  expect(machine.state).toBe('timedOut.stalled');
  return machine;
}
