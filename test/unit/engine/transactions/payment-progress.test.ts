import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedNotification } from '../../../../adapters/ports/notifications.port.ts';
import { PaymentProgress, type DisplayProgress } from '../../../../engine/transactions/payment-progress.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { displayMessage } from '../../../../protocol/display/display-messages.ts';
import { DISPLAY_STEPS } from '../../../support/display-steps.ts';
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
