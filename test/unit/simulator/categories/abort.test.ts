import { describe, expect, it } from 'vitest';
import { abort, at, header, message, payment, SALE_ID } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';

const tenderOf = (body: unknown) => String(at(body, 'POIData', 'POITransactionID', 'TransactionID'));

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
