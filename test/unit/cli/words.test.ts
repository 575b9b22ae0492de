import { describe, expect, it } from 'vitest';
import { ADVICE, adviceFor } from '../../../cli/advice.ts';
import { describeOutcome, exitCodeOf } from '../../../cli/words.ts';
import type { Outcome, RetryAdvice, Unresolved } from '../../../index.ts';
import { CONDITIONS, failure, FAULTS } from '../../../protocol/index.ts';

const payment = {
  subject: 'payment',
  reference: 'ORDER-1',
  statusCommand: 'tenderline status --service-id ABC123',
} as const;
const eur = (value: number) => ({ currency: 'EUR', value });

const approved: Outcome = {
  kind: 'approved',
  charged: 'yes',
  recovered: false,
  abortRequested: false,
  amounts: { requested: eur(1000), authorized: eur(1150), tip: eur(150) },
  receipts: [],
  advice: 'none',
  pspReference: 'PSPREFERENCE1234',
};
const declined: Outcome = {
  ...approved,
  kind: 'declined',
  charged: 'no',
  amounts: { requested: eur(1000) },
  advice: 'otherCard',
};
const unresolved: Unresolved = {
  kind: 'unresolved',
  charged: 'unknown',
  state: 'timedOut',
  failure: failure('ERR_LINK_TIMEOUT'),
};

const told = (outcome: Outcome | Unresolved, more: object = {}) =>
  describeOutcome(outcome, { ...payment, ...more }).join('\n');

describe('the words for an outcome', () => {
  it('tell the amounts, the tip and the reference of an approval', () => {
    expect(told(approved)).toContain('APPROVED: the money is taken');
    for (const known of ['EUR 10.00', 'EUR 11.50', 'EUR 1.50', 'PSPREFERENCE1234'])
      expect(told(approved)).toContain(known);
  });

  it('tell the card where the terminal named it', () => {
    const response = {
      PaymentResult: { PaymentInstrumentData: { CardData: { PaymentBrand: 'mc', MaskedPan: '541333 **** 9999' } } },
    };
    expect(told({ ...approved, response })).toContain('mc 541333 **** 9999');
    expect(told({ ...approved, response: { PaymentResult: 5 } })).not.toContain('card');
  });

  it('tell that an approval was learnt by asking', () => {
    expect(told({ ...approved, recovered: true })).toContain('recovered');
    expect(told(approved)).not.toContain('recovered');
  });

  it('tell the reason of a refusal and what to do', () => {
    const text = told({ ...declined, refusalReason: '210 Not enough balance', errorCondition: 'Refusal' });
    for (const known of ['DECLINED: nothing was charged', '210 Not enough balance', 'Refusal', ADVICE.otherCard]) {
      expect(text).toContain(known);
    }
  });

  it('tell for a fault its code and its own advice', () => {
    const fault = failure('ERR_LINK_REFUSED');
    const text = told({
      ...declined,
      kind: 'notProcessed',
      advice: 'mayRetry',
      failure: fault,
      message: fault.message,
    });
    for (const known of ['NOT PROCESSED', 'nothing was charged', 'ERR_LINK_REFUSED', FAULTS.ERR_LINK_REFUSED.remedy])
      expect(text).toContain(known);
  });

  it('never call an unknown a decline', () => {
    const text = told(unresolved);
    for (const known of ['may have been taken', 'ERR_LINK_TIMEOUT', 'ORDER-1', '--service-id ABC123'])
      expect(text).toContain(known);
    expect(text).not.toMatch(/declin|nothing was charged/i);
  });

  it('say of a refund what it means, and never that the shopper was charged', () => {
    const refund = { subject: 'refund' };
    const accepted: Outcome = { ...declined, kind: 'accepted', advice: 'none', amounts: { authorized: eur(500) } };
    expect(told(accepted, refund)).toContain('the refund was accepted; the platform reports later what became of it');
    expect(told(accepted, refund)).toMatch(/to be given back +EUR 5\.00/);
    expect(told(declined, refund)).toContain('DECLINED: nothing is given back');
    expect(told(unresolved, refund)).toContain('the refund may have been accepted, or not');
    for (const outcome of [accepted, declined, unresolved]) expect(told(outcome, refund)).not.toMatch(/charge/);
  });

  it('name the command that closes it by hand only where there is one', () => {
    expect(told(unresolved)).not.toContain('override');
    expect(told(unresolved, { overrideCommand: 'tenderline override --id A' })).toContain('tenderline override --id A');
  });

  it('tell who closed it by hand, why, and what was found', () => {
    const overridden: Outcome = { ...approved, kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'slip is there' };
    for (const known of ['OVERRIDDEN', 'the money was taken', 'Ada', 'slip is there']) {
      expect(told(overridden)).toContain(known);
    }
  });

  it('tell with which transaction the terminal is busy', () => {
    const busy: Outcome = { ...declined, kind: 'failed', runningServiceId: 'XYZ', runningTransaction: 'T-7' };
    expect(told(busy)).toContain('request XYZ, which is transaction T-7 of this till');
  });

  it('show nothing of a peer that a terminal would obey', () => {
    expect(told({ ...declined, refusalReason: 'no\u001B[2J' })).not.toContain('\u001B');
  });

  it('have advice for every advice and every fault', () => {
    const advices = new Set<RetryAdvice>(Object.values(CONDITIONS).map(({ advice }) => advice));
    advices.delete('none');
    for (const advice of advices) expect(ADVICE[advice]).not.toBe('');
    for (const { remedy } of Object.values(FAULTS)) expect(remedy).not.toBe('');
    expect(adviceFor('ERR_TLS_ROOT')).toBe(FAULTS.ERR_TLS_ROOT.remedy);
  });
});

describe('the exit code', () => {
  it.each([
    ['approved', 0],
    ['partial', 0],
    ['accepted', 0],
    ['declined', 1],
    ['cancelled', 1],
    ['failed', 1],
    ['notProcessed', 3],
  ] as const)('of %s is %i', (kind, code) => {
    const settlement =
      kind === 'approved' || kind === 'partial'
        ? ({ kind, charged: 'yes' } as const)
        : ({ kind, charged: 'no' } as const);
    expect(exitCodeOf({ ...approved, ...settlement })).toBe(code);
  });

  it('of an unknown is 4', () => {
    expect(exitCodeOf(unresolved)).toBe(4);
  });

  it('of an override is what the operator found', () => {
    const overridden = (charged: 'yes' | 'no' | 'unknown') =>
      exitCodeOf({ ...approved, kind: 'overridden', charged, by: 'Ada', reason: 'looked' });
    expect([overridden('yes'), overridden('no'), overridden('unknown')]).toEqual([0, 1, 4]);
  });
});
