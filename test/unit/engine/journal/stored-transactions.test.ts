import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { readOpen, readTransaction, storedFrom } from '../../../../engine/journal/stored-transactions.ts';
import { DEFAULT_LIMITS } from '../../../../engine/options/engine-options.ts';
import { journalView } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { idOf, recordsFor } from '../../../support/stored-records.ts';
import { losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';
import { brokenJournal, journalOf, readAll } from '../../../support/test-journals.ts';
import { approval } from '../../../support/transactions.ts';

const answered = { type: 'poi.answered', result: approval, recovered: false } as const;
const orphan: JournalRecord = {
  version: 2,
  transaction: idOf('stray'),
  seq: 0,
  atMs: 5,
  type: 'orphan',
  detail: { header: { ServiceID: 'STRANGER01' } },
};

describe('a journal whose records are damaged', () => {
  it.each<[string, (records: JournalRecord[]) => JournalRecord[]]>([
    ['has no first record', (records) => records.slice(1)],
    ['lacks a record between two others', (records) => records.filter((_, index) => index !== 1)],
  ])(
    '(a transaction that %s) has it by name: listed at the start, and ERR_JOURNAL_CORRUPT for a reader',
    async (_, damage) => {
      const memory = memoryJournal();
      const { engine } = await createTestEngine(losesAnswers, { journal: memory });
      const { id } = engine.pay(order());
      await settle();
      const journal = brokenJournal(damage(await readAll(memory)));
      const { engine: next } = await createTestEngine(undefined, { journal });
      expect(next.unresolved()).toMatchObject([
        { id, failure: { code: 'ERR_JOURNAL_CORRUPT', message: expect.stringContaining(id) as unknown } },
      ]);
      await expect(journalView(journal).get(id)).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
    },
  );
});

describe('the records of a transaction', () => {
  const records = recordsFor('a', [{ type: 'intent.stored' }, { type: 'link.written' }, answered]);

  it('are a stored transaction: its input and every record in order', () => {
    const stored = storedFrom(records);
    expect(stored?.input.id).toBe('a');
    expect(stored?.records.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  });

  it('are none when there are no records, or they are those of an orphan', () => {
    expect(storedFrom([])).toBeUndefined();
    expect(storedFrom([orphan])).toBeUndefined();
  });

  it.each<[string, JournalRecord[], string]>([
    ['begin with an event', records.slice(1), 'its first record'],
    ['begin with a birth in another place', recordsFor('a', [], { firstSeq: 1 }), 'its first record'],
    ['have a gap', records.filter(({ seq }) => seq !== 2), 'its record 2'],
    ['have one twice', [...records.slice(0, 2), ...records.slice(1)], 'its record 2'],
    ['are out of order', [...records.slice(0, 2), ...records.slice(2).toReversed()], 'its record 2'],
  ])('that %s are refused: it is not known whether it charged', (_, damaged, what) => {
    expect(() => storedFrom(damaged)).toThrow(
      expect.objectContaining({ code: 'ERR_JOURNAL_CORRUPT', message: expect.stringContaining(what) as unknown }),
    );
    expect(() => storedFrom(damaged)).toThrow('transaction a');
  });

  it('whose last ones are missing are what they say: the tail of a file that lost power was never relied on', () => {
    expect(storedFrom(records.slice(0, 2))?.records).toHaveLength(2);
  });

  it('of a version that knew fewer limits get those of today, but no wait for a dead process: what it settled stays so', () => {
    const { lingerMaxMs: _, terminalRestartMinMs: __, ...limits } = { ...DEFAULT_LIMITS, notFoundGapMs: 7 };
    const stored = storedFrom(recordsFor('a', [], { input: { limits: limits as never } }));
    expect(stored?.input.limits).toEqual({ ...DEFAULT_LIMITS, notFoundGapMs: 7, lingerMaxMs: 0 });
  });
});

describe('what a journal holds that is open', () => {
  it('is its transactions by themselves, in the order of the journal, and its orphans', async () => {
    const [a, b] = [recordsFor('a', [{ type: 'intent.stored' }]), recordsFor('b', [{ type: 'intent.stored' }])];
    const settled = recordsFor('c', [answered], { settles: true });
    const journal = await journalOf([...b.slice(0, 1), ...a, orphan, ...settled, ...b.slice(1)]);
    const open = await readOpen(journal);
    expect(open.transactions.map(({ input, records }) => [input.id, records.length])).toEqual([
      ['b', 2],
      ['a', 2],
    ]);
    expect(open.orphans).toEqual([orphan]);
  });

  it('has what is damaged apart, with its terminal: it does not hide the others', async () => {
    const damaged = recordsFor('b', [{ type: 'intent.stored' }]).slice(1);
    const journal = brokenJournal([...recordsFor('a', []), ...damaged, ...recordsFor('c', [])]);
    const open = await readOpen(journal);
    expect(open.transactions.map(({ input }) => input.id)).toEqual(['a', 'c']);
    expect(open.damaged).toMatchObject([
      { id: 'b', nextSeq: 2, error: { code: 'ERR_JOURNAL_CORRUPT', transaction: 'b' } },
    ]);
  });
});

describe('one transaction of a journal', () => {
  it('is read by its id, settled or not, and is undefined when there is none', async () => {
    const journal = await journalOf([...recordsFor('a', [answered], { settles: true }), ...recordsFor('b', [])]);
    expect((await readTransaction(journal, idOf('a')))?.records).toHaveLength(2);
    expect((await readTransaction(journal, idOf('b')))?.records).toHaveLength(1);
    expect(await readTransaction(journal, idOf('never-seen'))).toBeUndefined();
  });
});
