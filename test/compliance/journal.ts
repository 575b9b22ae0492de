import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHistory } from '../../adapters/journal/history/scan-history.ts';
import type { HistoryQuery, Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { TransactionInput } from '../../machines/index.ts';
import { parsePOIID, parseTransactionId } from '../../protocol/ids.ts';
import { paymentInput } from '../support/transactions.ts';
import { happened, newer, olderPlacesOf, opened, orphan, placesOf, settled, taken } from './journal-records.ts';

const SECRET = 'pan-4111111111111111';

/** What every journal promises. `open` gives an empty one; the suite closes it. */
export function journalCompliance(open: () => Promise<Journal>): void {
  let journal: Journal;
  beforeEach(async () => {
    journal = await open();
  });
  afterEach(() => journal.close());

  describe('append', () => {
    it('keeps records as they are, in the order of storage', async () => {
      const records = [opened('b'), opened('a'), happened('b', 1), orphan('c', { text: 'Ünicode \u0000 \ud800 €' })];
      await journal.append(records.slice(0, 3));
      await journal.append(records.slice(3));
      expect(await taken(journal.read())).toEqual(records);
    });

    it('does nothing with no records', async () => {
      await journal.append([]);
      expect(await taken(journal.read())).toEqual([]);
    });

    it('stores appends that overlap in the order of the calls', async () => {
      const names = Array.from({ length: 600 }, (_, index) => `t${index}-`);
      await Promise.all(names.map((name) => journal.append([opened(name)])));
      expect(await placesOf(journal.read())).toEqual(names.map((name) => `${name}0`));
    });

    it('refuses a record that is there already, and stores nothing of that append', async () => {
      await journal.append([opened('a'), happened('a', 1)]);
      await expect(journal.append([opened('b'), happened('a', 1), happened('a', 2)])).rejects.toMatchObject({
        name: 'JournalError',
        code: 'ERR_JOURNAL_CONFLICT',
        transaction: 'a',
        message: expect.stringContaining('transaction a has a record 1'),
      });
      expect(await placesOf(journal.read())).toEqual(['a0', 'a1']);
      expect(await placesOf(journal.readOpen())).toEqual(['a0', 'a1']);
    });

    it('refuses to open a transaction that is known, also when its first record is not there', async () => {
      await journal.append([happened('a', 1)]);
      const refused = journal.append([opened('b'), opened('a')]);
      await expect(refused).rejects.toMatchObject({ code: 'ERR_JOURNAL_CONFLICT', transaction: 'a' });
      expect(await placesOf(journal.read())).toEqual(['a1']);
    });

    it('refuses records that stand twice in one append', async () => {
      await expect(journal.append([opened('a'), opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_CONFLICT' });
      expect(await placesOf(journal.read())).toEqual([]);
    });

    it('does not let a refused append hinder those beside it', async () => {
      await journal.append([opened('a')]);
      const outcomes = await Promise.allSettled([
        journal.append([opened('b')]),
        journal.append([opened('a')]),
        journal.append([opened('c')]),
        journal.append([opened('c')]),
        journal.append([happened('c', 1)]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await placesOf(journal.read())).toEqual(['a0', 'b0', 'c0', 'c1']);
    });

    it.each([
      ['a loop', { detail: loop() }],
      ['a bigint', { detail: { [SECRET]: 1n } }],
      ['a seq that is not whole', { seq: 0.5 }],
      ['a negative seq', { seq: -1 }],
      ['a moment that is not whole', { atMs: Number.NaN }],
      ['an event that is null', { type: 'event', event: null }],
      ['an answer without its result', { type: 'event', event: { type: 'poi.answered', atMs: 0, recovered: false } }],
      ['an answer of no kind', { type: 'event', event: answerOf({ kind: { toString: 1 }, amounts: {} }) }],
      ['an opening without its request', { type: 'opened', input: {} }],
    ])('refuses %s without a word of the record', async (_, wrong) => {
      const record = { ...orphan('a', { SECRET }), ...wrong } as JournalRecord; // it is none: that is the test
      const outcome = await journal.append([record]).catch((error: unknown) => error);
      expect(outcome).toMatchObject({ name: 'JournalError', code: 'ERR_JOURNAL_RECORD' });
      expect(inspect(outcome, { depth: 9 })).not.toContain(SECRET);
      await journal.append([opened('a')]);
      expect(await placesOf(journal.read())).toEqual(['a0']);
    });
  });

  describe('read', () => {
    it('gives the records of one transaction', async () => {
      await journal.append([opened('a'), opened('b'), happened('a', 1), opened('aa')]);
      expect(await placesOf(journal.read(parseTransactionId('a')))).toEqual(['a0', 'a1']);
      expect(await placesOf(journal.read(parseTransactionId('other')))).toEqual([]);
    });

    it('gives everything, however much there is', async () => {
      const records = Array.from({ length: 450 }, (_, seq) => happened(seq % 2 ? 'a' : 'b', seq));
      await journal.append(records);
      expect(await taken(journal.read())).toEqual(records);
      expect(await taken(journal.read(parseTransactionId('a')))).toEqual(records.filter(({ seq }) => seq % 2 === 1));
      expect(await taken(journal.readOpen())).toHaveLength(450);
    });

    it('may be left early and begun again', async () => {
      await journal.append([opened('a'), opened('b')]);
      for await (const { transaction } of journal.read()) {
        expect(transaction).toBe('a');
        break;
      }
      expect(await placesOf(journal.read())).toEqual(['a0', 'b0']);
    });
  });

  describe('readOpen', () => {
    it('gives what is not settled: grouped, the oldest transaction first, in order of seq', async () => {
      await journal.append([opened('c'), happened('b', 1), opened('a'), opened('b'), happened('c', 1)]);
      await journal.append([settled('a', 1), happened('c', 2)]);
      expect(await placesOf(journal.readOpen())).toEqual(['c0', 'c1', 'c2', 'b0', 'b1']);
    });

    it('gives every one that is open, however many there are beside however many that are settled', async () => {
      const names = Array.from({ length: 700 }, (_, index) => `t${index}-`);
      const isOpen = (_: string, index: number) => index % 3 > 0 || (index > 300 && index < 600);
      await journal.append(names.map((name) => opened(name)));
      await journal.append(names.filter((name, index) => !isOpen(name, index)).map((name) => settled(name, 1)));
      await journal.append(names.filter(isOpen).map((name) => happened(name, 1)));
      const expected = names.filter(isOpen).flatMap((name) => [`${name}0`, `${name}1`]);
      expect(await placesOf(journal.readOpen())).toEqual(expected);
    });

    it('leaves a transaction out that one record opens and settles', async () => {
      await journal.append([opened('a', 0, { settles: true })]);
      expect(await placesOf(journal.readOpen())).toEqual([]);
    });

    it('leaves a settled transaction settled when more is stored about it', async () => {
      await journal.append([opened('a'), settled('a', 1)]);
      await journal.append([happened('a', 2)]);
      expect(await placesOf(journal.readOpen())).toEqual([]);
      expect(await placesOf(journal.read())).toEqual(['a0', 'a1', 'a2']);
    });

    it('returns an orphan until a record settles it', async () => {
      const found = orphan('orphan-1', { ServiceID: 'X1' });
      await journal.append([found]);
      expect(await taken(journal.readOpen())).toEqual([found]);
      await journal.append([settled('orphan-1', 1)]);
      expect(await taken(journal.readOpen())).toEqual([]);
    });

    it('gives a transaction whole that is settled while it is read', async () => {
      await journal.append(Array.from({ length: 250 }, (_, seq) => happened('a', seq)));
      const places = [];
      for await (const { seq } of journal.readOpen()) {
        if (seq === 0) await journal.append([settled('a', 999)]);
        places.push(seq);
      }
      expect(places.slice(0, 250)).toEqual(Array.from({ length: 250 }, (_, seq) => seq));
    });
  });

  describe('readHistory', () => {
    const historyOf = async (query: HistoryQuery = {}) =>
      (await taken(readHistory(journal, query))).map(({ transaction }) => String(transaction));
    const at = (name: string, createdAtMs: number, over: Partial<TransactionInput> = {}): JournalRecord => {
      const input = paymentInput({ id: parseTransactionId(name), createdAtMs, ...over });
      return { version: 2, transaction: input.id, seq: 0, atMs: createdAtMs, type: 'opened', input };
    };

    it('gives transactions by the time of their request, the newest first, and by their ids where that is the same', async () => {
      await journal.append([at('b', 5), at('c', 9)]);
      await journal.append([at('a', 9), at('d', 1), orphan('e', {}), settled('c', 1, 50)]);
      expect(await historyOf()).toEqual(['c', 'a', 'b', 'd']);
    });

    it('gives each with all of its records, in order of seq', async () => {
      await journal.append([at('a', 5), at('b', 6)]);
      await journal.append([happened('a', 2), happened('a', 1), settled('a', 3)]);
      const [, last] = await taken(readHistory(journal, {}));
      expect(last).toMatchObject({ transaction: 'a', createdAtMs: 5 });
      expect(last?.records.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
      expect(last?.records).toEqual(
        (await taken(journal.read(parseTransactionId('a')))).toSorted((a, b) => a.seq - b.seq),
      );
    });

    it('narrows by time, terminal and reference, and goes on behind a place', async () => {
      const other = { POIID: parsePOIID('V400m-324688180'), reference: 'ORDER-2' };
      await journal.append([at('a', 10), at('b', 20, other), at('c', 20), at('d', 30, other)]);
      expect(await historyOf({ fromMs: 20, beforeMs: 30 })).toEqual(['c', 'b']);
      expect(await historyOf({ poiid: other.POIID })).toEqual(['d', 'b']);
      expect(await historyOf({ reference: 'ORDER-1001' })).toEqual(['c', 'a']);
      const after = { createdAtMs: 20, transaction: parseTransactionId('c') };
      expect(await historyOf({ after })).toEqual(['b', 'a']);
      expect(await historyOf({ after, reference: 'ORDER-2' })).toEqual(['b']);
    });

    it('never leaves out what may be open, or may have ended as that kind', async () => {
      const result = { kind: 'approved', charged: 'yes', amounts: {}, receipts: [], advice: 'none' } as const;
      const answered = { ...settled('a', 1), event: { type: 'poi.answered', result, recovered: false, atMs: 1 } };
      await journal.append([at('a', 1), at('b', 2), at('c', 3), at('d', 4)]);
      await journal.append([answered as JournalRecord, settled('c', 1)]);
      expect(await historyOf({ settled: false })).toEqual(expect.arrayContaining(['d', 'b']));
      expect(await historyOf({ kind: 'approved' })).toEqual(expect.arrayContaining(['c', 'a']));
      expect(await historyOf({ kind: 'declined' })).toEqual(expect.arrayContaining(['c']));
    });

    it('lists a transaction whose first record is not there by the time of its first one that is', async () => {
      await journal.append([at('a', 1), happened('b', 3, { atMs: 7 }), at('c', 9)]);
      expect(await historyOf()).toEqual(['c', 'b', 'a']);
    });

    it('gives everything, however small its pages are, and what is appended meanwhile at its place or not at all', async () => {
      const names = Array.from({ length: 120 }, (_, index) => `t${String(index).padStart(3, '0')}`);
      await journal.append(names.map((name, index) => at(name, index)));
      const found: string[] = [];
      for await (const { transaction } of readHistory(journal, { pageSize: 7 })) {
        if (found.length === 10) await journal.append([at('new', 999)]);
        found.push(transaction);
      }
      expect(found).toEqual(names.toReversed());
      expect((await historyOf())[0]).toBe('new');
    });

    it('forgets what is pruned, and knows what is stored anew', async () => {
      await journal.append([at('a', 1), settled('a', 1, 1), at('b', 2), ...newer(1)]);
      expect(await journal.prune(1)).toBe(0);
      expect(await journal.prune(2)).toBeGreaterThan(0);
      expect(await historyOf({ beforeMs: 3 })).toEqual(expect.arrayContaining(['b']));
      expect(await historyOf({ fromMs: 1, beforeMs: 2 })).not.toContain('a');
      await journal.append([at('a', 8)]);
      expect(await historyOf({ fromMs: 8, beforeMs: 9 })).toEqual(['a']);
    });
  });

  describe('prune', () => {
    it('forgets whole transactions that were settled before that time, and returns how many', async () => {
      await journal.append([opened('a'), settled('a', 1, 100), happened('a', 2, { atMs: 900 })]);
      await journal.append([opened('b'), settled('b', 1, 200), opened('c'), settled('c', 1, 199)]);
      await journal.append(newer(200));
      expect(await journal.prune(200)).toBe(2);
      expect(await olderPlacesOf(journal.read())).toEqual(['b0', 'b1']);
      expect(await journal.prune(200)).toBe(0);
    });

    it('never forgets what is not settled', async () => {
      await journal.append([opened('a'), happened('a', 1), orphan('b', {}), opened('c'), settled('c', 1), ...newer(2)]);
      expect(await journal.prune(Number.MAX_SAFE_INTEGER)).toBe(1);
      expect(await placesOf(journal.readOpen())).toEqual(['a0', 'a1', 'b0']);
    });

    it('counts from the last record that settles', async () => {
      await journal.append([opened('a'), settled('a', 1, 500), settled('a', 2, 100), ...newer(501)]);
      expect(await journal.prune(500)).toBe(0);
      expect(await journal.prune(501)).toBe(1);
    });

    it('forgets many, and goes on storing', async () => {
      const names = Array.from({ length: 350 }, (_, index) => `t${index}-`);
      await journal.append(names.flatMap((name) => [opened(name), settled(name, 1)]));
      await journal.append([opened('open'), ...newer(2)]);
      const [pruned] = await Promise.all([journal.prune(2), journal.append([opened('new')])]);
      expect(pruned).toBe(350);
      expect(await olderPlacesOf(journal.read())).toEqual(['open0', 'new0']);
    });

    it('lets a forgotten transaction be stored anew', async () => {
      await journal.append([opened('a', 0, { settles: true }), ...newer(1)]);
      expect(await journal.prune(1)).toBe(1);
      await journal.append([opened('a')]);
      expect(await placesOf(journal.readOpen())).toEqual(['a0']);
    });
  });

  describe('prune, when the clock may be wrong', () => {
    const YEAR_MS = 365 * 86_400_000;
    const bootId = 'boot-1';

    it('keeps the 100 that were settled last, however old they seem', async () => {
      await journal.append([opened('a'), settled('a', 1)]);
      await journal.append(newer(0).slice(2));
      expect(await journal.prune(YEAR_MS)).toBe(0);
      await journal.append(newer(0).slice(0, 2));
      expect(await journal.prune(YEAR_MS)).toBe(1);
      expect(await olderPlacesOf(journal.read())).toEqual([]);
      expect(await journal.prune(YEAR_MS)).toBe(0);
    });

    it('counts those as the newest of which a record was stored last, not those that were opened last', async () => {
      await journal.append([opened('long'), ...newer(0), settled('long', 1)]);
      expect(await journal.prune(YEAR_MS)).toBe(1);
      expect(await olderPlacesOf(journal.read())).toEqual(['long0', 'long1']);
    });

    it('refuses when what seems old was stored after what is younger, and forgets nothing', async () => {
      await journal.append([opened('young'), settled('young', 1, 2 * YEAR_MS)]);
      await journal.append([opened('a'), settled('a', 1, 5), ...newer(2 * YEAR_MS)]);
      await expect(journal.prune(YEAR_MS)).rejects.toMatchObject({
        name: 'JournalError',
        code: 'ERR_JOURNAL_CLOCK',
        transaction: 'young',
        message: expect.stringContaining('nothing was forgotten'),
      });
      expect(await olderPlacesOf(journal.read())).toEqual(['young0', 'young1', 'a0', 'a1']);
    });

    it('takes a clock that was corrected by minutes as it is', async () => {
      const minuteMs = 60_000;
      await journal.append([opened('b'), settled('b', 1, YEAR_MS + minuteMs)]);
      await journal.append([opened('a'), settled('a', 1, YEAR_MS - minuteMs), ...newer(YEAR_MS)]);
      expect(await journal.prune(YEAR_MS)).toBe(1);
      expect(await olderPlacesOf(journal.read())).toEqual(['b0', 'b1']);
    });

    it('refuses when the clock was set since the last transaction, as the other clock says', async () => {
      const input = { ...paymentInput({ id: parseTransactionId('b') }), createdAtMs: 1000, createdUpMs: 400, bootId };
      await journal.append([opened('a'), settled('a', 1), ...newer(0)]);
      await journal.append([{ version: 2, transaction: input.id, seq: 0, atMs: 1000, type: 'opened', input }]);
      const later = { atMs: 1000 + YEAR_MS, upMs: 900, bootId };
      await expect(journal.prune(YEAR_MS, later)).rejects.toMatchObject({
        code: 'ERR_JOURNAL_CLOCK',
        transaction: 'b',
      });
      const earlier = { atMs: 1000 - YEAR_MS, upMs: 900, bootId };
      await expect(journal.prune(5, earlier)).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOCK' });
      expect(await olderPlacesOf(journal.read())).toEqual(['a0', 'a1', 'b0']);
      // After another start of the machine the other clock says nothing.
      expect(await journal.prune(YEAR_MS, { ...later, bootId: 'boot-2' })).toBe(1);
    });

    it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '5' as unknown as number])(
      'refuses %s as a time',
      async (moment) => {
        await expect(journal.prune(moment)).rejects.toMatchObject({ name: 'InputError', code: 'ERR_INPUT_PRUNE' });
      },
    );
  });

  describe('close', () => {
    it('waits for appends that are under way', async () => {
      const appends = ['a', 'b', 'c'].map((name) => journal.append([opened(name)]));
      await journal.close();
      expect(await Promise.all(appends)).toHaveLength(3);
    });

    it('may be called again, also at the same time', async () => {
      await expect(Promise.all([journal.close(), journal.close()])).resolves.toBeDefined();
      await expect(journal.close()).resolves.toBeUndefined();
    });

    it('makes everything else reject, reading that had begun too', async () => {
      await journal.append([opened('a'), opened('b')]);
      const reading = journal.read()[Symbol.asyncIterator]();
      await reading.next();
      await journal.close();
      const closed = { name: 'JournalError', code: 'ERR_JOURNAL_CLOSED' };
      await expect(reading.next()).rejects.toMatchObject(closed);
      await expect(journal.append([opened('c')])).rejects.toMatchObject(closed);
      await expect(taken(journal.read())).rejects.toMatchObject(closed);
      await expect(taken(journal.readOpen())).rejects.toMatchObject(closed);
      await expect(journal.prune(1)).rejects.toMatchObject(closed);
    });
  });
}

const answerOf = (result: object) => ({ type: 'poi.answered', atMs: 0, recovered: false, result });

function loop(): Record<string, unknown> {
  const detail: Record<string, unknown> = {};
  detail[SECRET] = detail;
  return detail;
}
