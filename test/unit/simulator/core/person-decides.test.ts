import { describe, expect, it } from 'vitest';
import { payment } from '../../../support/simulator.ts';
import {
  bodyOf,
  CoreBench,
  finalResults,
  notifiedEvents,
  pairsOf,
  verdictOf,
  withOptions,
} from '../../../support/terminal/terminal-core.ts';
import type { ShopperPlan } from '../../../../simulator/shopper-plan.ts';

const HOUR = 3_600_000;
const waits = { waits: true } as const;

/** A terminal at which somebody plays the shopper, with a payment that was asked for. */
function played(wish = {}) {
  const bench = new CoreBench({ shopper: { does: 'neverPresents', ...waits }, presentationTimeoutMs: 100 * HOUR });
  const reply = bench.send(payment('S1', wish));
  return {
    bench,
    acts: (plan: Partial<ShopperPlan>) => {
      bench.handle({ kind: 'shopperActs', plan: { does: 'presentsCard', ...waits, ...plan } });
      bench.advance(HOUR);
    },
    answer: () => (reply() === undefined ? 'none yet' : verdictOf(bodyOf(reply()))),
    pairs: () => pairsOf(bodyOf(reply())),
    last: () => notifiedEvents(bench).split(' ').at(-1),
  };
}

describe('a terminal at which somebody plays the shopper', () => {
  it('waits at the tip, the choice of currency and the PIN until each is given, and asks the host then', () => {
    const { bench, acts, answer, last } = played(withOptions('AskGratuity'));
    bench.advance(HOUR);
    expect(last()).toBe('ASK_GRATUITY');
    acts({ does: 'neverPresents', tip: 200 });
    expect([last(), answer()]).toEqual(['GRATUITY_ENTERED', 'none yet']);
    const card = { card: 'chip', tip: 200 } as const;
    acts({ ...card, dcc: 'rejected' });
    expect(last()).toBe('ASK_DCC');
    acts({ ...card, dcc: 'accepted' });
    expect([last(), answer()]).toEqual(['WAIT_FOR_PIN', 'none yet']);
    expect(bench.ledger).toEqual([]);
    acts({ ...card, dcc: 'accepted' });
    expect(answer()).toBe('Success');
    expect(notifiedEvents(bench)).toContain('ASK_DCC DCC_ACCEPTED WAIT_FOR_PIN PIN_ENTERED');
    expect(bench.ledger).toHaveLength(1);
  });

  it('lets the host refuse a wrong PIN, and takes nothing', () => {
    const { bench, acts, answer } = played();
    acts({ card: 'chip' });
    acts({ does: 'entersWrongPin', card: 'chip' });
    expect([answer(), bench.ledger]).toEqual(['WrongPIN', []]);
  });

  it.each(['cancels', 'removesCard'] as const)('takes nothing when the shopper %s at the PIN', (does) => {
    const { bench, acts, answer } = played();
    acts({ card: 'chip' });
    acts({ does });
    expect([answer(), bench.ledger, finalResults(bench)]).toEqual(['Cancel', [], ['CANCELLED']]);
  });

  it('takes nothing when the power is cut at the PIN: the host was not asked', () => {
    const { bench, acts } = played();
    acts({ card: 'chip' });
    bench.handle({ kind: 'restart', forget: false });
    expect(bench.ledger).toEqual([]);
  });

  it('takes back what the host approved when staff reject the signature, and nothing is taken', () => {
    const { bench, acts, answer, last } = played();
    acts({ card: 'stripe' });
    expect([last(), answer(), bench.ledger]).toEqual(['RECEIPT_PRINTED', 'none yet', []]);
    acts({ card: 'stripe', signs: 'rejected' });
    expect([answer(), bench.ledger, finalResults(bench)]).toEqual(['Cancel', [], ['CANCELLED']]);
  });

  it('waits for the signature of what the host approved, which cannot be cancelled any more', () => {
    const { bench, acts, answer, last } = played();
    acts({ card: 'stripe' });
    expect([last(), answer()]).toEqual(['RECEIPT_PRINTED', 'none yet']);
    acts({ does: 'cancels' });
    expect(answer()).toBe('none yet');
    acts({ card: 'stripe' });
    expect([answer(), bench.ledger.length]).toEqual(['Success', 1]);
  });
});
