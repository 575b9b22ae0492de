import { describe, expect, it } from 'vitest';
import { findControl } from '../../../../cli/live/control.ts';
import { checkThrough, presentState, presentStates } from '../../../../cli/live/owner.ts';
import type { TransactionJson, TransactionState } from '../../../../index.ts';
import { captureOutput } from '../captured-output.ts';
import { answers, fakeOwner, newJournalFile } from './fake-owner.ts';

const FACTS = { id: 'A', poiid: 'V400m-1', serviceId: 'S1', reference: 'R', abortRequested: false } as const;
const HELD: TransactionJson = {
  ...FACTS,
  state: 'statusChecking',
  tags: ['outcomeUnknown'],
  failure: { code: 'ERR_JOURNAL_OVERDUE', message: 'the journal does not store the answer' },
} as never;
const stored = {
  ...FACTS,
  state: 'timedOut',
  tags: ['outcomeUnknown'],
  nextCheckAtMs: 5,
} as unknown as TransactionState;
const SETTLED = { ...HELD, state: 'settled', tags: [], outcome: { kind: 'approved', charged: 'yes' } } as never;

const fileAt = (name: string) => ({ kind: 'file', name }) as const;

describe('what the owner of a journal says of an open transaction', () => {
  it('is shown in the place of what is stored, as a whole', async () => {
    const { output, written } = captureOutput();
    const journal = await fakeOwner(answers(200, { transactions: [HELD] }));
    const refresh = await presentStates(fileAt(journal), output);
    expect(refresh({ state: stored }).state).toEqual(HELD);
    const other = { ...stored, id: 'B' } as unknown as TransactionState;
    expect(refresh({ state: other }).state).toBe(other);
    expect(written.stderr).toBe('');
  });

  it('is asked for page by page', async () => {
    const asked: (string | undefined)[] = [];
    const journal = await fakeOwner((request, response) => {
      asked.push(request.url);
      const last = request.url?.includes('cursor') === true;
      answers(200, { transactions: [{ ...HELD, id: last ? 'A' : 'B' }], ...(!last && { cursor: 'a b' }) })(
        request,
        response,
      );
    });
    const refresh = await presentStates(fileAt(journal), captureOutput().output);
    expect(asked).toEqual(['/v1/transactions?state=open&limit=1000', expect.stringMatching(/&cursor=a%20b$/)]);
    expect(refresh({ state: stored }).state).toMatchObject({ id: 'A', state: 'statusChecking' });
  });

  it('never makes an outcome: only what is stored is one', () => {
    expect(presentState(stored, SETTLED)).toBe(stored);
    const settled = { ...stored, state: 'settled', outcome: {} } as unknown as TransactionState;
    expect(presentState(settled, HELD)).toBe(settled);
  });

  it('is a notice where it cannot be had, and the journal is shown', async () => {
    const { output, written } = captureOutput();
    const refresh = await presentStates(fileAt(await fakeOwner(answers(200, { transactions: [{ id: 'A' }] }))), output);
    expect(refresh({ state: stored }).state).toBe(stored);
    expect(written.stderr).toMatch(/found no transaction: this is what the journal has/);
  });

  it('is not asked for where nobody listens', async () => {
    const { output, written } = captureOutput();
    const refresh = await presentStates(fileAt(newJournalFile()), output);
    expect(refresh({ state: stored }).state).toBe(stored);
    expect(written.stderr).toBe('');
  });

  it('is not believed of another transaction', async () => {
    const control = await findControl(await fakeOwner(answers(200, { ...HELD, id: 'B' })));
    if (control === undefined) throw new Error('no owner listens');
    await expect(checkThrough(control, 'A')).rejects.toMatchObject({
      code: 'ERR_CONFIG_CONTROL',
      found: 'another transaction',
    });
  });
});
