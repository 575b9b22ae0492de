import { describe, expect, it } from 'vitest';
import { at, header, message, payment, type Json } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';

interface Wish {
  readonly original?: unknown;
  readonly amount?: number;
  readonly saleToAcquirerData?: string;
}

/** A terminal with one charge of 12.34 EUR, and what reverses it. */
function paid() {
  const bench = new CoreBench();
  const original = at(bench.exchange(payment('S1')), 'POIData', 'POITransactionID');
  const reversal = (ServiceID: string, wish: Wish = {}): Json =>
    message(header('Reversal', ServiceID), {
      OriginalPOITransaction: { POITransactionID: wish.original ?? original },
      ReversalReason: 'MerchantCancel',
      ...(wish.amount !== undefined && { ReversedAmount: wish.amount }),
      SaleData: {
        SaleTransactionID: { TransactionID: `${ServiceID}-REF`, TimeStamp: '2026-05-04T11:02:00.000Z' },
        ...(wish.saleToAcquirerData !== undefined && { SaleToAcquirerData: wish.saleToAcquirerData }),
      },
    });
  const net = () =>
    bench.ledger.reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount.value : -amount.value), 0);
  return { bench, original, reversal, net };
}

describe('a reversal', () => {
  it('without an amount gives everything back', () => {
    const { bench, reversal, net } = paid();
    const body = bench.exchange(reversal('R1'));
    expect(verdictOf(body)).toBe('Success');
    expect(at(body, 'ReversedAmount')).toBe(12.34);
    expect(JSON.stringify(at(body, 'PaymentReceipt'))).toContain('key=void');
    expect(bench.ledger.at(-1)).toMatchObject({
      kind: 'reversal',
      ServiceID: 'R1',
      reference: 'R1-REF',
      originalPspReference: bench.ledger[0]?.pspReference,
    });
    expect(net()).toBe(0);
  });

  it.each([
    ['form pairs', 'currency=EUR'],
    ['base64 JSON', Buffer.from(JSON.stringify({ currency: 'EUR' })).toString('base64')],
  ])('of a part reads its currency from %s', (_, saleToAcquirerData) => {
    const { bench, reversal, net } = paid();
    expect(verdictOf(bench.exchange(reversal('R1', { amount: 4, saleToAcquirerData })))).toBe('Success');
    expect(net()).toBe(834);
  });

  it('of a part without a currency is a MessageFormat failure', () => {
    const { bench, reversal, net } = paid();
    const body = bench.exchange(reversal('R1', { amount: 4 }));
    expect(verdictOf(body)).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain('field currency: Missing');
    expect(net()).toBe(1234);
  });

  it('in another currency than the charge is refused', () => {
    const { bench, reversal, net } = paid();
    expect(verdictOf(bench.exchange(reversal('R1', { amount: 4, saleToAcquirerData: 'currency=USD' })))).toBe(
      'NotAllowed',
    );
    expect(net()).toBe(1234);
  });

  it('never gives back more than was charged, in one or in many', () => {
    const { bench, reversal, net } = paid();
    const part = (ServiceID: string, amount: number) =>
      verdictOf(bench.exchange(reversal(ServiceID, { amount, saleToAcquirerData: 'currency=EUR' })));
    expect(part('R1', 12.35)).toBe('NotAllowed');
    expect(part('R2', 10)).toBe('Success');
    expect(part('R3', 2.35)).toBe('NotAllowed');
    expect(verdictOf(bench.exchange(reversal('R4')))).toBe('NotAllowed');
    expect(part('R5', 2.34)).toBe('Success');
    expect(net()).toBe(0);
  });

  it.each([
    ['an unknown transaction', (original: object) => ({ ...original, TransactionID: 'X.Y' })],
    ['another time stamp', (original: object) => ({ ...original, TimeStamp: '2026-05-04T10:15:33.000Z' })],
  ])('of %s is NotFound', (_, change) => {
    const { bench, original, reversal } = paid();
    expect(verdictOf(bench.exchange(reversal('R1', { original: change(Object(original)) })))).toBe('NotFound');
  });

  it('is a dialogue like any other: what comes meanwhile gets Busy', () => {
    const { bench, reversal } = paid();
    bench.send(reversal('R1'));
    const body = bodyOf(bench.send(payment('S2'))());
    expect(pairsOf(body)).toEqual({
      message: 'Forbidden Request, Service Dialogue ReversalRequest is in Progress',
      serviceId: 'R1',
    });
  });

  it('is repeated by TransactionStatus', () => {
    const { bench, reversal } = paid();
    bench.exchange(reversal('R1'));
    const MessageReference = { MessageCategory: 'Reversal', ServiceID: 'R1' };
    const body = bench.exchange(message(header('TransactionStatus', 'Q1'), { MessageReference }));
    const inner = at(body, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'ReversalResponse');
    expect(verdictOf(inner)).toBe('Success');
  });

  it('finds a charge of another terminal in the ledger', () => {
    const { bench, original, reversal } = paid();
    const other = new CoreBench();
    other.ledger.push(...bench.ledger);
    expect(verdictOf(other.exchange(reversal('R1', { original })))).toBe('Success');
  });
});
