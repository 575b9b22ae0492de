import { describe, expect, it } from 'vitest';
import type { TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { settle } from '../../../support/clock.ts';
import { http, never } from '../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, remembersLostAnswers, repeated } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

describe('a payment', () => {
  it('is one Payment request, and its answer is the outcome', async () => {
    const { engine, terminal } = await createTestEngine();
    const outcome = await engine.pay(order()).settled();
    expect(outcome).toMatchObject({ kind: 'approved', charged: 'yes', recovered: false });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment']);
  });

  it('whose answer is lost is asked about by its own ServiceID, and comes out as the terminal says', async () => {
    const { engine, terminal, clock } = await createTestEngine(remembersLostAnswers());
    const payment = engine.pay(order());
    await settle();
    expect(payment.state).toMatchObject({
      state: 'timedOut',
      failure: { code: 'ERR_ANSWER_STATUS' },
      tags: expect.arrayContaining(['outcomeUnknown']) as unknown,
    });
    await clock.step(1500);
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'TransactionStatus']);
    const [paid, asked] = terminal.received;
    expect(asked?.header['ServiceID']).not.toBe(paid?.header['ServiceID']);
    expect(asked?.message['TransactionStatusRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: paid?.header['ServiceID'] },
    });
  });

  it('is aborted by a request of its own, and waits on for its real outcome', async () => {
    let finish = (_: TransportResult) => {};
    const { engine, terminal } = await createTestEngine((asked) => {
      if (asked.category === 'Abort') return http(200, '');
      return new Promise((resolve) => (finish = (result) => resolve(result)));
    });
    const payment = engine.pay(order());
    await settle();
    payment.abort();
    await settle();
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'Abort']);
    expect(payment.state).toMatchObject({ state: 'awaiting', abortRequested: true });
    const [paid, stopped] = terminal.received;
    expect(stopped?.header['ServiceID']).not.toBe(paid?.header['ServiceID']);
    if (paid !== undefined) finish(paid.answer(APPROVAL));
    expect(await payment.settled()).toMatchObject({ kind: 'approved', abortRequested: true });
  });
});

describe('a refund', () => {
  it('whose answer is lost is asked about as a Reversal', async () => {
    const { engine, terminal, clock } = await createTestEngine((asked) =>
      asked.category === 'Reversal' ? http(503, '') : asked.answer(repeated(asked, APPROVAL, 'ReversalResponse')),
    );
    const original = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
    const refund = engine.refund({ poiid: POIID, original, reference: 'R-1' });
    await settle();
    await clock.step(1500);
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', recovered: true });
    expect(terminal.received.at(-1)?.message['TransactionStatusRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Reversal' },
    });
  });
});

describe('a check that is not answered', () => {
  it('ends after its time and is asked again: the transaction never hangs', async () => {
    const { engine, terminal, clock } = await createTestEngine(({ category }) =>
      category === 'Payment' ? http(200, '') : never,
    );
    const payment = engine.pay(order());
    await settle();
    await clock.step(1500);
    expect(payment.state.state).toBe('statusChecking');
    await clock.step(30_000);
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_LINK_TIMEOUT' } });
    await clock.step(5000);
    expect(terminal.count('TransactionStatus')).toBe(2);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('proves nothing when its answer says nothing of the payment, however often', async () => {
    const shrug = { Response: { Result: 'Failure', ErrorCondition: 'UnavailableService' } };
    const { engine, terminal, clock } = await createTestEngine((asked) =>
      asked.category === 'Payment' ? http(503, '') : asked.answer(shrug),
    );
    const payment = engine.pay(order());
    await settle();
    await clock.step(30_000, 500);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(3);
    expect(payment.state.tags).toContain('outcomeUnknown');
  });
});

describe('a terminal that is busy with another transaction of this engine', () => {
  it('leads to that one: the outcome names it, and it is asked about', async () => {
    let first = '';
    const { engine, terminal } = await createTestEngine((asked) => {
      if (asked.category === 'TransactionStatus') return never;
      if (first === '') {
        first = asked.header['ServiceID'] ?? '';
        return http(503, '');
      }
      const AdditionalResponse = `message=in%20progress&serviceId=${first}`;
      return asked.answer({ Response: { Result: 'Failure', ErrorCondition: 'Busy', AdditionalResponse } });
    });
    const lostOne = engine.pay(order());
    await settle();
    engine.override({ transaction: lostOne.id, by: 'Ada', reason: 'nothing on the screen', outcome: 'notCharged' });
    await lostOne.settled();
    const next = engine.pay(order());
    expect(await next.settled()).toMatchObject({
      kind: 'failed',
      errorCondition: 'Busy',
      runningServiceId: first,
      runningTransaction: lostOne.id,
    });
    expect(terminal.count('Payment')).toBe(2);
  });
});
