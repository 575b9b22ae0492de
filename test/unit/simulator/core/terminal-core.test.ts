import { describe, expect, it } from 'vitest';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal-core.ts';
import { abort, at, header, message, payment, SALE_ID, status } from '../../../support/simulator.ts';

const diagnosis = (ServiceID: string) => message(header('Diagnosis', ServiceID), { HostDiagnosisFlag: true });
const tenderOf = (body: unknown) => String(at(body, 'POIData', 'POITransactionID', 'TransactionID'));

describe('a second request', () => {
  it('gets Busy with the ServiceID that runs, word for word as terminals write it', () => {
    const bench = new CoreBench();
    bench.send(payment('A0000001Z9'));
    const body = bodyOf(bench.send(payment('B0000009X3', { reference: 'ORDER-2001' }))());
    expect(at(body, 'Response')).toEqual({
      Result: 'Failure',
      ErrorCondition: 'Busy',
      AdditionalResponse:
        'message=Forbidden%20Request%2c%20Service%20Dialogue%20PaymentRequest%20is%20in%20Progress&serviceId=A0000001Z9',
    });
    expect(tenderOf(body)).toBe('ORDER-2001');
    bench.advance(10_000);
    expect(bench.ledger.map(({ ServiceID }) => ServiceID)).toEqual(['A0000001Z9']);
  });

  it('gets Busy while somebody is in the menu', () => {
    const body = new CoreBench({ adminMenuOpen: true }).exchange(payment('S1'));
    expect([verdictOf(body), pairsOf(body)['message']]).toEqual(['Busy', 'ADMIN_MENU']);
  });

  it.each([
    ['refuse', 'MessageFormat', 1],
    ['repeat', 'Success', 1],
    ['process', 'Success', 2],
  ] as const)('under a used ServiceID: %s gives %s and %d charges', (duplicateServiceID, verdict, charges) => {
    const bench = new CoreBench({ duplicateServiceID });
    bench.exchange(payment('S1'));
    const again = bench.exchange(payment('S1'));
    expect(verdictOf(again)).toBe(verdict);
    expect(bench.ledger).toHaveLength(charges);
  });

  it('under a used ServiceID names its fault', () => {
    const bench = new CoreBench();
    bench.exchange(payment('S1'));
    const again = bench.exchange(status('S1', 'S1'));
    expect(at(again, 'Response', 'AdditionalResponse')).toBe('errors=Duplicate%20ServiceID');
  });

  it('may use a ServiceID again once it is forgotten', () => {
    const bench = new CoreBench({ memoryMs: 1_000_000 });
    bench.exchange(payment('S1'));
    bench.advance(1_000_000);
    expect(verdictOf(bench.exchange(payment('S1')))).toBe('Success');
  });

  it('of a category that is not simulated is an UnavailableService failure', () => {
    expect(verdictOf(new CoreBench().exchange(message(header('Loyalty', 'S1'), {})))).toBe('UnavailableService');
  });

  it.each([
    ['no wrapper', {}, 'At toplevel, field SaleToPOIRequest: Missing'],
    [
      'no body',
      { SaleToPOIRequest: { MessageHeader: header('Payment', 'S1') } },
      'At SaleToPOIRequest, field PaymentRequest: Missing',
    ],
    [
      'no ServiceID',
      { SaleToPOIRequest: { MessageHeader: { ...header('Payment', 'S1'), ServiceID: undefined } } },
      'At SaleToPOIRequest.MessageHeader, field ServiceID: Missing',
    ],
    ['no object', null, 'At toplevel, field SaleToPOIRequest: Missing'],
  ])('with %s is turned away with an errors object', (_, garbage, line) => {
    const reply = new CoreBench().send(garbage)();
    expect(reply?.kind === 'errors' && reply.errors[0]).toBe(line);
  });
});

