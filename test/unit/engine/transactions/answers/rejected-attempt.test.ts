import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../../index.ts';
import { settle } from '../../../../support/clock.ts';
import { notificationsTo } from '../../../../support/engine/engine-notifications.ts';
import { createRotatingTill, CRYPTO_ERROR } from '../../../../support/terminal/rotating-terminal.ts';
import { http, never, type Behaviour } from '../../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, NOT_FOUND } from '../../../../support/terminal/terminal-behaviours.ts';
import { brokenJournal, keptJournal, readAll } from '../../../../support/test-journals.ts';
import { createTestEngine, order, OTHER_POIID } from '../../../../support/test-engine.ts';

/** An answer to what is asked, under the ServiceID of another request. */
const answerTo =
  (serviceId: string, body: object = APPROVAL): Behaviour =>
  (asked) =>
    asked.answer(body, { header: { ServiceID: serviceId, MessageCategory: 'Payment' } });

describe('a terminal that rejected an attempt and says later that it has it', () => {
  it('is busy with the rejected attempt: the payment is unknown, and not refused as free of charge', async () => {
    const busy: Behaviour = (asked) =>
      asked.category === 'Payment'
        ? asked.answer({
            Response: {
              Result: 'Failure',
              ErrorCondition: 'Busy',
              AdditionalResponse: `message=busy&serviceId=${first}`,
            },
          })
        : asked.answer(NOT_FOUND);
    let first = '';
    const { engine, clock, tries } = await createRotatingTill(2, busy);
    const payment = engine.pay(order());
    first = payment.serviceId;
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
    await clock.step(120_000, 1000);
    expect(payment.state.outcome).toBeUndefined();
    expect(tries.filter((one) => one.startsWith('Payment'))).toEqual(['Payment v3', 'Payment v2']);
  });

  it('answers the rejected attempt in place of the next one: the approval is raised, and the payment is unknown', async () => {
    let first = '';
    const { engine, tries } = await createRotatingTill(2, (asked) =>
      asked.category === 'Payment' ? answerTo(first)(asked) : never,
    );
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    first = payment.serviceId;
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
    expect(alerts).toMatchObject([{ kind: 'orphan', orphan: { detail: { header: { ServiceID: first } } } }]);
    expect(tries.filter((one) => one.startsWith('Payment'))).toHaveLength(2);
  });

  it('answers a payment that was rejected and has ended: the approval is raised', async () => {
    let first = '';
    const { engine } = await createTestEngine((asked) => {
      if (asked.category !== 'Payment') return never;
      return first === '' ? CRYPTO_ERROR : answerTo(first)(asked);
    });
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const rejected = engine.pay(order());
    expect(await rejected.settled()).toMatchObject({ kind: 'notProcessed' });
    first = rejected.serviceId;
    void engine.pay(order());
    await settle();
    expect(alerts).toMatchObject([
      { kind: 'lateAnswer', transaction: rejected.id, result: { kind: 'approved', charged: 'yes' } },
    ]);
  });

  it('repeats the answer to the rejected attempt when it is asked: that it knows nothing later is not believed', async () => {
    let first = '';
    let checks = 0;
    const { engine, clock } = await createRotatingTill(2, (asked) => {
      if (asked.category === 'Payment') return http(503, '');
      checks += 1;
      if (checks > 1) return asked.answer(NOT_FOUND);
      const named = { SaleID: 'TILL-01', POIID: asked.header['POIID'], MessageCategory: 'Payment', ServiceID: first };
      return asked.answer({
        Response: { Result: 'Success' },
        MessageReference: named,
        RepeatedMessageResponse: {
          MessageHeader: { ...asked.header, ...named, MessageType: 'Response' },
          RepeatedResponseMessageBody: { PaymentResponse: APPROVAL },
        },
      });
    });
    const payment = engine.pay(order());
    first = payment.serviceId;
    await settle();
    await clock.step(300_000, 1000);
    expect(checks).toBeGreaterThan(3);
    expect(payment.state.outcome).toBeUndefined();
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it('notified of an attempt before it rejected it: it is asked at once, and nothing is sent again', async () => {
    let reject: (() => void) | undefined;
    const rejection: Behaviour = ({ category }) =>
      category === 'Payment' ? new Promise((resolve) => (reject = () => resolve(CRYPTO_ERROR))) : never;
    const { engine, terminal, tries, clock } = await createRotatingTill(1, undefined, { rejection });
    const { display } = notificationsTo(engine, terminal.keyRing);
    const payment = engine.pay(order());
    await settle();
    await display(payment.serviceId, 'CARD_INSERTED');
    reject?.();
    await settle();
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_REJECTED_CRYPTO' } });
    await clock.step(5_000);
    expect(tries.filter((one) => one.startsWith('Payment'))).toEqual(['Payment v3']);
    expect(tries.some((one) => one.startsWith('TransactionStatus'))).toBe(true);
  });
});

describe('a verified answer that came in place of another', () => {
  it('proves that the terminal had the request: that it knows nothing of it later is not believed', async () => {
    let first = '';
    const { engine, clock } = await createTestEngine((asked) => {
      if (asked.category === 'TransactionStatus') return asked.answer(NOT_FOUND);
      if (asked.category === 'Diagnosis') return answerTo(first)(asked);
      return http(503, '');
    });
    const payment = engine.pay(order());
    first = payment.serviceId;
    await settle();
    await engine.terminal(payment.state.poiid).diagnose();
    await clock.step(300_000, 1000);
    expect(payment.state.outcome).toBeUndefined();
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it.each([
    ['another terminal', { POIID: OTHER_POIID }],
    ['another till', { SaleID: 'TILL-02' }],
  ])('is raised and proves nothing when it is that of %s with the same ServiceID', async (_, other) => {
    let first = '';
    const { engine } = await createTestEngine((asked) => {
      if (asked.category === 'Payment') return http(503, '');
      if (asked.category !== 'Diagnosis') return never;
      return asked.answer(APPROVAL, { header: { ServiceID: first, MessageCategory: 'Payment', ...other } });
    });
    const payment = engine.pay(order());
    first = payment.serviceId;
    await settle();
    await engine.terminal(payment.state.poiid).diagnose();
    await settle();
    expect(engine.orphans()).toMatchObject([{ detail: { header: { ServiceID: first, ...other } } }]);
    expect(payment.state.tags).toContain('outcomeUnknown');
  });
});

describe('a payment with several attempts whose records are damaged', () => {
  it('names each of them: a person who asks about the rejected one alone would not find the money', async () => {
    const journal = keptJournal();
    const lost: Behaviour = ({ category }) => (category === 'Payment' ? http(503, '') : never);
    const { engine, end, clock } = await createRotatingTill(2, lost, { journal });
    const payment = engine.pay(order());
    const first = payment.serviceId;
    await settle();
    const second = payment.serviceId;
    await end();
    const records = (await readAll(journal)).filter(({ seq }) => seq !== 4);
    const { engine: next } = await createTestEngine(() => never, { journal: brokenJournal(records) }, clock);
    const [found] = next.unresolved();
    expect(found?.failure?.message).toContain(`its attempts are ${first}, ${second}: ask about each`);
  });
});
