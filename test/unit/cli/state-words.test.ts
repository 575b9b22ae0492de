import { describe, expect, it } from 'vitest';
import { describeStanding, describeState, describeWait } from '../../../cli/state-words.ts';
import { showTime } from '../../../cli/times.ts';
import type { TransactionState } from '../../../index.ts';
import { failure, FAULTS, parsePOIID, parseServiceID, parseTransactionId } from '../../../protocol/index.ts';

const unknown: TransactionState = {
  id: parseTransactionId('T1'),
  poiid: parsePOIID('V400m-324688179'),
  reference: 'ORDER-1',
  serviceId: parseServiceID('ABC123'),
  state: 'timedOut',
  tags: ['outcomeUnknown'],
  abortRequested: false,
  failure: failure('ERR_CRYPTO_OPEN'),
  nextCheckAtMs: 1_000_000,
};
const STATES = ['queued', 'sending', 'awaiting', 'timedOut', 'statusChecking', 'settled'] as const;

describe('the words for a state', () => {
  it('say that the money is unknown, why, and what to do', () => {
    const text = describeState(unknown, 'payment');
    for (const known of ['may be taken or not', 'ERR_CRYPTO_OPEN', FAULTS.ERR_CRYPTO_OPEN.remedy])
      expect(text).toContain(known);
  });

  it('speak of a refund, not of a shopper, where it is one', () => {
    for (const state of STATES) {
      const text = `${describeState({ ...unknown, state }, 'refund')} ${describeWait({ ...unknown, state }, 'refund')}`;
      expect(text).not.toMatch(/shopper|money|payment/);
    }
    expect(describeState(unknown, 'refund')).toContain('the refund may be accepted or not');
  });

  it('say what is waited for once it was asked to stop', () => {
    expect(describeWait({ ...unknown, abortRequested: true }, 'payment')).toContain('to stop, waiting for the truth');
    expect(describeWait({ ...unknown, state: 'settled', abortRequested: true }, 'payment')).toBe('');
  });
});

describe('the words for where a transaction stands', () => {
  it('tell when the terminal is asked next', () => {
    expect(describeStanding(unknown)).toBe(`its outcome is unknown, next check ${showTime(1_000_000)}`);
  });

  it('tell that somebody must look', () => {
    expect(describeStanding({ ...unknown, tags: ['outcomeUnknown', 'needsAttention'] })).toContain(
      'somebody must look',
    );
  });

  it('claim of no state but the last that it is settled', () => {
    const claims = STATES.filter((state) => describeStanding({ ...unknown, state }).includes('settled'));
    expect(claims).toEqual(['settled']);
  });
});
