import { describe, expect, it } from 'vitest';
import { abort, at, payment, status } from '../../../support/simulator.ts';
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

describe('a payment that is on its way', () => {
  it('ends by an Abort while the tip is asked, and no step comes after the end', () => {
    const bench = new CoreBench({ personAfterMs: 5000 });
    const reply = bench.send(payment('S1', withOptions('AskGratuity')));
    bench.send(abort('S2', 'S1'));
    bench.advance(60_000);
    expect(verdictOf(bodyOf(reply()))).toBe('Aborted');
    expect(notifiedEvents(bench)).toBe('TENDER_CREATED ASK_GRATUITY TENDER_FINAL');
    expect(finalResults(bench)).toEqual(['CANCELLED']);
  });

  it('continues with the card of a shopper who skips the tip, and displays no tip any more', () => {
    const bench = new CoreBench({ personAfterMs: 400, hostAfterMs: 500 });
    const reply = bench.send(payment('S1', withOptions('AskGratuity')));
    bench.handle({ kind: 'shopperActs', plan: { does: 'presentsCard' } });
    bench.advance(500);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(notifiedEvents(bench)).toBe('TENDER_CREATED ASK_GRATUITY CARD_PRESENTED APPLICATION_SELECTED TENDER_FINAL');
  });

  it('gives up after the presentation time-out, the tip included', () => {
    const bench = new CoreBench({ personAfterMs: 200_000, presentationTimeoutMs: 120_000 });
    const reply = bench.send(payment('S1', withOptions('AskGratuity')));
    bench.advance(120_000);
    expect(pairsOf(bodyOf(reply()))['message']).toBe('126 Shopper did not present card');
    expect(bench.timersArmed).toEqual([]);
  });

  it('is in progress while the shopper signs, and an Abort comes too late', () => {
    const bench = new CoreBench(pays({ card: 'stripe' }));
    const reply = bench.send(payment('S1'));
    bench.advance(2500);
    expect(verdictOf(bodyOf(bench.send(status('S2', 'S1'))()))).toBe('InProgress');
    bench.send(abort('S3', 'S1'));
    bench.advance(10_000);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(at(bodyOf(reply()), 'PaymentResult', 'AuthenticationMethod')).toEqual(['SignatureCapture']);
    expect(at(bodyOf(reply()), 'PaymentReceipt', '0', 'RequiredSignatureFlag')).toBe(true);
    expect(at(bodyOf(reply()), 'PaymentReceipt', '1', 'RequiredSignatureFlag')).toBe(false);
  });

  it('keeps what the host approved when the power is cut while the shopper signs, and notifies nothing', () => {
    const bench = new CoreBench(pays({ card: 'stripe' }));
    bench.send(payment('S1'));
    bench.advance(2500);
    const before = notifiedEvents(bench);
    bench.handle({ kind: 'restart', forget: false });
    bench.advance(10_000);
    expect(bench.ledger).toMatchObject([{ kind: 'charge', ServiceID: 'S1' }]);
    expect(notifiedEvents(bench)).toBe(before);
    expect(before).not.toContain('TENDER_FINAL');
  });
});
