import { describe, expect, it } from 'vitest';
import { abort, at, payment, status, type Json } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';
import {
  account,
  balance,
  cardAcquisition,
  GIFT_CARD,
  paymentWithCard,
  storedValue,
} from '../../../support/messages/terminal-messages.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const NEW_CARD = '6036280000000000002';

/** A terminal of a platform that knows one active gift card with 25.00 EUR. */
const bench25 = () => new CoreBench({ giftCards: { [GIFT_CARD]: eur(2500) } });

const item = (StoredValueTransactionType: string, ItemAmount?: number, number = GIFT_CARD): Json => ({
  StoredValueTransactionType,
  StoredValueAccountID: account(number),
  ...(ItemAmount !== undefined && { ItemAmount, Currency: 'EUR' }),
});
const reverse = (POITransactionID: unknown): Json => ({
  StoredValueTransactionType: 'Reverse',
  OriginalPOITransaction: { POITransactionID },
});
const referenceOf = (body: unknown) => at(body, 'POIData', 'POITransactionID');
const balanceIn = (body: unknown) => at(body, 'PaymentAccountStatus', 'CurrentBalance');

describe('a balance inquiry', () => {
  it('reports the balance of a card that the till names', () => {
    const body = bench25().exchange(balance('B1', { number: GIFT_CARD }));
    expect(verdictOf(body)).toBe('Success');
    expect(at(body, 'PaymentAccountStatus')).toMatchObject({ CurrentBalance: 25, Currency: 'EUR' });
  });

  it('asks the shopper for the card when the till names none', () => {
    const bench = bench25();
    bench.handle({ kind: 'nextShopper', plan: { does: 'presentsCard', giftCard: GIFT_CARD } });
    expect(balanceIn(bench.exchange(balance('B1', {})))).toBe(25);
    bench.handle({ kind: 'nextShopper', plan: { does: 'cancels' } });
    expect(verdictOf(bench.exchange(balance('B2', {})))).toBe('Cancel');
  });

  it('takes the acquired card, which stays for the payment', () => {
    const bench = bench25();
    bench.handle({ kind: 'nextShopper', plan: { does: 'presentsCard', giftCard: GIFT_CARD } });
    const acquired = bench.exchange(cardAcquisition('C1'));
    expect(at(acquired, 'PaymentInstrumentData', 'CardData', 'MaskedPan')).toBe('603628 **** 0001');
    const reference = referenceOf(acquired);
    expect(balanceIn(bench.exchange(balance('B1', { cardAcquisition: reference })))).toBe(25);
    expect(
      verdictOf(bench.exchange(balance('B2', { cardAcquisition: { ...Object(reference), TimeStamp: 'X' } }))),
    ).toBe('NotAllowed');
    expect(verdictOf(bench.exchange(paymentWithCard('S1', reference)))).toBe('Success');
  });

  it.each([
    ['that was never activated', { number: NEW_CARD }],
    ['that is a bank card', {}],
  ])('of a card %s is an InvalidCard failure', (_, about) => {
    expect(verdictOf(bench25().exchange(balance('B1', about)))).toBe('InvalidCard');
  });

  it('is nothing that TransactionStatus can repeat', () => {
    const bench = bench25();
    bench.exchange(balance('B1', { number: GIFT_CARD }));
    const about = { MessageReference: { MessageCategory: 'BalanceInquiry', ServiceID: 'B1' } };
    expect(verdictOf(bench.exchange(status('Q1', 'B1', about)))).toBe('NotFound');
  });
});

