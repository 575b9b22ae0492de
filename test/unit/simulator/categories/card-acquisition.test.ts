import { describe, expect, it } from 'vitest';
import { abort, at, header, message, payment, status } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';
import {
  cardAcquisition,
  display,
  enableService,
  input,
  paymentWithCard,
  print,
  SCREEN,
  storedValue,
} from '../../../support/messages/terminal-messages.ts';

const referenceOf = (body: unknown) => at(body, 'POIData', 'POITransactionID');

/** A terminal that holds the card of acquisition C1. */
function holding() {
  const bench = new CoreBench();
  const reference = referenceOf(bench.exchange(cardAcquisition('C1')));
  return { bench, reference };
}

describe('a card acquisition', () => {
  it('reports which card it is, with its alias when requested, and moves no money', () => {
    const bench = new CoreBench();
    const body = bench.exchange(cardAcquisition('C1'));
    expect(verdictOf(body)).toBe('Success');
    expect(body).toMatchObject({
      SaleData: { SaleTransactionID: { TransactionID: 'ACQ-1' } },
      PaymentInstrumentData: {
        CardData: {
          PaymentBrand: 'mc',
          MaskedPan: '541333 **** 9999',
          EntryMode: ['ICC'],
          PaymentToken: { TokenRequestedType: 'Customer', TokenValue: expect.any(String) },
        },
      },
      PaymentBrand: ['mc'],
    });
    expect(bench.ledger).toEqual([]);
  });

  it('is answered when the card is there, and not before', () => {
    const bench = new CoreBench();
    const reply = bench.send(cardAcquisition('C1'));
    bench.advance(1499);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(bench.effects).toContainEqual({ kind: 'presented', ServiceID: 'C1' });
    expect(bench.timersArmed).toEqual([]);
  });

  it.each([
    ['cancels', 'Cancel', '108 Shopper cancelled tx'],
    ['neverPresents', 'Cancel', '126 Shopper did not present card'],
    ['removesCard', 'Cancel', 'CANCELLED'],
  ] as const)('whose shopper %s is a %s, and holds no card', (does, condition, text) => {
    const bench = new CoreBench();
    bench.handle({ kind: 'nextShopper', plan: { does } });
    const body = bench.exchange(cardAcquisition('C1'));
    expect([verdictOf(body), pairsOf(body)['message']]).toEqual([condition, text]);
    expect(verdictOf(bench.exchange(payment('S1')))).toBe('Success');
  });

  it('can be aborted while it waits for the card', () => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const reply = bench.send(cardAcquisition('C1'));
    bench.send(abort('A1', 'C1', { MessageCategory: 'CardAcquisition' }));
    bench.advance(300);
    expect(verdictOf(bodyOf(reply()))).toBe('Aborted');
    expect(bench.effects).toContainEqual({ kind: 'aborted', ServiceID: 'C1' });
  });

  it('is InProgress to TransactionStatus, and is repeated afterwards', () => {
    const bench = new CoreBench();
    const reply = bench.send(cardAcquisition('C1'));
    const about = { MessageReference: { MessageCategory: 'CardAcquisition', ServiceID: 'C1' } };
    expect(verdictOf(bodyOf(bench.send(status('Q1', 'C1', about))()))).toBe('InProgress');
    bench.advance(2000);
    const done = bodyOf(bench.send(status('Q2', 'C1', about))());
    expect(at(done, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'CardAcquisitionResponse')).toEqual(
      bodyOf(reply()),
    );
  });

  it('without CardAcquisitionTransaction is a MessageFormat failure', () => {
    const body = new CoreBench().exchange(message(header('CardAcquisition', 'C1'), { SaleData: {} }));
    expect(verdictOf(body)).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain('field CardAcquisitionTransaction: Missing');
  });
});

