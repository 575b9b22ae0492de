import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/index.ts';
import { copyRecords, isEmpty, sumOf } from '../../../../cli/stored/copy-records.ts';
import { parseTransactionId } from '../../../../protocol/index.ts';
import { recordsOf } from '../stored-records.ts';

const payment = (id: string, reference: string) => recordsOf([], { id: parseTransactionId(id), reference });

describe('a journal that is copied', () => {
  it('has every record in its order, and the same sum as what it was copied from', async () => {
    const [from, to] = [memoryJournal(), memoryJournal()];
    expect(await isEmpty(from)).toBe(true);
    for (let number = 0; number < 230; number += 1) await from.append(payment(`P${number}`, 'ORDER'));
    const copied = await copyRecords(from, to);
    expect(copied.records).toBeGreaterThanOrEqual(230);
    expect(await sumOf(to)).toEqual(copied);
    expect(await isEmpty(to)).toBe(false);
  });

  it('has another sum when a record is another one, or stands in another place, or is missing', async () => {
    const journalOf = async (...payments: ReturnType<typeof payment>[]) => {
      const journal = memoryJournal();
      for (const records of payments) await journal.append(records);
      return (await sumOf(journal)).sha256;
    };
    const [a, b] = [payment('A', 'ORDER-1'), payment('B', 'ORDER-2')];
    const sums = [
      await journalOf(a, b),
      await journalOf(b, a),
      await journalOf(a),
      await journalOf(a, payment('B', 'ORDER-3')),
    ];
    expect(new Set(sums).size).toBe(4);
  });
});
