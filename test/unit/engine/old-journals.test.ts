import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { storedFrom } from '../../../engine/journal/stored-transactions.ts';
import { storedState } from '../../../engine/transactions/transaction-reducer.ts';

/** Journals that an earlier version wrote, one record a line. They are kept as they are: new code has to read them. */
const fixture = (name: string): JournalRecord[] =>
  readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRecord);

function stateOf(records: readonly JournalRecord[], id: string) {
  const stored = storedFrom(records.filter(({ transaction }) => transaction === id));
  if (stored === undefined) throw new Error(`no transaction ${id}`);
  return storedState(stored);
}

describe('a journal of version 1', () => {
  const records = fixture('journal-v1.jsonl');

  it.each([
    ['approved', { state: 'settled', outcome: { kind: 'approved', charged: 'yes', recovered: false } }],
    ['declined-recovered', { state: 'settled', outcome: { kind: 'declined', charged: 'no', recovered: true } }],
    ['awaiting', { state: 'awaiting', tags: ['inFlight', 'abortable'] }],
    ['stalled', { state: 'timedOut', tags: expect.arrayContaining(['outcomeUnknown', 'needsAttention']) as unknown }],
    ['overridden', { state: 'settled', outcome: { kind: 'overridden', charged: 'yes', by: 'Ada' } }],
  ])('folds to the state in which it was left: %s', (id, state) => {
    expect(stateOf(records, id)).toMatchObject(state);
  });

  it('says of every settled transaction which record settled it, and of no other', () => {
    const settled = records.filter(({ settles }) => settles).map(({ transaction }) => transaction);
    expect(settled).toEqual(['approved', 'declined-recovered', 'overridden']);
  });
});
