import { describe, expect, it } from 'vitest';
import type { TransportResult } from '../../../../../adapters/ports/transport.port.ts';
import type { Alert } from '../../../../../engine/transactions/unmatched-responses.ts';
import { settle } from '../../../../support/clock.ts';
import { http, type Asked } from '../../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, NOT_FOUND, repeated } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';

const IN_PROGRESS = { Response: { Result: 'Failure', ErrorCondition: 'InProgress' } };
const TIME_OUT = { Response: { Result: 'Failure', ErrorCondition: 'Communication timeout' } };

/** A payment that is awaited; what the terminal answers to each request is said by the test. */
async function awaited() {
  const held: { asked: Asked; resolve: (result: TransportResult) => void }[] = [];
  const bench = await createTestEngine((asked) => new Promise((resolve) => held.push({ asked, resolve })));
  const payment = bench.engine.pay(order());
  const alerts: Alert[] = [];
  bench.engine.alerts$.subscribe((alert) => alerts.push(alert));
  await settle();
  return {
    ...bench,
    payment,
    alerts,
    /** Answers the oldest request of that category that waits. */
    answer: async (category: string, bodyOf: (asked: Asked) => object | number) => {
      const index = held.findIndex(({ asked }) => asked.category === category);
      const [{ asked, resolve } = { asked: undefined, resolve: () => {} }] = held.splice(index, 1);
      if (index === -1 || asked === undefined) throw new Error(`no ${category} waits`);
      const body = bodyOf(asked);
      resolve(typeof body === 'number' ? http(body, '') : asked.answer(body));
      await settle();
    },
    categories: () => bench.terminal.received.map(({ category }) => category),
  };
}

describe('a check that the till wants while the answer is awaited', () => {
  it('goes out beside the request, which waits on; InProgress is reported and changes nothing', async () => {
    const { payment, categories, answer } = await awaited();
    payment.checkStatus();
    await settle();
    expect(categories()).toEqual(['Payment', 'TransactionStatus']);
    await answer('TransactionStatus', () => IN_PROGRESS);
    expect(payment.state).toMatchObject({ state: 'awaiting', failure: { code: 'ERR_STATUS_IN_PROGRESS' } });
    await answer('Payment', () => APPROVAL);
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: false });
  });

  it('settles by the repeated answer, and the own one that follows is a duplicate, not a second outcome', async () => {
    const { engine, payment, answer, alerts, terminal } = await awaited();
    payment.checkStatus();
    await settle();
    await answer('TransactionStatus', (asked) => repeated(asked, APPROVAL));
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    await answer('Payment', () => APPROVAL);
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(alerts).toEqual([]);
    expect(engine.orphans()).toEqual([]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
    expect(terminal.count('Payment')).toBe(1);
  });

  it.each([
    ['NotFound', NOT_FOUND, 'ERR_STATUS_NOT_FOUND'],
    ['an HTTP error', 503, 'ERR_ANSWER_STATUS'],
    ['a final failure that is not clear', undefined, 'ERR_ANSWER_UNDECIDED'],
  ])('is reported when it brings %s, and settles nothing', async (_, body, code) => {
    const { payment, answer } = await awaited();
    payment.checkStatus();
    await settle();
    await answer('TransactionStatus', (asked) => body ?? repeated(asked, TIME_OUT));
    expect(payment.state).toMatchObject({ state: 'awaiting', failure: { code } });
    await answer('Payment', () => APPROVAL);
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
  });

  it('settles when a second one repeats an end that was not clear', async () => {
    const { payment, answer } = await awaited();
    for (const _ of [1, 2]) {
      payment.checkStatus();
      await settle();
      await answer('TransactionStatus', (asked) => repeated(asked, TIME_OUT));
    }
    expect(await payment.settled()).toMatchObject({ kind: 'declined', charged: 'no', recovered: true });
  });

  it('is one at a time, however often it is wanted', async () => {
    const { payment, categories, answer } = await awaited();
    for (let time = 0; time < 20; time += 1) payment.checkStatus();
    await settle();
    expect(categories()).toEqual(['Payment', 'TransactionStatus']);
    await answer('TransactionStatus', () => IN_PROGRESS);
    payment.checkStatus();
    await settle();
    expect(categories()).toEqual(['Payment', 'TransactionStatus', 'TransactionStatus']);
  });

  it('goes on when the answer is lost meanwhile, and no second one is asked', async () => {
    const { payment, categories, answer } = await awaited();
    payment.checkStatus();
    await settle();
    await answer('Payment', () => 503);
    expect(payment.state).toMatchObject({ state: 'statusChecking', failure: { code: 'ERR_ANSWER_STATUS' } });
    expect(categories()).toEqual(['Payment', 'TransactionStatus']);
    await answer('TransactionStatus', (asked) => repeated(asked, APPROVAL));
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
  });
});