describe('with an acquired card', () => {
  it('a payment that names the acquisition goes on at once, and needs no shopper', () => {
    const { bench, reference } = holding();
    bench.settings = { ...bench.settings, shopper: { does: 'neverPresents' } };
    const reply = bench.send(paymentWithCard('S1', reference));
    bench.advance(500);
    const body = bodyOf(reply());
    expect(verdictOf(body)).toBe('Success');
    expect(at(body, 'PaymentResult', 'PaymentInstrumentData', 'CardData', 'EntryMode')).toEqual(['ICC']);
    expect(bench.ledger).toMatchObject([{ kind: 'charge', ServiceID: 'S1', amount: { value: 1234 } }]);
  });

  it('is the card of the shopper who presented it', () => {
    const bench = new CoreBench();
    bench.handle({ kind: 'nextShopper', plan: { does: 'presentsCard', balance: 100 } });
    const reference = referenceOf(bench.exchange(cardAcquisition('C1')));
    expect(pairsOf(bench.exchange(paymentWithCard('S1', reference)))['message']).toBe('NOT_ENOUGH_BALANCE');
  });

  it('is let go by the payment: a second one with the same reference is refused', () => {
    const { bench, reference } = holding();
    bench.exchange(paymentWithCard('S1', reference));
    expect(verdictOf(bench.exchange(paymentWithCard('S2', reference)))).toBe('NotAllowed');
    expect(verdictOf(bench.exchange(payment('S3')))).toBe('Success');
    expect(bench.ledger.map(({ ServiceID }) => ServiceID)).toEqual(['S1', 'S3']);
  });

  it.each([
    ['no reference', () => payment('S1')],
    ['another TransactionID', (reference: object) => paymentWithCard('S1', { ...reference, TransactionID: 'X' })],
    ['another TimeStamp', (reference: object) => paymentWithCard('S1', { ...reference, TimeStamp: 'X' })],
  ])('a payment with %s is refused and remembered, and the card stays', (_, wrong) => {
    const { bench, reference } = holding();
    const body = bodyOf(bench.send(wrong(Object(reference)))());
    expect(verdictOf(body)).toBe('NotAllowed');
    const repeated = bodyOf(bench.send(status('Q1', 'S1'))());
    expect(at(repeated, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'PaymentResponse')).toEqual(body);
    expect(bench.ledger).toEqual([]);
    expect(verdictOf(bench.exchange(paymentWithCard('S2', reference)))).toBe('Success');
  });

  it('what would need another card gets Busy with the ServiceID of the acquisition', () => {
    const { bench } = holding();
    const body = bench.exchange(cardAcquisition('C2'));
    expect([verdictOf(body), pairsOf(body)['serviceId']]).toEqual(['Busy', 'C1']);
    expect(pairsOf(bench.exchange(storedValue('V1', [])))['serviceId']).toBe('C1');
    const diagnosis = bench.exchange(message(header('Diagnosis', 'D1'), {}));
    expect(at(diagnosis, 'POIStatus', 'GlobalStatus')).toBe('Busy');
  });

  it('texts and questions can be displayed to the shopper, and the card stays', () => {
    const { bench, reference } = holding();
    expect(verdictOf(bench.exchange(display('X1')))).toBe('Success');
    expect(verdictOf(bench.exchange(input('I1', 'GetConfirmation')))).toBe('Success');
    expect(verdictOf(bench.exchange(print('P1')))).toBe('Success');
    expect(verdictOf(bench.exchange(paymentWithCard('S1', reference)))).toBe('Success');
  });

  it('EnableService ends it, and displays its text', () => {
    const { bench, reference } = holding();
    const end = enableService('E1', { TransactionAction: 'AbortTransaction', DisplayOutput: SCREEN });
    expect(verdictOf(bodyOf(bench.send(end)()))).toBe('Success');
    expect(bench.effects).toContainEqual({ kind: 'displayed', lines: ['Join the club?'] });
    expect(verdictOf(bench.exchange(paymentWithCard('S1', reference)))).toBe('NotAllowed');
    expect(verdictOf(bench.exchange(payment('S2')))).toBe('Success');
  });

  it('a restart lets it go', () => {
    const { bench, reference } = holding();
    bench.handle({ kind: 'restart', forget: false });
    expect(verdictOf(bench.exchange(paymentWithCard('S1', reference)))).toBe('NotAllowed');
  });
});

describe('EnableService', () => {
  it('without an acquired card is refused', () => {
    expect(verdictOf(new CoreBench().exchange(enableService('E1')))).toBe('NotAllowed');
  });

  it('while a payment runs gets Busy and does not touch it', () => {
    const bench = new CoreBench();
    const paid = bench.send(payment('S1'));
    expect(verdictOf(bodyOf(bench.send(enableService('E1'))()))).toBe('Busy');
    bench.advance(10_000);
    expect(verdictOf(bodyOf(paid()))).toBe('Success');
  });

  it.each([
    [{ TransactionAction: 'Something' }],
    [{ TransactionAction: 'StartTransaction' }],
    [{ TransactionAction: 'StartTransaction', ServicesEnabled: ['Refund'] }],
    [{ TransactionAction: 'AbortTransaction', ServicesEnabled: ['Payment'] }],
  ])('%j is MessageFormat', (body) => {
    expect(verdictOf(new CoreBench().exchange(enableService('E1', body)))).toBe('MessageFormat');
  });

  it('starts a transaction, which another one ends', () => {
    const bench = new CoreBench();
    const start = { TransactionAction: 'StartTransaction', ServicesEnabled: ['Payment'] };
    expect(verdictOf(bench.exchange(enableService('E1', start)))).toBe('Success');
    expect(verdictOf(bench.exchange(enableService('E2')))).toBe('Success');
    expect(bench.effects).toContainEqual({ kind: 'displayed', lines: ['Transaction canceled'], screen: 'Declined' });
    expect(verdictOf(bench.exchange(enableService('E3')))).toBe('NotAllowed');
  });
});

it('a reference to a card acquisition that never was is refused', () => {
  const unknown = { TransactionID: 'X', TimeStamp: 'Y' };
  expect(verdictOf(new CoreBench().exchange(paymentWithCard('S1', unknown)))).toBe('NotAllowed');
});
