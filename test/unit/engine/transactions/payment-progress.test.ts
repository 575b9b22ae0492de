import * as fc from 'fast-check';
import type { Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReceivedNotification } from '../../../../adapters/ports/notifications.port.ts';
import type { TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { PaymentProgress, type DisplayProgress } from '../../../../engine/transactions/payment-progress.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { displayMessage } from '../../../../protocol/display/display-messages.ts';
import { createEngine, type Engine, type TerminalNotification } from '../../../../index.ts';
import { settle, steppedClock, type SteppedClock } from '../../../support/clock.ts';
import { http, never, sealedTerminal, SHARED_KEY, type Asked } from '../../../support/sealed-terminal.ts';

const POIID = 'V400m-324688179';
const approve = { Response: { Result: 'Success' } };
const order = { poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1001' };

/** A payment with tip, PIN and signature, as the terminal tells of it. */
const STEPS = [
  'TENDER_CREATED',
  'ASK_GRATUITY',
  'GRATUITY_ENTERED',
  'CARD_INSERTED',
  'WAIT_FOR_APP_SELECTION',
  'APPLICATION_SELECTED',
  'WAIT_FOR_PIN',
  'PIN_ENTERED',
  'ASK_SIGNATURE',
  'CHECK_SIGNATURE',
  'SIGNATURE_CHECKED',
  'TENDER_FINAL',
  'CARD_REMOVED',
];

type DisplayNotification = Extract<ReceivedNotification, { kind: 'display' }>;

const told = (event: string, index: number, over: Partial<DisplayNotification> = {}): DisplayNotification => ({
  kind: 'display',
  event,
  POIID: parsePOIID(POIID),
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  DeviceID: String(1000 + index),
  timeStamp: new Date(Date.UTC(2026, 4, 4, 10, 15, index)).toISOString(),
  sealed: true,
  receivedAtMs: index,
  ...over,
});

function current(progress: PaymentProgress): DisplayProgress | undefined {
  let last: DisplayProgress | undefined;
  progress.display$.subscribe((value) => (last = value)).unsubscribe();
  return last;
}

describe('the progress of a payment', () => {
  it('shows each step in order when they come in order', () => {
    const display = new PaymentProgress();
    const shown: string[] = [];
    display.display$.subscribe(({ event }) => shown.push(event));
    STEPS.forEach((event, index) => display.take(told(event, index)));
    expect(shown).toEqual(STEPS);
  });

  it('is the same at the end in whatever order and how often they come, and never goes back on the way', () => {
    const deliveries = STEPS.flatMap((event, index) => [told(event, index), told(event, index, { receivedAtMs: 99 })]);
    fc.assert(
      fc.property(fc.shuffledSubarray(deliveries, { minLength: deliveries.length }), (shuffled) => {
        const display = new PaymentProgress();
        const phases: number[] = [];
        display.display$.subscribe(({ phaseOrder }) => phases.push(phaseOrder));
        for (const delivery of shuffled) display.take(delivery);
        expect(current(display)?.event).toBe('CARD_REMOVED');
        expect(phases).toEqual(phases.toSorted((a, b) => a - b));
      }),
    );
  });

  it('tells staff what happens in their language, and never how it ended', () => {
    const display = new PaymentProgress();
    display.take(told('WAIT_FOR_PIN', 0));
    const sentences = (['en', 'nl', 'de', 'fr'] as const).map((locale) =>
      displayMessage(current(display)?.event ?? '', locale),
    );
    expect(new Set(sentences).size).toBe(4);
    display.take(told('TENDER_FINAL', 1, { result: 'APPROVED' }));
    expect(current(display)).toMatchObject({ event: 'TENDER_FINAL', final: true });
    expect(displayMessage('TENDER_FINAL', 'en')).not.toMatch(/approv/i);
  });

  it('gives a late subscriber the current step first, and nothing after it is closed', () => {
    const display = new PaymentProgress();
    display.take(told('WAIT_FOR_PIN', 0));
    display.close();
    display.take(told('PIN_ENTERED', 1));
    const shown: string[] = [];
    display.display$.subscribe(({ event }) => shown.push(event));
    expect(shown).toEqual(['WAIT_FOR_PIN']);
  });

  it('remembers no more than a tender can have', () => {
    const display = new PaymentProgress();
    const taken = Array.from({ length: 1000 }, (_, index) => display.take(told('CARD_INSERTED', index)));
    expect(taken.filter(Boolean)).toHaveLength(200);
  });
});

describe('notifications that reach an engine', () => {
  const open: { engine: Engine; clock: SteppedClock }[] = [];

  afterEach(async () => {
    for (const { engine, clock } of open.splice(0)) {
      const closing = engine.close();
      await settle();
      await clock.step(60_000);
      await closing;
    }
  });

  async function setUp(behave: (asked: Asked) => TransportResult | Promise<TransportResult>) {
    const terminal = await sealedTerminal(behave);
    const clock = steppedClock();
    const engine = await createEngine({
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: '192.0.2.1' }],
      sharedKeys: [SHARED_KEY],
      parts: { transport: terminal.transport, clock },
    });
    open.push({ engine, clock });
    const handler = engine.notificationHandler({ allowClearText: true });
    const post = async (message: object) => {
      const response = await handler.handle({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ SaleToPOIRequest: message })),
        remoteAddress: '127.0.0.1',
      });
      expect(response.status).toBe(200);
      await settle();
    };
    let device = 0;
    const header = (over: object) => ({
      ProtocolVersion: '3.0',
      SaleID: 'TILL-01',
      POIID,
      DeviceID: String((device += 1)),
      ...over,
    });
    return {
      engine,
      terminal,
      clock,
      display: (ServiceID: string, event: string, over: object = {}) =>
        post({
          MessageHeader: header({
            MessageClass: 'Device',
            MessageCategory: 'Display',
            MessageType: 'Request',
            ServiceID,
            ...over,
          }),
          DisplayRequest: {
            DisplayOutput: [
              {
                Device: 'CashierDisplay',
                InfoQualify: 'Status',
                OutputContent: {
                  OutputFormat: 'MessageRef',
                  PredefinedContent: { ReferenceID: `event=${event}&TimeStamp=t` },
                },
              },
            ],
          },
        }),
      event: (EventToNotify: string, EventDetails = '') =>
        post({
          MessageHeader: header({
            MessageClass: 'Event',
            MessageCategory: 'Event',
            MessageType: 'Notification',
            SaleID: 'null',
          }),
          EventNotification: { EventToNotify, EventDetails, TimeStamp: '2026-05-04T05:59:58.120Z' },
        }),
    };
  }

  it('show on the payment they belong to, and on the engine', async () => {
    const { engine, display } = await setUp(() => never);
    const all: string[] = [];
    engine.display$.subscribe(({ transaction, progress }) => all.push(`${transaction} ${progress.event}`));
    const payment = engine.pay(order);
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
    const payment = engine.pay(order);
    await settle();
    for (const event of ['WAIT_FOR_PIN', 'WAIT_FOR_PIN', 'CARD_INSERTED', 'TENDER_FINAL', 'PIN_ENTERED']) {
      await display(payment.serviceId, event);
    }
    expect(all).toEqual(['WAIT_FOR_PIN', 'TENDER_FINAL']);
  });

  it('shuffled, doubled and delayed past the answer end with the same picture, and the outcome is the answer', async () => {
    const declined = { Response: { Result: 'Failure', ErrorCondition: 'Refusal' } };
    const deliveries = [...STEPS, ...STEPS].map((event) => ({
      event: event === 'TENDER_FINAL' ? 'TENDER_FINAL&result=APPROVED' : event,
      DeviceID: event.slice(0, 10),
    }));
    const orders = fc.shuffledSubarray(deliveries, { minLength: deliveries.length });
    await fc.assert(
      fc.asyncProperty(orders, fc.nat(deliveries.length), async (shuffled, before) => {
        let answer = (): void => undefined;
        const { engine, terminal, display } = await setUp(
          (asked) => new Promise((resolve) => (answer = () => resolve(asked.answer(declined)))),
        );
        const payment = engine.pay(order);
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
    const payment = engine.pay(order);
    await settle();
    const shown: unknown[] = [];
    payment.display$.subscribe((progress) => shown.push(progress));
    await display(payment.serviceId, 'CARD_INSERTED', over);
    expect(shown).toEqual([]);
    expect(events).toMatchObject([{ kind: 'orphanDisplay', notification: { event: 'CARD_INSERTED' } }]);
  });

  it('never decide: a forged TENDER_FINAL APPROVED makes an unknown be asked about at once, and nothing more', async () => {
    const declined = { Response: { Result: 'Failure', ErrorCondition: 'Refusal' } };
    const { engine, terminal, display } = await setUp((asked) => {
      if (asked.category === 'Payment') return http(503, '');
      const { MessageReference } = asked.message['TransactionStatusRequest'] as { MessageReference: object };
      const MessageHeader = { ...asked.header, ...MessageReference, MessageType: 'Response' };
      const RepeatedResponseMessageBody = { PaymentResponse: declined };
      const RepeatedMessageResponse = { MessageHeader, RepeatedResponseMessageBody };
      return asked.answer({ Response: { Result: 'Success' }, MessageReference, RepeatedMessageResponse });
    });
    const payment = engine.pay(order);
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
      asked.category === 'Payment'
        ? http(503, '')
        : asked.answer({ Response: { Result: 'Failure', ErrorCondition: 'NotFound' } }),
    );
    const payment = engine.pay(order);
    await settle();
    await event('Shutdown');
    await clock.step(30_000, 500);
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_STATUS_NOT_FOUND' } });
  });

  it('are shown for a while after the settlement, then the stream ends', async () => {
    const { engine, clock, display } = await setUp((asked) => asked.answer(approve));
    const payment = engine.pay(order);
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
    const payment = engine.pay(order);
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
