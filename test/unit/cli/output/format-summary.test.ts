import { describe, expect, it } from 'vitest';
import { formatResult, formatTransaction } from '../../../../cli/output/format-summary.ts';
import { summarise } from '../../../../cli/stored/summary.ts';
import { failure } from '../../../../protocol/faults.ts';
import { stored, secretApproval } from '../stored-records.ts';

const answered = { type: 'poi.answered', verdict: secretApproval, recovered: true } as const;
const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;

describe('a summary in short', () => {
  const what = (overrides: Parameters<typeof stored>[1]) => formatTransaction(summarise(stored([], overrides)));

  it('names the amount and the kind of the transaction', () => {
    expect(what({})).toBe('EUR 10.99');
    expect(what({ refund: true })).toBe('refund of EUR 10.99');
    expect(what({ category: 'Reversal' })).toBe('refund of EUR 10.99');
    expect(what({ category: 'StoredValue' })).toBe('StoredValue, EUR 10.99');
  });

  it('gives the outcome, or the state and whether staff must look', () => {
    const result = (...args: Parameters<typeof stored>) => formatResult(summarise(stored(...args)));
    expect(result([answered], { settles: true })).toBe('approved');
    expect(result([lost])).toBe('timedOut');
    const check = [{ type: 'timer.check' }, { type: 'status.unanswered', failure: lost.failure, seen: false }] as const;
    expect(result([lost, ...Array.from({ length: 12 }, () => check).flat()])).toBe('timedOut, needs attention');
  });
});
