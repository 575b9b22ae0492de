import { describe, expect, it } from 'vitest';
import { ADVICE } from '../../../../cli/output/format-failure.ts';
import { formatOutcome } from '../../../../cli/output/format-outcome.ts';
import type { Outcome, Unresolved } from '../../../../index.ts';
import { failure, FAULTS, readResponseResult } from '../../../../protocol/index.ts';
import { approved, declined, eur, unresolved } from '../outcomes.ts';

const PAYMENT = {
  kind: 'payment',
  reference: 'ORDER-1',
  statusCommand: 'tenderline status --service-id ABC123',
} as const;

const textOf = (outcome: Outcome | Unresolved, more: object = {}) =>
  formatOutcome(outcome, { ...PAYMENT, ...more }).join('\n');

describe('an outcome for people', () => {
  it('names the amounts, the tip and the reference of an approval', () => {
    expect(textOf(approved)).toContain('APPROVED: the money is taken');
    for (const known of ['EUR 10.00', 'EUR 11.50', 'EUR 1.50', 'PSPREFERENCE1234'])
      expect(textOf(approved)).toContain(known);
  });

  it('names the card if the terminal named it', () => {
    const response = {
      PaymentResult: { PaymentInstrumentData: { CardData: { PaymentBrand: 'mc', MaskedPan: '541333 **** 9999' } } },
    };
    expect(textOf({ ...approved, response })).toContain('mc 541333 **** 9999');
    expect(textOf({ ...approved, response: { PaymentResult: 5 } })).not.toContain('card');
  });

  it('says that an approval was recovered by asking the terminal', () => {
    expect(textOf({ ...approved, recovered: true })).toContain('recovered');
    expect(textOf(approved)).not.toContain('recovered');
  });

  it('gives the reason of a refusal and what to do', () => {
    const text = textOf({ ...declined, refusalReason: '210 Not enough balance', errorCondition: 'Refusal' });
    for (const known of ['DECLINED: nothing was charged', '210 Not enough balance', 'Refusal', ADVICE.otherCard]) {
      expect(text).toContain(known);
    }
  });

  it('gives the code of a fault and the advice of that fault', () => {
    const fault = failure('ERR_LINK_REFUSED');
    const text = textOf({
      ...declined,
      kind: 'notProcessed',
      advice: 'mayRetry',
      failure: fault,
      message: fault.message,
    });
    for (const known of ['NOT PROCESSED', 'nothing was charged', 'ERR_LINK_REFUSED', FAULTS.ERR_LINK_REFUSED.remedy])
      expect(text).toContain(known);
  });

  it('never presents an unknown outcome as declined', () => {
    const text = textOf(unresolved);
    for (const known of ['may have been taken', 'ERR_LINK_TIMEOUT', 'ORDER-1', '--service-id ABC123'])
      expect(text).toContain(known);
    expect(text).not.toMatch(/declin|nothing was charged/i);
  });

  it('says for a refund what became of the refund, and never that the shopper was charged', () => {
    const refund = { kind: 'refund' };
    const accepted: Outcome = { ...declined, kind: 'accepted', advice: 'none', amounts: { authorized: eur(500) } };
    expect(textOf(accepted, refund)).toContain('the refund was accepted; the platform reports later what became of it');
    expect(textOf(accepted, refund)).toMatch(/to be given back +EUR 5\.00/);
    expect(textOf(declined, refund)).toContain('DECLINED: nothing is given back');
    expect(textOf(unresolved, refund)).toContain('the refund may have been accepted, or not');
    for (const outcome of [accepted, declined, unresolved]) expect(textOf(outcome, refund)).not.toMatch(/charge/);
  });

  it('names the override command only if there is one', () => {
    expect(textOf(unresolved)).not.toContain('override');
    expect(textOf(unresolved, { overrideCommand: 'tenderline override --id A' })).toContain(
      'tenderline override --id A',
    );
  });

  it('says who overrode the transaction, why, and what was found', () => {
    const overridden: Outcome = { ...approved, kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'slip is there' };
    for (const known of ['OVERRIDDEN', 'the money was taken', 'Ada', 'slip is there']) {
      expect(textOf(overridden)).toContain(known);
    }
  });

  it('gives no advice after an override: nobody waits or asks for that transaction any more', () => {
    const { amounts, receipts, recovered, abortRequested } = approved;
    for (const code of ['ERR_LINK_TIMEOUT', 'ERR_CRYPTO_OPEN', 'ERR_INTERNAL'] as const) {
      const text = textOf({
        ...{ kind: 'overridden', charged: 'no', by: 'Ada', reason: 'seen', advice: 'none', failure: failure(code) },
        ...{ amounts, receipts, recovered, abortRequested },
      });
      expect(text).toContain('last fault');
      expect(text).toContain(code);
      expect(text).not.toMatch(/what to do|wait|asked/);
    }
  });

  it('does not send a clerk to repeat a refund whose payment is not found', () => {
    const body = { Response: { Result: 'Failure', ErrorCondition: 'NotFound' } };
    const result = readResponseResult(body, { category: 'Reversal', ServiceID: 'A' });
    if (result.kind === 'undecided') throw new Error('expected a result, found none');
    const text = textOf({ ...result, recovered: false, abortRequested: false }, { kind: 'refund' });
    expect(text).toContain('compare it with the payment in the Customer Area');
    expect(text).not.toMatch(/try.* again/);
  });

  it('names the transaction that the terminal is busy with', () => {
    const busy: Outcome = { ...declined, kind: 'failed', runningServiceId: 'XYZ', runningTransaction: 'T-7' };
    expect(textOf(busy)).toContain('request XYZ, which is transaction T-7 of this till');
  });

  it('prints no control characters of a peer', () => {
    expect(textOf({ ...declined, refusalReason: 'no\u001B[2J' })).not.toContain('\u001B');
  });
});