describe('a stored value request', () => {
  it.each([
    ['Load', 10, 35, 3500],
    ['Unload', 10, 15, 1500],
    ['Unload', 25, 0, 0],
    ['Reserve', 5, 20, 2000],
    ['Duplicate', undefined, 25, 2500],
  ])('%s of %s leaves %s on the card', (type, amount, reported, left) => {
    const bench = bench25();
    const body = bench.exchange(storedValue('V1', [item(type, amount)]));
    expect(verdictOf(body)).toBe('Success');
    expect(at(body, 'StoredValueResult')).toMatchObject([
      {
        StoredValueTransactionType: type,
        ItemAmount: amount ?? 0,
        Currency: 'EUR',
        StoredValueAccountStatus: { CurrentBalance: reported, StoredValueAccountID: { StoredValueID: GIFT_CARD } },
      },
    ]);
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(left));
    // It is not the shopper's money that moved.
    expect(bench.ledger).toEqual([]);
  });

  it.each([
    ['with an amount', 50, 5000],
    ['without one', undefined, 0],
  ])('activates a new card %s', (_, amount, left) => {
    const bench = bench25();
    expect(verdictOf(bench.exchange(storedValue('V1', [item('Activate', amount, NEW_CARD)])))).toBe('Success');
    expect(bench.giftCards.balance(NEW_CARD)).toEqual(eur(left));
  });

  it.each([
    ['Load of a card that is not active', item('Load', 10, NEW_CARD), 'InvalidCard'],
    ['Duplicate of a card that is not active', item('Duplicate', undefined, NEW_CARD), 'InvalidCard'],
    ['Activate of an active card', item('Activate', 10), 'NotAllowed'],
    ['Unload of more than there is', item('Unload', 25.01), 'Refusal'],
    ['Load in another currency', { ...item('Load', 10), Currency: 'USD' }, 'NotAllowed'],
    ['Reverse of nothing', reverse({ TransactionID: 'X.Y', TimeStamp: 'Z' }), 'NotFound'],
    ['Load without an amount', item('Load'), 'MessageFormat'],
    ['Load without a currency', { ...item('Load'), ItemAmount: 10 }, 'MessageFormat'],
    ['Load of a fraction of a cent', item('Load', 0.001), 'MessageFormat'],
    ['Reverse without the original', item('Reverse'), 'MessageFormat'],
    ['an unknown type', item('Burn', 10), 'MessageFormat'],
  ])('%s is refused', (_, refused, verdict) => {
    const bench = bench25();
    const before = bench.giftCards.entries.length;
    expect(verdictOf(bench.exchange(storedValue('V1', [refused])))).toBe(verdict);
    expect(bench.giftCards.entries).toHaveLength(before);
  });

  it('names the item that it cannot read', () => {
    const body = bench25().exchange(storedValue('V1', [item('Load', 10), item('Load')]));
    expect(pairsOf(body)['errors']).toBe(
      'At SaleToPOIRequest.StoredValueRequest.StoredValueData.1, field ItemAmount: Missing',
    );
  });

  it('does all of its items or none', () => {
    const bench = bench25();
    const both = (ServiceID: string, amount: number) =>
      verdictOf(bench.exchange(storedValue(ServiceID, [item('Load', 10), item('Unload', amount)])));
    expect(both('V1', 35.01)).toBe('Refusal');
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(2500));
    expect(both('V2', 35)).toBe('Success');
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(0));
  });

  it('is undone by a Reverse, once', () => {
    const bench = bench25();
    const original = referenceOf(bench.exchange(storedValue('V1', [item('Load', 10)])));
    const undone = bench.exchange(storedValue('V2', [reverse(original)]));
    expect(at(undone, 'StoredValueResult', '0', 'StoredValueAccountStatus', 'CurrentBalance')).toBe(25);
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(2500));
    expect(verdictOf(bench.exchange(storedValue('V3', [reverse(original)])))).toBe('NotAllowed');
  });

  it('that activated and loaded a card leaves it inactive when it is undone', () => {
    const bench = bench25();
    const items = [item('Activate', 5, NEW_CARD), item('Load', 10, NEW_CARD)];
    const original = referenceOf(bench.exchange(storedValue('V1', items)));
    expect(verdictOf(bench.exchange(storedValue('V2', [reverse(original)])))).toBe('Success');
    expect(bench.giftCards.balance(NEW_CARD)).toBeUndefined();
  });

  it('cannot be undone once the money is spent', () => {
    const bench = bench25();
    const original = referenceOf(bench.exchange(storedValue('V1', [item('Load', 10)])));
    bench.exchange(storedValue('V2', [item('Unload', 30)]));
    expect(verdictOf(bench.exchange(storedValue('V3', [reverse(original)])))).toBe('NotAllowed');
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(500));
  });

  it('asks the shopper for a card that the till does not name, and can be aborted meanwhile', () => {
    const bench = bench25();
    const load = (ServiceID: string) =>
      storedValue(ServiceID, [{ StoredValueTransactionType: 'Load', ItemAmount: 10, Currency: 'EUR' }]);
    bench.handle({ kind: 'nextShopper', plan: { does: 'presentsCard', giftCard: GIFT_CARD } });
    expect(verdictOf(bench.exchange(load('V1')))).toBe('Success');
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(3500));
    bench.handle({ kind: 'nextShopper', plan: { does: 'neverPresents' } });
    const reply = bench.send(load('V2'));
    bench.send(abort('A1', 'V2', { MessageCategory: 'StoredValue' }));
    bench.advance(1000);
    expect(verdictOf(bodyOf(reply()))).toBe('Aborted');
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(3500));
  });

  it('is a dialogue like any other, and is repeated by TransactionStatus', () => {
    const bench = bench25();
    const reply = bench.send(storedValue('V1', [item('Load', 10)]));
    const about = { MessageReference: { MessageCategory: 'StoredValue', ServiceID: 'V1' } };
    expect(verdictOf(bodyOf(bench.send(status('Q1', 'V1', about))()))).toBe('InProgress');
    expect(pairsOf(bodyOf(bench.send(payment('S1'))()))['serviceId']).toBe('V1');
    bench.advance(1000);
    const done = bodyOf(bench.send(status('Q2', 'V1', about))());
    expect(at(done, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'StoredValueResponse')).toEqual(
      bodyOf(reply()),
    );
  });

  it('that the host was asked for is done although the terminal restarts', () => {
    const bench = bench25();
    bench.send(storedValue('V1', [item('Load', 10)]));
    bench.handle({ kind: 'restart', forget: false });
    expect(bench.giftCards.balance(GIFT_CARD)).toEqual(eur(3500));
  });
});
