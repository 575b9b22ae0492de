import { describe, expect, it } from 'vitest';
import type { TerminalSettings } from '../../../../simulator/settings.ts';
import type { ShopperPlan } from '../../../../simulator/shopper-plan.ts';
import { at, header, message, payment, status, type PaymentWish } from '../../../support/simulator.ts';
import {
  bodyOf,
  CoreBench,
  pairsOf,
  notifiedEvents,
  verdictOf,
  finalResults,
  pays,
  withOptions,
} from '../../../support/terminal/terminal-core.ts';
import {
  balance,
  cardAcquisition,
  GIFT_CARD,
  paymentWithCard,
  storedValue,
} from '../../../support/messages/terminal-messages.ts';

const acts = (does: ShopperPlan['does']): Partial<TerminalSettings> => ({ shopper: { does } });

const offsets = ({ notifications }: CoreBench) => notifications.map(({ atMs }) => atMs - (notifications[0]?.atMs ?? 0));

describe('a payment notifies its steps', () => {
  const cases: [string, Partial<TerminalSettings>, PaymentWish, string][] = [
    ['contactless', {}, {}, 'TENDER_CREATED CARD_PRESENTED APPLICATION_SELECTED TENDER_FINAL'],
    [
      'with chip and PIN',
      pays({ card: 'chip' }),
      {},
      'TENDER_CREATED CARD_INSERTED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED WAIT_FOR_PIN PIN_ENTERED PRINT_RECEIPT TENDER_FINAL RECEIPT_PRINTED CARD_REMOVED',
    ],
    [
      'with a receipt that the till prints',
      pays({ card: 'chip', pin: false }),
      withOptions('ReceiptHandler'),
      'TENDER_CREATED CARD_INSERTED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED TENDER_FINAL CARD_REMOVED',
    ],
    [
      'contactless with a tip, the PIN and a receipt',
      pays({ pin: true, takesReceipt: true }),
      withOptions('AskGratuity'),
      'TENDER_CREATED ASK_GRATUITY GRATUITY_ENTERED CARD_PRESENTED APPLICATION_SELECTED WAIT_FOR_PIN PIN_ENTERED PRINT_RECEIPT TENDER_FINAL RECEIPT_PRINTED',
    ],
    [
      'with tip, PIN and signature',
      pays({ card: 'chip', signs: true }),
      withOptions('AskGratuity'),
      'TENDER_CREATED ASK_GRATUITY GRATUITY_ENTERED CARD_INSERTED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED WAIT_FOR_PIN PIN_ENTERED ASK_SIGNATURE PRINT_RECEIPT RECEIPT_PRINTED CHECK_SIGNATURE SIGNATURE_CHECKED TENDER_FINAL CARD_REMOVED',
    ],
    [
      'with a stripe, which asks for a signature, at a terminal without printer',
      { ...pays({ card: 'stripe' }), hasPrinter: false },
      withOptions('ReceiptHandler'),
      'TENDER_CREATED CARD_SWIPED ASK_SIGNATURE CHECK_SIGNATURE SIGNATURE_CHECKED TENDER_FINAL',
    ],
    [
      'in the currency of the card',
      pays({ card: 'chip', dcc: 'accepted', takesReceipt: false }),
      {},
      'TENDER_CREATED CARD_INSERTED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED ASK_DCC DCC_ACCEPTED WAIT_FOR_PIN PIN_ENTERED TENDER_FINAL CARD_REMOVED',
    ],
    [
      'in the currency of the shop',
      pays({ dcc: 'rejected' }),
      {},
      'TENDER_CREATED CARD_PRESENTED APPLICATION_SELECTED ASK_DCC DCC_REJECTED TENDER_FINAL',
    ],
    [
      'with card details typed in',
      pays({ takesReceipt: false }),
      withOptions('MOTO'),
      'TENDER_CREATED PROVIDE_CARD_DETAILS CARD_DETAILS_PROVIDED TENDER_FINAL',
    ],
    ['that the shopper cancels', acts('cancels'), {}, 'TENDER_CREATED TENDER_FINAL'],
    [
      'without shopper, who enters no tip either',
      acts('neverPresents'),
      withOptions('AskGratuity'),
      'TENDER_CREATED ASK_GRATUITY TENDER_FINAL',
    ],
    ['whose card is taken out', acts('removesCard'), {}, 'TENDER_CREATED CARD_INSERTED TENDER_FINAL CARD_REMOVED'],
    [
      'with a wrong PIN',
      acts('entersWrongPin'),
      {},
      'TENDER_CREATED CARD_PRESENTED APPLICATION_SELECTED WAIT_FOR_PIN PIN_ENTERED TENDER_FINAL',
    ],
    [
      'that the host declines, without receipt and signature',
      pays({ card: 'stripe' }),
      { amount: 1.23 },
      'TENDER_CREATED CARD_SWIPED TENDER_FINAL',
    ],
    [
      'that gives money back, and asks for no tip',
      {},
      { refund: true, ...withOptions('AskGratuity') },
      'TENDER_CREATED CARD_PRESENTED APPLICATION_SELECTED TENDER_FINAL',
    ],
  ];
  it.each(cases)('%s', (_, settings, wish, sequence) => {
    const bench = new CoreBench(settings);
    bench.exchange(payment('S1', wish));
    expect(notifiedEvents(bench, 'S1')).toBe(sequence);
    expect(notifiedEvents(bench)).toBe(sequence);
    expect(bench.timersArmed).toEqual([]);
  });

  it.each([
    ['APPROVED', 'approved', {}, {}],
    ['APPROVED', 'approved in part', pays({ balance: 1000 }), withOptions('AllowPartialAuthorisation')],
    ['DECLINED', 'refused by the host', {}, { amount: 1.25 }],
    ['DECLINED', 'of an invalid card', {}, { amount: 1.28 }],
    ['DECLINED', 'with a wrong PIN', acts('entersWrongPin'), {}],
    ['CANCELLED', 'cancelled', acts('cancels'), {}],
    ['CANCELLED', 'given up', acts('neverPresents'), {}],
  ] as const)('and ends with %s when it is %s', (result, _, settings, wish) => {
    const bench = new CoreBench(settings);
    bench.exchange(payment('S1', wish));
    expect(finalResults(bench)).toEqual([result]);
  });

  it('in the name of its request, with the PSP reference once there is one', () => {
    const bench = new CoreBench(pays({ card: 'chip' }));
    const body = bench.exchange(payment('S1'));
    const tender = at(body, 'POIData', 'POITransactionID', 'TransactionID');
    const tenders = bench.notifications.map(({ notification }) =>
      'tender' in notification ? notification.tender : '',
    );
    expect(tenders.slice(-3)).toEqual([tender, tender, tender]);
    expect(new Set(tenders.slice(0, 6))).toEqual(new Set([String(tender).split('.')[0]]));
    for (const { notification } of bench.notifications)
      expect(notification).toMatchObject({ to: 'display', SaleID: 'TILL-01' });
  });

  it('with the pauses that people need, and what they do after the answer behind it', () => {
    const bench = new CoreBench({ ...pays({ card: 'chip' }), personAfterMs: 2000 });
    const reply = bench.send(payment('S1'));
    // The card after 1.5 s, two things of 2 s, the host after 0.5 s.
    bench.advance(5999);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(offsets(bench)).toEqual([0, 1500, 1500, 3500, 3500, 5500, 6000, 6000, 8000, 10_000]);
  });

  it('without a pause in the default, which takes as long as it takes without notifications', () => {
    const bench = new CoreBench();
    const reply = bench.send(payment('S1'));
    bench.advance(2000);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(offsets(bench)).toEqual([0, 1500, 1500, 2000]);
  });
});

