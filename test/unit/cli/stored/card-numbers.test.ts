import { describe, expect, it } from 'vitest';
import { formatFailure } from '../../../../cli/output/format-failure.ts';
import { formatOutcome } from '../../../../cli/output/format-outcome.ts';
import { csvLine } from '../../../../cli/stored/csv.ts';
import { exportEvent } from '../../../../cli/stored/export.ts';
import type { Outcome } from '../../../../index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { refusal } from '../../../support/transactions.ts';
import { historyOf } from '../stored-records.ts';

const NUMBER = '4111111111111111';
const words = `card ${NUMBER} is blocked`;
const fault = failure('ERR_ANSWER_UNDECIDED', words);
const refused = { ...refusal, refusalReason: words, message: words, amounts: { unclear: words } };

describe('a card number in the words of a terminal', () => {
  it('is masked in comma-separated values', async () => {
    const history = await historyOf([{ type: 'poi.answered', result: refused, recovered: false }], { settles: true });
    expect(csvLine(history)).toContain('declined');
    expect(csvLine(history)).toContain('is blocked');
    expect(csvLine(history)).not.toContain(NUMBER);
  });

  it.each([
    { type: 'link.lost', failure: fault },
    { type: 'poi.rejected', failure: fault },
    { type: 'poi.undecided', failure: fault, seen: true },
    { type: 'status.unanswered', failure: fault, seen: false },
  ] as const)('is masked in the JSON of an event: $type', async (event) => {
    const { steps } = await historyOf([event]);
    const text = JSON.stringify(steps.map(({ record }) => exportEvent(record)));
    expect(text).toContain('is blocked');
    expect(text).not.toContain(NUMBER);
  });

  it('is masked in the sentences for people', () => {
    const outcome: Outcome = { ...refused, recovered: false, abortRequested: false };
    const named = { kind: 'payment', reference: 'R', statusCommand: '', overrideCommand: '' } as const;
    const lines = [...formatOutcome(outcome, named), formatFailure(fault)].join('\n');
    expect(lines).toContain('is blocked');
    expect(lines).not.toContain(NUMBER);
  });
});