describe('an Abort', () => {
  it('is answered empty at once and stops a payment that waits for its card', () => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    expect(bench.send(abort('S2', 'S1'))()).toEqual({ kind: 'empty' });
    expect(paid()).toBeUndefined();
    bench.advance(300);
    const body = bodyOf(paid());
    expect([verdictOf(body), pairsOf(body)['message']]).toEqual(['Aborted', '104 Merchant cancelled tx']);
    expect(tenderOf(body)).not.toContain('.');
    expect(bench.effects).toContainEqual({ kind: 'aborted', ServiceID: 'S1' });
    expect(bench.timersArmed).toEqual([]);
  });

  it('comes too late once the card is presented: the payment is approved', () => {
    const bench = new CoreBench({ cardAfterMs: 200, abortAfterMs: 300 });
    const paid = bench.send(payment('S1'));
    bench.send(abort('S2', 'S1'));
    bench.advance(10_000);
    expect(verdictOf(bodyOf(paid()))).toBe('Success');
    expect(bench.ledger).toHaveLength(1);
  });

  it('loses the race when so configured: the payment is approved in spite of it', () => {
    const bench = new CoreBench({ abortRace: 'paymentWins', shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    bench.send(abort('S2', 'S1'));
    bench.advance(10_000);
    expect(verdictOf(bodyOf(paid()))).toBe('Success');
  });

  it.each([
    ['another ServiceID', { ServiceID: 'S9' }],
    ['another category', { MessageCategory: 'Reversal' }],
    ['another SaleID', { SaleID: 'TILL-02' }],
    ['another POIID', { POIID: 'V400m-111111111' }],
    ['no category', { MessageCategory: undefined }],
    ['no ServiceID', { ServiceID: undefined }],
  ])('that names %s is answered empty and does nothing', (_, reference) => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    expect(bench.send(abort('S2', 'S1', reference))()).toEqual({ kind: 'empty' });
    bench.advance(100_000);
    expect(paid()).toBeUndefined();
  });

  it('of another till does nothing unless it names the SaleID that runs', () => {
    const bench = new CoreBench({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    const other = header('Abort', 'S2', { SaleID: 'TILL-02' });
    const MessageReference = { MessageCategory: 'Payment', ServiceID: 'S1' };
    bench.send(message(other, { AbortReason: 'MerchantAbort', MessageReference }));
    bench.advance(10_000);
    expect(paid()).toBeUndefined();
    bench.send(
      message(other, { AbortReason: 'MerchantAbort', MessageReference: { ...MessageReference, SaleID: SALE_ID } }),
    );
    bench.advance(10_000);
    expect(verdictOf(bodyOf(paid()))).toBe('Aborted');
  });

  it('while nothing runs does not reach into the next payment', () => {
    const bench = new CoreBench();
    bench.send(abort('S2', 'S1'));
    expect(verdictOf(bench.exchange(payment('S1')))).toBe('Success');
  });
});

describe('a TransactionStatus', () => {
  it('says InProgress in each phase of a payment and repeats its answer afterwards', () => {
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

describe('a Diagnosis', () => {
  it('says OK while nothing runs and Busy while something does', () => {
    const bench = new CoreBench();
    expect(at(bodyOf(bench.send(diagnosis('D1'))()), 'POIStatus', 'GlobalStatus')).toBe('OK');
    bench.send(payment('S1'));
    const busy = bodyOf(bench.send(diagnosis('D2'))());
    expect([verdictOf(busy), at(busy, 'POIStatus', 'GlobalStatus')]).toEqual(['Success', 'Busy']);
  });

  it('is refused with Busy where terminals do that', () => {
    const bench = new CoreBench({ diagnosisWhileBusy: 'busy' });
    bench.send(payment('S1'));
    expect(pairsOf(bodyOf(bench.send(diagnosis('D1'))()))['serviceId']).toBe('S1');
  });
});

describe('a restart', () => {
  it('ends a payment that waits for its card, and remembers that', () => {
    const bench = new CoreBench();
    const paid = bench.send(payment('S1'));
    bench.handle({ kind: 'restart', forget: false });
    bench.advance(10_000);
    expect(paid()).toBeUndefined();
    expect(bench.ledger).toEqual([]);
    const inner = at(
      bench.exchange(status('Q1', 'S1')),
      'RepeatedMessageResponse',
      'RepeatedResponseMessageBody',
      'PaymentResponse',
    );
    expect(verdictOf(inner)).toBe('Cancel');
  });

  it('does not undo what the host was asked for, even when the terminal forgets it', () => {
    const bench = new CoreBench();
    bench.send(payment('S1'));
    bench.advance(1500);
    bench.handle({ kind: 'restart', forget: true });
    expect(bench.ledger).toHaveLength(1);
    expect(verdictOf(bench.exchange(status('Q1', 'S1')))).toBe('NotFound');
  });
});
