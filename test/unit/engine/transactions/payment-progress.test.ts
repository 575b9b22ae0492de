import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedNotification } from '../../../../adapters/ports/notifications.port.ts';
import { PaymentProgress, type DisplayProgress } from '../../../../engine/transactions/payment-progress.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { displayMessage } from '../../../../protocol/display/display-messages.ts';
import { DISPLAY_STEPS } from '../../../support/messages/display-steps.ts';
import { POIID } from '../../../support/test-engine.ts';

type DisplayNotification = Extract<ReceivedNotification, { kind: 'display' }>;

const notified = (event: string, index: number, over: Partial<DisplayNotification> = {}): DisplayNotification => ({
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
    DISPLAY_STEPS.forEach((event, index) => display.take(notified(event, index)));
    expect(shown).toEqual(DISPLAY_STEPS);
  });

  it('is the same at the end in whatever order and how often they come, and never goes back on the way', () => {
    const deliveries = DISPLAY_STEPS.flatMap((event, index) => [
      notified(event, index),
      notified(event, index, { receivedAtMs: 99 }),
    ]);
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

  const inOrder = (events: readonly string[], over: (index: number) => Partial<DisplayNotification> = () => ({})) =>
    events.map((event, index) => notified(event, index, over(index)));
  const shownOf = (notifications: readonly DisplayNotification[]) => {
    const display = new PaymentProgress();
    const shown: string[] = [];
    display.display$.subscribe(({ event }) => shown.push(event));
    for (const notification of notifications) display.take(notification);
    return { shown, displayed: display.displayed.map(({ event }) => event) };
  };

  const UNUSUAL: readonly (readonly [string, readonly string[]])[] = [
    ['a tip after the card', ['TENDER_CREATED', 'CARD_INSERTED', 'ASK_GRATUITY', 'GRATUITY_ENTERED', 'TENDER_FINAL']],
    ['a conversion after the PIN', ['WAIT_FOR_PIN', 'PIN_ENTERED', 'ASK_DCC', 'DCC_ACCEPTED', 'TENDER_FINAL']],
    ['a signature after the receipt', ['PRINT_RECEIPT', 'RECEIPT_PRINTED', 'ASK_SIGNATURE', 'CHECK_SIGNATURE']],
    ['a PIN that was wrong', ['WAIT_FOR_PIN', 'PIN_ENTERED', 'WAIT_FOR_PIN', 'PIN_ENTERED', 'TENDER_FINAL']],
    ['an event that is not known', ['CARD_INSERTED', 'ASK_CHARITY', 'SOMETHING_NEW', 'WAIT_FOR_PIN']],
  ];

  it.each(UNUSUAL)('shows all that a terminal says in the order of its own time, as with %s', (_, events) => {
    expect(shownOf(inOrder(events))).toEqual({ shown: events, displayed: events });
  });

  it.each(UNUSUAL)('has the whole history in that order, whatever the order of arrival, with %s', (_, events) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder(events), { minLength: events.length }), (shuffled) => {
        const { shown, displayed } = shownOf(shuffled);
        expect(displayed).toEqual(events);
        expect(shown.at(-1)).toBe(events.at(-1));
      }),
    );
  });

  it('puts what comes late into the history, and leaves the current step', () => {
    const [created, card, pin] = inOrder(['TENDER_CREATED', 'CARD_INSERTED', 'WAIT_FOR_PIN']);
    if (created === undefined || card === undefined || pin === undefined) throw new Error('three of them');
    expect(shownOf([created, pin, card])).toEqual({
      shown: ['TENDER_CREATED', 'WAIT_FOR_PIN'],
      displayed: ['TENDER_CREATED', 'CARD_INSERTED', 'WAIT_FOR_PIN'],
    });
  });

  it.each([
    ['are missing', () => undefined],
    ['are equal', () => '2026-05-04T10:15:00Z'],
    ['are no times', () => 'soon'],
  ])('assumes the usual order where time stamps %s', (_, stampOf) => {
    const events = ['ASK_GRATUITY', 'GRATUITY_ENTERED', 'CARD_INSERTED', 'WAIT_FOR_PIN', 'PIN_ENTERED', 'TENDER_FINAL'];
    const given = events.map((event, index) => {
      const { timeStamp: _stamp, ...rest } = notified(event, index);
      const timeStamp = stampOf();
      return timeStamp === undefined ? rest : { ...rest, timeStamp };
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (shuffled) => {
        expect(shownOf(shuffled)).toMatchObject({ displayed: events });
        expect(shownOf(shuffled).shown.at(-1)).toBe('TENDER_FINAL');
      }),
    );
  });

  it('places what has no time stamp by its phase, among those that have one', () => {
    const [created, card, final] = inOrder(['TENDER_CREATED', 'CARD_INSERTED', 'TENDER_FINAL']);
    const { timeStamp: _, ...pin } = notified('WAIT_FOR_PIN', 9);
    if (created === undefined || card === undefined || final === undefined) throw new Error('three of them');
    for (const arrival of [
      [created, card, pin, final],
      [final, pin, created, card],
    ]) {
      expect(shownOf(arrival).displayed).toEqual(['TENDER_CREATED', 'CARD_INSERTED', 'WAIT_FOR_PIN', 'TENDER_FINAL']);
    }
  });

  it('compares times, not their spelling', () => {
    const steps = [
      notified('CARD_INSERTED', 0, { timeStamp: '2026-05-04T12:15:30+02:00' }),
      notified('ASK_GRATUITY', 1, { timeStamp: '2026-05-04T10:15:31Z' }),
    ];
    expect(shownOf(steps).shown).toEqual(['CARD_INSERTED', 'ASK_GRATUITY']);
  });

  it('takes a repetition once, and messages of one DeviceID for what they say', () => {
    const steps = [
      notified('CARD_INSERTED', 0, { DeviceID: '5' }),
      notified('WAIT_FOR_PIN', 1, { DeviceID: '5' }),
      notified('WAIT_FOR_PIN', 1, { DeviceID: '6' }),
    ];
    expect(shownOf(steps).displayed).toEqual(['CARD_INSERTED', 'WAIT_FOR_PIN']);
  });

  it('says to staff in their language what happens, and never how it ended', () => {
    const display = new PaymentProgress();
    display.take(notified('WAIT_FOR_PIN', 0));
    const sentences = (['en', 'nl', 'de', 'fr'] as const).map((locale) =>
      displayMessage(current(display)?.event ?? '', locale),
    );
    expect(new Set(sentences).size).toBe(4);
    display.take(notified('TENDER_FINAL', 1, { result: 'APPROVED' }));
    expect(current(display)).toMatchObject({ event: 'TENDER_FINAL', final: true });
    expect(displayMessage('TENDER_FINAL', 'en')).not.toMatch(/approv/i);
  });

  it('gives a late subscriber the current step first, and nothing after it is closed', () => {
    const display = new PaymentProgress();
    display.take(notified('WAIT_FOR_PIN', 0));
    display.close();
    display.take(notified('PIN_ENTERED', 1));
    const shown: string[] = [];
    display.display$.subscribe(({ event }) => shown.push(event));
    expect(shown).toEqual(['WAIT_FOR_PIN']);
  });

  it('remembers no more than a tender can have', () => {
    const display = new PaymentProgress();
    const taken = Array.from({ length: 1000 }, (_, index) => display.take(notified('CARD_INSERTED', index)));
    expect(taken.filter(Boolean)).toHaveLength(200);
  });
});