describe('how the card was read', () => {
  it.each([
    [{}, {}, 'Contactless', 'CLESS_CHIP', ['OnlinePIN']],
    [{ card: 'chip' }, {}, 'ICC', 'ICC', ['OnlinePIN']],
    [{ card: 'chip', signs: true }, {}, 'ICC', 'ICC', ['OnlinePIN', 'SignatureCapture']],
    [{ card: 'stripe' }, {}, 'MagStripe', 'MSR', ['SignatureCapture']],
    [{}, withOptions('MOTO'), 'Keyed', 'MKE', undefined],
  ] as const)('stands in the answer (%j, %j)', (plan, wish, EntryMode, posEntryMode, methods) => {
    const body = new CoreBench(pays(plan)).exchange(payment('S1', wish));
    expect(at(body, 'PaymentResult', 'PaymentInstrumentData', 'CardData', 'EntryMode')).toEqual([EntryMode]);
    expect(pairsOf(body)['posEntryMode']).toBe(posEntryMode);
    expect(at(body, 'PaymentResult', 'AuthenticationMethod')).toEqual(methods);
  });
});

describe('other transactions notify', () => {
  it('of a card acquisition that the card is in, and of its payment that it is taken out', () => {
    const bench = new CoreBench();
    const acquired = bench.exchange(cardAcquisition('C1'));
    bench.exchange(paymentWithCard('S1', at(acquired, 'POIData', 'POITransactionID')));
    expect(notifiedEvents(bench, 'C1')).toBe('TENDER_CREATED CARD_INSERTED APPLICATION_SELECTED');
    expect(notifiedEvents(bench, 'S1')).toBe('TENDER_CREATED PRINT_RECEIPT TENDER_FINAL RECEIPT_PRINTED CARD_REMOVED');
  });

  it('of a card acquisition without card that it is over', () => {
    const bench = new CoreBench(acts('cancels'));
    bench.exchange(cardAcquisition('C1'));
    expect(notifiedEvents(bench)).toBe('TENDER_CREATED TENDER_FINAL');
  });

  it('of gift cards that balance or load has started and ended', () => {
    const bench = new CoreBench({
      giftCards: { [GIFT_CARD]: { currency: 'EUR', value: 500 } },
      ...pays({ giftCard: GIFT_CARD }),
    });
    bench.exchange(balance('S1', { number: GIFT_CARD }));
    bench.exchange(balance('S2', {}));
    bench.exchange(storedValue('S3', [{ StoredValueTransactionType: 'Load', ItemAmount: 5, Currency: 'EUR' }]));
    expect(notifiedEvents(bench, 'S1')).toBe('BALANCE_QUERY_STARTED BALANCE_QUERY_COMPLETED');
    expect(notifiedEvents(bench, 'S2')).toBe('CARD_PRESENTED BALANCE_QUERY_STARTED BALANCE_QUERY_COMPLETED');
    expect(notifiedEvents(bench, 'S3')).toBe('CARD_PRESENTED LOAD_STARTED LOAD_COMPLETED');
  });

  it('nothing when they never got to the screen', () => {
    const bench = new CoreBench();
    const other = { TransactionID: 'Bx4N001777889731004', TimeStamp: '2026-05-04T10:15:33.000Z' };
    expect(verdictOf(bench.exchange(paymentWithCard('S1', other)))).toBe('NotAllowed');
    expect(verdictOf(bench.exchange(message(header('Payment', 'S2'), {})))).toBe('MessageFormat');
    bench.exchange(status('S3', 'S1'));
    expect(notifiedEvents(bench)).toBe('');
  });
});
