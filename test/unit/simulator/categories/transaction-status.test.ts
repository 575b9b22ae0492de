import { describe, expect, it } from 'vitest';
import { at, header, message, payment, SALE_ID, status } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, verdictOf } from '../../../support/terminal/terminal-core.ts';

describe('a TransactionStatus', () => {
  it('answers InProgress in each phase of a payment and repeats its answer afterwards', () => {
    const bench = new CoreBench();
    const paid = bench.send(payment('S1'));
    const presenting = bodyOf(bench.send(status('Q1', 'S1'))());
    bench.advance(1500);
    expect(bench.effects).toContainEqual({ kind: 'presented', ServiceID: 'S1' });
    const authorising = bodyOf(bench.send(status('Q2', 'S1'))());
    for (const body of [presenting, authorising]) {
      expect(verdictOf(body)).toBe('InProgress');
      expect(at(body, 'MessageReference')).toEqual({ MessageCategory: 'Payment', SaleID: SALE_ID, ServiceID: 'S1' });
    }
    bench.advance(500);
    const done = bodyOf(bench.send(status('Q3', 'S1', { ReceiptReprintFlag: true }))());
    expect(at(done, 'Response')).toEqual({ Result: 'Success' });
    const repeated = at(done, 'RepeatedMessageResponse');
    expect(at(repeated, 'MessageHeader')).toEqual({ ...header('Payment', 'S1'), MessageType: 'Response' });
    expect(at(repeated, 'RepeatedResponseMessageBody', 'PaymentResponse')).toEqual(bodyOf(paid()));
  });

  it('repeats a failure as well', () => {
    const bench = new CoreBench();
    bench.exchange(payment('S1', { amount: 1.24 }));
    const done = bench.exchange(status('Q1', 'S1'));
    const inner = at(done, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'PaymentResponse');
    expect([verdictOf(done), verdictOf(inner)]).toEqual(['Success', 'Refusal']);
  });

  it('gives the receipts that are asked for, and none otherwise', () => {
    const bench = new CoreBench();
    bench.exchange(payment('S1'));
    const receipts = (ServiceID: string, more: object) =>
      at(
        bench.exchange(status(ServiceID, 'S1', { ...more })),
        'RepeatedMessageResponse',
        'RepeatedResponseMessageBody',
        'PaymentResponse',
        'PaymentReceipt',
      );
    expect(receipts('Q1', {})).toBeUndefined();
    expect(receipts('Q2', { ReceiptReprintFlag: true })).toHaveLength(2);
    expect(receipts('Q3', { ReceiptReprintFlag: true, DocumentQualifier: ['CustomerReceipt'] })).toMatchObject([
      { DocumentQualifier: 'CustomerReceipt' },
    ]);
  });

  it('leaves the inner header out when so configured', () => {
    const bench = new CoreBench({ statusRepeatsHeader: false });
    bench.exchange(payment('S1'));
    const done = bench.exchange(status('Q1', 'S1'));
    expect(Object.keys(Object(at(done, 'RepeatedMessageResponse')))).toEqual(['RepeatedResponseMessageBody']);
  });

  it.each([
    ['a request that never came', {}, 'S9'],
    ['a request that got Busy', {}, 'S2'],
    ['a request beyond the size of the memory', { memoryTransactionsMax: 1 }, 'S1'],
    ['anything, with no memory', { memoryTransactionsMax: 0 }, 'S3'],
    ['a request beyond the age of the memory', { memoryMs: 300_000 }, 'S1'],
  ])('of %s is NotFound', (_, settings, about) => {
    const bench = new CoreBench(settings);
    bench.send(payment('S1'));
    bench.send(payment('S2'));
    bench.advance(200_000);
    bench.exchange(payment('S3'));
    const body = bench.exchange(status('Q1', about));
    expect(at(body, 'Response')).toEqual({
      Result: 'Failure',
      ErrorCondition: 'NotFound',
      AdditionalResponse: 'message=Did%20not%20find%20requested%20message',
    });
  });

  it('matches category and SaleID as well, which default to those of the header', () => {
    const bench = new CoreBench();
    bench.exchange(payment('S1'));
    const ask = (ServiceID: string, MessageReference: object) =>
      verdictOf(bench.exchange(message(header('TransactionStatus', ServiceID), { MessageReference })));
    expect(ask('Q1', { MessageCategory: 'Reversal', ServiceID: 'S1' })).toBe('NotFound');
    expect(ask('Q2', { MessageCategory: 'Payment', ServiceID: 'S1', SaleID: 'TILL-02' })).toBe('NotFound');
    expect(ask('Q3', { MessageCategory: 'Payment', ServiceID: 'S1', POIID: 'V400m-111111111' })).toBe('NotFound');
    expect(ask('Q4', { MessageCategory: 'Payment', ServiceID: 'S1' })).toBe('Success');
  });
});
