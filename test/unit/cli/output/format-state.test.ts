import { describe, expect, it } from 'vitest';
import { formatStoredState, formatState, formatWait } from '../../../../cli/output/format-state.ts';
import { formatTime } from '../../../../cli/output/format-time.ts';
import type { Outcome, TransactionFacts, TransactionState } from '../../../../index.ts';
import { failure, FAULTS, parsePOIID, parseServiceID, parseTransactionId } from '../../../../protocol/index.ts';
import { approved } from '../outcomes.ts';

const facts: TransactionFacts = {
  id: parseTransactionId('T1'),
  poiid: parsePOIID('V400m-324688179'),
  reference: 'ORDER-1',
  serviceId: parseServiceID('ABC123'),
  tags: ['outcomeUnknown'],
  abortRequested: false,
  failure: failure('ERR_CRYPTO_OPEN'),
};
const unknown: TransactionState = { ...facts, state: 'timedOut', nextCheckAtMs: 1_000_000 };
const settled: TransactionState = { ...facts, state: 'settled', outcome: approved };
const STATES: readonly TransactionState[] = [
  ...(['queued', 'sending', 'awaiting', 'statusChecking'] as const).map((state) => ({ ...facts, state })),
  unknown,
  settled,
];

describe('a state for people', () => {
  it('says that the money may be taken or not, why that is unknown, and what to do', () => {
    const text = formatState(unknown, 'payment');
    for (const known of ['may be taken or not', 'ERR_CRYPTO_OPEN', FAULTS.ERR_CRYPTO_OPEN.remedy])
      expect(text).toContain(known);
  });

  it('calls the truth known only where the terminal told it', () => {
    const { amounts, receipts, recovered, abortRequested, advice } = approved;
    const rest = { amounts, receipts, recovered, abortRequested, advice };
    const sentence = (outcome: Outcome) => formatState({ ...facts, state: 'settled', outcome }, 'payment');
    expect(sentence(approved)).toBe('the truth is known');
    expect(sentence({ ...rest, kind: 'overridden', charged: 'unknown', by: 'Ada', reason: 'x' })).toContain('by hand');
    const reused = { ...rest, kind: 'notProcessed', charged: 'no', failure: failure('ERR_ID_REUSED') } as const;
    expect(sentence(reused)).toBe('the id belongs to another request');
  });

  it('speaks of a refund, and of no shopper, when it is one', () => {
    for (const state of STATES) {
      const text = `${formatState(state, 'refund')} ${formatWait(state, 'refund')}`;
      expect(text).not.toMatch(/shopper|money|payment/);
    }
    expect(formatState(unknown, 'refund')).toContain('the refund may be accepted or not');
  });

  it('says what it waits for after the terminal was asked to stop', () => {
    expect(formatWait({ ...unknown, abortRequested: true }, 'payment')).toContain('to stop, waiting for the truth');
    expect(formatWait({ ...settled, abortRequested: true }, 'payment')).toBe('');
  });
});

describe('a stored state for people', () => {
  it('says when the terminal is asked next', () => {
    expect(formatStoredState(unknown)).toBe(`its outcome is unknown, next check ${formatTime(1_000_000)}`);
  });

  it('says that staff must look', () => {
    expect(formatStoredState({ ...unknown, tags: ['outcomeUnknown', 'needsAttention'] })).toContain(
      'somebody must look',
    );
  });

  it('calls no state settled but the last', () => {
    const claims = STATES.filter((state) => formatStoredState(state).includes('settled'));
    expect(claims).toEqual([settled]);
  });
});
