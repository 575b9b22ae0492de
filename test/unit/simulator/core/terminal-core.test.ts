import { describe, expect, it } from 'vitest';
import { at, header, message, payment, status } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';

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

  it('gets Busy while the menu is open', () => {
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
  ])('with %s is rejected with an errors object', (_, garbage, line) => {
    const reply = new CoreBench().send(garbage)();
    expect(reply?.kind === 'errors' && reply.errors[0]).toBe(line);
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
