import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { RECORD_VERSION, upgradeRecord } from '../../../../engine/journal/journal-format.ts';
import { failure } from '../../../../protocol/faults.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';
import { readAll } from '../../../support/test-journals.ts';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { idOf, recordsFor } from '../../../support/stored-records.ts';
import { approval } from '../../../support/transactions.ts';

/** A record of version 1: it may hold what the types of today do not know. */
const v1 = (content: object): JournalRecord =>
  ({ version: 1, transaction: idOf('a'), seq: 0, atMs: 1, ...content }) as unknown as JournalRecord;

const openedV1 = (input: object): JournalRecord => {
  const [opened] = recordsFor('a', [], { version: 1, input });
  if (opened === undefined) throw new Error('every transaction has a birth');
  return opened;
};

/** The request of an upgraded birth. */
function requestOf(record: JournalRecord): unknown {
  return record.type === 'opened' ? record.input.request : undefined;
}

describe('a record of version 1', () => {
  it.each([
    ['payment', { category: 'Payment' }],
    ['unreferencedRefund', { category: 'Payment', refund: true }],
    ['refund', { category: 'Reversal' }],
    ['cardAcquisition', { category: 'CardAcquisition' }],
    ['storedValue', { category: 'StoredValue' }],
  ] as const)('that opened a transaction has the type %s in place of the category of its request', (type, input) => {
    const request = { category: input.category, reference: 'ORDER-1' };
    const upgraded = upgradeRecord(openedV1({ ...input, request }));
    expect(requestOf(upgraded)).toEqual({ type, reference: 'ORDER-1' });
    expect(upgraded.type === 'opened' && upgraded.input.category).toBe(input.category);
  });

  it('keeps its version: that says what an opening of that time meant', () => {
    expect(upgradeRecord(openedV1({})).version).toBe(1);
  });

  it('of an answer has its verdict as the result, without the mark that it is settled', () => {
    const event = { type: 'poi.answered', verdict: { ...approval, settled: true }, recovered: true, atMs: 1 };
    expect(upgradeRecord(v1({ type: 'event', event }))).toEqual(
      v1({ type: 'event', event: { type: 'poi.answered', result: approval, recovered: true, atMs: 1 } }),
    );
  });

  it('of an answer names the running transaction by runningServiceId', () => {
    const verdict = { kind: 'failed', settled: true, runningServiceID: 'A0000001Z9' };
    const upgraded = upgradeRecord(v1({ type: 'event', event: { type: 'poi.answered', verdict, atMs: 1 } }));
    expect(upgraded).toMatchObject({ event: { result: { kind: 'failed', runningServiceId: 'A0000001Z9' } } });
    expect(JSON.stringify(upgraded)).not.toContain('runningServiceID');
  });

  it('of another event is as it was', () => {
    const record = v1({ type: 'event', event: { type: 'link.lost', failure: failure('ERR_LINK_RESET'), atMs: 1 } });
    expect(upgradeRecord(record)).toEqual(record);
  });

  it('of a late answer, kept as an orphan, has its verdict as the result', () => {
    const verdict = { ...approval, settled: true };
    expect(upgradeRecord(v1({ type: 'orphan', detail: { transaction: 'b', verdict } }))).toEqual(
      v1({ type: 'orphan', detail: { transaction: 'b', result: approval } }),
    );
  });

  it('of an answer to a stranger, kept as an orphan, is as it was', () => {
    const record = v1({ type: 'orphan', detail: { header: { ServiceID: 'STRANGER01' }, body: {} } });
    expect(upgradeRecord(record)).toEqual(record);
  });

  it('is not changed itself: what it was read from stays as it is', () => {
    const record = openedV1({ request: { category: 'Payment' } });
    upgradeRecord(record);
    expect(requestOf(record)).toEqual({ category: 'Payment' });
  });
});

describe('a record of the version that is written', () => {
  it.each(recordsFor('a', [{ type: 'intent.stored' }, { type: 'poi.answered', result: approval, recovered: false }]))(
    '(%#) is taken as it is',
    (record) => {
      expect(record.version).toBe(RECORD_VERSION);
      expect(upgradeRecord(record)).toBe(record);
    },
  );

  it('is what an engine stores', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(undefined, { journal });
    await engine.pay(order()).settled();
    const records = await readAll(journal);
    expect(records.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
    expect(records.map(upgradeRecord)).toEqual(records);
  });
});
