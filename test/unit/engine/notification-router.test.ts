import * as fc from 'fast-check';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { EngineOptions, TerminalNotification } from '../../../index.ts';
import { settle } from '../../support/clock.ts';
import { DISPLAY_STEPS } from '../../support/messages/display-steps.ts';
import { notificationsTo } from '../../support/engine/engine-notifications.ts';
import { http, never, type Behaviour } from '../../support/terminal/sealed-terminal.ts';
import { NOT_FOUND, remembersLostAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';

const DECLINED = { Response: { Result: 'Failure', ErrorCondition: 'Refusal' } };

async function setUp(behave?: Behaviour, options?: Partial<EngineOptions>) {
  const bench = await createTestEngine(behave, options);
  return { ...bench, ...notificationsTo(bench.engine) };
}

describe('notifications that reach an engine', () => {
  it('show on the payment they belong to, and on the engine', async () => {
    const { engine, display } = await setUp(() => never);
    const all: string[] = [];
    engine.display$.subscribe(({ transaction, progress }) => all.push(`${transaction} ${progress.event}`));
    const payment = engine.pay(order());
    const own: string[] = [];
    payment.display$.subscribe(({ event }) => own.push(event));
    await settle();
    await display(payment.serviceId, 'CARD_INSERTED');
    await display(payment.serviceId, 'WAIT_FOR_PIN');
    expect(own).toEqual(['CARD_INSERTED', 'WAIT_FOR_PIN']);
    expect(all).toEqual(own.map((event) => `${payment.id} ${event}`));
  });

  it('show on the engine only when they are news: not again, and not what came too late', async () => {
    const { engine, display } = await setUp(() => never);
    const all: string[] = [];
    engine.display$.subscribe(({ progress }) => all.push(progress.event));
    const payment = engine.pay(order());
    await settle();
    for (const event of ['WAIT_FOR_PIN', 'WAIT_FOR_PIN', 'CARD_INSERTED', 'TENDER_FINAL', 'PIN_ENTERED']) {
      await display(payment.serviceId, event);
    }
    expect(all).toEqual(['WAIT_FOR_PIN', 'TENDER_FINAL']);
  });

  it('shuffled, doubled and delayed past the answer end with the same picture, and the outcome is the answer', async () => {
    const deliveries = [...DISPLAY_STEPS, ...DISPLAY_STEPS].map((event) => ({
      event: event === 'TENDER_FINAL' ? 'TENDER_FINAL&result=APPROVED' : event,
      DeviceID: event.slice(0, 10),
    }));
    const orders = fc.shuffledSubarray(deliveries, { minLength: deliveries.length });
    await fc.assert(
      fc.asyncProperty(orders, fc.nat(deliveries.length), async (shuffled, before) => {
        let answer = (): void => undefined;
        const { engine, terminal, display, end } = await setUp(
          (asked) => new Promise((resolve) => (answer = () => resolve(asked.answer(DECLINED)))),
        );
        const payment = engine.pay(order());
        const shown: number[] = [];
        let last = '';
        payment.display$.subscribe(({ event, phaseOrder }) => (shown.push(phaseOrder), (last = event)));
        await settle();
        for (const { event, ...device } of shuffled.slice(0, before)) await display(payment.serviceId, event, device);
        answer();
        expect(await payment.settled()).toMatchObject({ kind: 'declined', charged: 'no' });
        const known = payment.state;
        for (const { event, ...device } of shuffled.slice(before)) await display(payment.serviceId, event, device);
        expect(last).toBe('CARD_REMOVED');
        expect(shown).toEqual(shown.toSorted((a, b) => a - b));
        expect(payment.state).toEqual(known);
        expect(terminal.received).toHaveLength(1);
        await end();
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['another ServiceID', { ServiceID: 'STRANGER01' }],
    ['another till', { SaleID: 'TILL-02' }],
    ['another terminal', { POIID: 'V400m-000000000' }],
  ])('of %s show on no payment, and are not dropped', async (_, over) => {
    const { engine, display } = await setUp(() => never);
    const events: TerminalNotification[] = [];
    engine.events$.subscribe((event) => events.push(event));
    const payment = engine.pay(order());
    await settle();
    const shown: unknown[] = [];
    payment.display$.subscribe((progress) => shown.push(progress));
    await display(payment.serviceId, 'CARD_INSERTED', over);
    expect(shown).toEqual([]);
    expect(events).toMatchObject([{ kind: 'orphanDisplay', notification: { event: 'CARD_INSERTED' } }]);
  });

  it('never decide: a forged TENDER_FINAL APPROVED makes an unknown be asked about at once, and nothing more', async () => {
    const { engine, terminal, display } = await setUp(remembersLostAnswers(DECLINED));
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.state).toBe('timedOut');
    await display(payment.serviceId, 'TENDER_FINAL&result=APPROVED');
    expect(terminal.count('TransactionStatus')).toBe(1);
    expect(await payment.settled()).toMatchObject({ kind: 'declined', charged: 'no' });
  });

  it('about the terminal reach the till once, with their details, and move its link', async () => {
    const { engine, event } = await setUp(() => never);
    const events: TerminalNotification[] = [];
    engine.events$.subscribe((notification) => events.push(notification));
    await event('SaleWakeUp', 'reference_id=9876');
    await event('Shutdown', 'message=Restart');
    expect(events).toMatchObject([
      { kind: 'event', event: 'SaleWakeUp', details: 'reference_id=9876', POIID },
      { kind: 'event', event: 'Shutdown' },
    ]);
    expect(engine.terminal(POIID).state.link).toBe('offline');
    await event('Initialised');
    expect(engine.terminal(POIID).state.link).toBe('online');
  });

  it('of a restart make NotFound prove nothing', async () => {
    const { engine, clock, event } = await setUp((asked) =>
      asked.category === 'Payment' ? http(503, '') : asked.answer(NOT_FOUND),
    );
    const payment = engine.pay(order());
    await settle();
    await event('Shutdown');
    await clock.step(30_000, 500);
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_STATUS_NOT_FOUND' } });
  });

  it('are shown for a while after the settlement, then the stream ends', async () => {
    const { engine, clock, display } = await setUp();
    const payment = engine.pay(order());
    let ended = false;
    const shown: string[] = [];
    payment.display$.subscribe({ next: ({ event }) => shown.push(event), complete: () => (ended = true) });
    await payment.settled();
    await display(payment.serviceId, 'CARD_REMOVED');
    expect([shown, ended]).toEqual([['CARD_REMOVED'], false]);
    await clock.step(30_000);
    expect(ended).toBe(true);
  });

  it('and states reach the others when a subscriber throws, stops early or never reads', async () => {
    const { engine, display, event } = await setUp(() => never);
    const payment = engine.pay(order());
    const streams: Observable<unknown>[] = [
      payment.display$,
      payment.state$,
      engine.transactions$,
      engine.display$,
      engine.events$,
    ];
    for (const stream of streams) {
      stream.subscribe(() => {
        throw new Error('a bug of the till');
      });
      stream.subscribe().unsubscribe();
      stream.subscribe();
    }
    const shown: string[] = [];
    payment.display$.subscribe((progress) => shown.push(progress.event));
    engine.events$.subscribe((news) => shown.push(news.kind === 'event' ? news.event : news.kind));
    await settle();
    await display(payment.serviceId, 'CARD_INSERTED');
    await event('SaleWakeUp');
    expect(shown).toEqual(['CARD_INSERTED', 'SaleWakeUp']);
    expect(payment.state.state).toBe('awaiting');
  });
});
