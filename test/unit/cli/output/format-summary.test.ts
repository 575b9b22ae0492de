import { describe, expect, it } from 'vitest';
import { formatResult, formatTransaction } from '../../../../cli/output/format-summary.ts';
import { summarise } from '../../../../cli/stored/summary.ts';
import { failure } from '../../../../protocol/faults.ts';
import { historyOf, secretApproval, type RecordOptions } from '../stored-records.ts';

const answered = { type: 'poi.answered', result: secretApproval, recovered: true } as const;
const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;

describe('a summary in short', () => {
  const what = async (overrides: RecordOptions) => formatTransaction(summarise(await historyOf([], overrides)));

  it('names the amount and the kind of the transaction', async () => {
    expect(await what({})).toBe('EUR 10.99');
    expect(await what({ refund: true })).toBe('refund of EUR 10.99');
    expect(await what({ category: 'Reversal' })).toBe('refund of EUR 10.99');
    expect(await what({ category: 'StoredValue' })).toBe('StoredValue, EUR 10.99');
  });

  it('gives the outcome, or the state and whether staff must look', async () => {
    const result = async (...args: Parameters<typeof historyOf>) => formatResult(summarise(await historyOf(...args)));
    expect(await result([answered], { settles: true })).toBe('approved');
    expect(await result([lost])).toBe('timedOut');
    const check = [{ type: 'timer.check' }, { type: 'status.unanswered', failure: lost.failure, seen: false }] as const;
    expect(await result([lost, ...Array.from({ length: 12 }, () => check).flat()])).toBe('timedOut, needs attention');
  });
});
