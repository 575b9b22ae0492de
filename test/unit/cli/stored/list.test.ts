import { describe, expect, it } from 'vitest';
import { readList } from '../../../../cli/stored/list.ts';
import type { JournalRecord } from '../../../../index.ts';
import { parseServiceID, parseTransactionId } from '../../../../protocol/ids.ts';
import { approval } from '../../../support/transactions.ts';
import { journalOf, recordsOf, secretApproval } from '../stored-records.ts';

const answered = { type: 'poi.answered', result: approval, recovered: false } as const;

function transaction(id: string, createdAtMs: number, settles: boolean): readonly JournalRecord[] {
  const named = { id: parseTransactionId(id), ServiceID: parseServiceID(id), createdAtMs, settles };
  return recordsOf(settles ? [{ type: 'link.written' }, answered] : [{ type: 'link.written' }], named);
}

const orphan: JournalRecord = {
  version: 1,
  transaction: parseTransactionId('orphan-1'),
  seq: 0,
  atMs: 5,
  type: 'orphan',
  detail: {
    header: { POIID: 'V400m-1', MessageCategory: 'Payment', ServiceID: 'LOST' },
    body: { secret: 'in-the-body' },
  },
};

async function listOf(records: readonly JournalRecord[], openOnly = false) {
  return readList(await journalOf(records), { openOnly });
}

const ids = ({ transactions }: Awaited<ReturnType<typeof listOf>>) => transactions.map((one) => one.transaction);

describe('the list of a journal', () => {
  const three = [transaction('A', 1000, true), transaction('B', 2000, false), transaction('C', 3000, true)].flat();

  it('has the newest transaction first, settled or open', async () => {
    const list = await listOf(three);
    expect(ids(list)).toEqual(['C', 'B', 'A']);
    expect(list.transactions.map(({ charged }) => charged)).toEqual(['yes', 'unknown', 'yes']);
  });

  it('has only open transactions if only those are wanted', async () => {
    expect(ids(await listOf(three, true))).toEqual(['B']);
  });

  it('keeps overlapping transactions apart, and ignores records after a settlement', async () => {
    const [a, b] = [transaction('A', 1000, true), transaction('B', 2000, true)];
    const late: JournalRecord = {
      version: 2,
      transaction: parseTransactionId('A'),
      seq: 4,
      atMs: 9000,
      type: 'event',
      event: { ...answered, atMs: 9000 },
    };
    const list = await listOf([...a.slice(0, 1), ...b, ...a.slice(1), late]);
    expect(ids(list)).toEqual(['B', 'A']);
    expect(list.transactions.map(({ state }) => state)).toEqual(['settled', 'settled']);
  });

  it('has the answers that came after a settlement, without their bodies', async () => {
    const result = JSON.parse(JSON.stringify(secretApproval));
    const known = [{ orphan: 'orphan-1', atMs: 5, transaction: 'A', kind: 'approved' }];
    const { orphans } = await listOf([{ ...orphan, version: 2, detail: { transaction: 'A', result } }]);
    expect(orphans).toEqual(known);
    // As an older version stored it.
    const verdict = { settled: true, ...result };
    expect((await listOf([{ ...orphan, detail: { transaction: 'A', verdict } }])).orphans).toEqual(known);
  });

  it('has the answers that belong to no transaction until they are dealt with, by their header only', async () => {
    const { orphans } = await listOf([orphan]);
    expect(orphans).toEqual([
      { orphan: 'orphan-1', atMs: 5, poiid: 'V400m-1', category: 'Payment', serviceId: 'LOST' },
    ]);
    expect((await listOf([orphan, { ...orphan, seq: 1, settles: true }])).orphans).toEqual([]);
  });

  it('has all transactions but the damaged one, all orphans, and the error that names what is damaged', async () => {
    const [, ...damaged] = transaction('D', 2500, true);
    const list = await listOf([...damaged, ...three, orphan]);
    expect(ids(list)).toEqual(['C', 'B', 'A']);
    expect(list.orphans).toHaveLength(1);
    expect(list.damage).toMatchObject({
      code: 'ERR_JOURNAL_CORRUPT',
      message: expect.stringContaining('transaction D'),
    });
    expect((await listOf(three)).damage).toBeUndefined();
  });
});
