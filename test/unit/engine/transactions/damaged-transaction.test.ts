import { describe, expect, it } from 'vitest';
import type { Journal, JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import { JournalError } from '../../../../errors.ts';
import { journalView } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';
import { brokenJournal, journalOf, keptJournal, readAll } from '../../../support/test-journals.ts';
import { idOf } from '../../../support/stored-records.ts';

type Damaging = (records: JournalRecord[]) => JournalRecord[];

const changed =
  (index: number, change: object): Damaging =>
  (records) =>
    records.map((record, at) => (at === index ? Object.assign({}, record, change) : record));

/** Damages of an open payment: each is one that cannot be read, and none is a payment that never was. */
const DAMAGES: readonly (readonly [string, Damaging])[] = [
  ['first record is gone', (records) => records.slice(1)],
  ['second record is gone', (records) => records.filter((_, index) => index !== 1)],
  ['input is null', changed(0, { input: null })],
  ['input lacks the request body', changed(0, { input: { POIID } })],
  ['event is null', changed(1, { event: null })],
  ['event has no type', changed(1, { event: { atMs: 0 } })],
  ['event has an unknown type', changed(1, { event: { type: 'poi.wished', atMs: 0 } })],
  ['result was cut out', changed(1, { event: { type: 'poi.answered', recovered: false, atMs: 0 } })],
  [
    'result contradicts itself',
    changed(1, { event: { type: 'poi.answered', result: { kind: 'declined', charged: 'yes', amounts: {} }, atMs: 0 } }),
  ],
  ['failure was cut out', changed(2, { event: { type: 'link.lost', atMs: 0 } })],
  ['record has an unknown type', changed(1, { type: 'note' })],
  ['place is no number', changed(1, { seq: null })],
  ['record is there twice', (records) => [...records.slice(0, 2), ...records.slice(1)]],
];

/** The records of a payment whose answer was lost, on the first terminal. */
async function lostPayment(id = 'lost'): Promise<JournalRecord[]> {
  const journal = keptJournal();
  const { engine, end } = await createTestEngine(losesAnswers, { journal });
  engine.pay(order({ id }));
  await settle();
  await end();
  return readAll(journal);
}

/** A journal that gives damaged records and stores what is appended: the place of a record that cannot be read is not free. */
function damagedJournal(records: readonly JournalRecord[]) {
  const appended: JournalRecord[] = [];
  const journal: Journal = {
    ...brokenJournal(records),
    append: async (given) => {
      for (const { transaction, seq } of given) {
        const isTaken = [...records, ...appended].some(
          (other) => other.transaction === transaction && other.seq === seq,
        );
        if (isTaken) throw new JournalError('ERR_JOURNAL_CONFLICT', 'the place is taken', { transaction });
      }
      appended.push(...given);
    },
    read: async function* (id) {
      for (const record of [...records, ...appended]) if (id === undefined || record.transaction === id) yield record;
    },
    readOpen: async function* () {
      const settled = new Set(appended.filter(({ settles }) => settles).map(({ transaction }) => transaction));
      for (const record of records) if (!settled.has(record.transaction)) yield record;
    },
    close: () => Promise.resolve(),
  };
  return { journal, appended };
}

describe('an open payment whose', () => {
  it.each(DAMAGES)('%s is listed and keeps its terminal; the other terminal pays', async (_, damage) => {
    const { journal } = damagedJournal(damage(await lostPayment()));
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    expect(engine.unresolved()).toMatchObject([
      { id: 'lost', poiid: POIID, state: 'damaged', failure: { code: 'ERR_JOURNAL_CORRUPT' } },
    ]);
    expect(engine.unresolved()[0]?.failure?.message).toContain('transaction lost');
    expect(engine.unresolved()[0]?.tags).toContain('outcomeUnknown');
    expect(await engine.pay(order({ id: 'next' })).settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_TERMINAL_QUARANTINED', message: expect.stringContaining('lost') as string },
    });
    const other = engine.pay(order({ id: 'other', poiid: OTHER_POIID }));
    expect(await other.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(1);
  });

  it.each(DAMAGES)(
    '%s is closed by a person, on record: the terminal pays again, also after a restart',
    async (_, damage) => {
      const { journal, appended } = damagedJournal(damage(await lostPayment()));
      const first = await createTestEngine(undefined, { journal });
      first.engine.override({
        transaction: 'lost',
        by: 'Ada',
        reason: 'seen in the Customer Area',
        outcome: 'charged',
      });
      await settle();
      expect(await first.engine.transaction('lost')?.settled()).toMatchObject({
        kind: 'overridden',
        charged: 'yes',
        by: 'Ada',
      });
      expect(appended).toMatchObject([
        { transaction: 'lost', settles: true, event: { type: 'sale.override', by: 'Ada' } },
      ]);
      expect(first.engine.unresolved()).toEqual([]);
      expect(await first.engine.pay(order({ id: 'next' })).settled()).toMatchObject({ kind: 'approved' });
      await first.end();

      const second = await createTestEngine(undefined, { journal });
      expect(second.engine.unresolved()).toEqual([]);
      expect(second.engine.terminal(POIID).state.work).toBe('idle');
      // Its id stays used: the decision is what is known of it.
      const again = second.engine.pay(order({ id: 'lost' }));
      expect(await again.settled()).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada' });
      expect(second.terminal.count('Payment')).toBe(0);
      expect(second.engine.terminal(POIID).state.work).toBe('idle');
    },
  );

  it('terminal is not known any more keeps every terminal until a person closes it', async () => {
    const records = (await lostPayment()).slice(1).map(({ poiid: _, ...record }) => record as JournalRecord);
    const { journal } = damagedJournal(records);
    const { engine } = await createTestEngine(undefined, { journal });
    for (const poiid of [POIID, OTHER_POIID]) {
      expect(await engine.pay(order({ poiid })).settled()).toMatchObject({
        failure: { code: 'ERR_TERMINAL_QUARANTINED' },
      });
    }
    engine.override({ transaction: 'lost', by: 'Ada', reason: 'seen', outcome: 'notCharged' });
    await settle();
    for (const poiid of [POIID, OTHER_POIID]) {
      expect(await engine.pay(order({ poiid })).settled()).toMatchObject({ kind: 'approved' });
    }
  });
});

describe('a journal that finds damage by itself', () => {
  const damaged = [
    { transaction: 'lost', poiid: POIID, nextSeq: 4, what: 'expected 4 records, found none' },
    { transaction: 'gone', nextSeq: 0, what: 'expected 1 record, found none' },
  ];
  const error = new JournalError('ERR_JOURNAL_CORRUPT', 'transaction lost: expected 4 records', {
    transaction: 'lost',
    damaged,
  });

  /** It gives what can be read, and then throws the damage. */
  async function finding(found: JournalError): Promise<Journal> {
    const journal = await journalOf(await lostPayment('sound'));
    return {
      ...journal,
      readOpen: async function* () {
        yield* journal.readOpen();
        throw found;
      },
      read: async function* (id) {
        yield* journal.read(id);
        if (id === undefined || found.damaged.some(({ transaction }) => transaction === id)) throw found;
      },
    };
  }

  it('has every damaged transaction listed, beside those that can be read, and each can be closed', async () => {
    const { engine } = await createTestEngine(losesAnswers, { journal: await finding(error) });
    expect(engine.unresolved().map(({ id, poiid, state }) => [id, poiid, state])).toEqual([
      ['lost', POIID, 'damaged'],
      ['gone', '', 'damaged'],
      ['sound', POIID, 'timedOut'],
    ]);
    for (const transaction of ['lost', 'gone', 'sound']) {
      engine.override({ transaction, by: 'Ada', reason: 'seen', outcome: 'unknown' });
    }
    await settle();
    expect(engine.unresolved()).toEqual([]);
  });

  it('that names no transaction keeps the engine from starting: nothing may be sent then', async () => {
    let isClosed = false;
    const nameless = new JournalError('ERR_JOURNAL_CORRUPT', 'the database is malformed');
    const journal = { ...(await finding(nameless)), close: async () => void (isClosed = true) };
    await expect(createTestEngine(undefined, { journal })).rejects.toBe(nameless);
    expect(isClosed).toBe(true);
  });

  it('is read by a person to the end: the damage comes behind what can be read', async () => {
    const listed: string[] = [];
    const list = async () => {
      for await (const { input } of journalView(await finding(error)).list()) listed.push(input.id);
    };
    await expect(list()).rejects.toBe(error);
    expect(listed).toEqual(['sound']);
  });
});

describe('the id of a damaged transaction', () => {
  it('is not looked up for ever and not sent: what waits for it is rejected with the damage, by name', async () => {
    const { journal } = damagedJournal((await lostPayment()).slice(1));
    const { engine, terminal, clock } = await createTestEngine(undefined, { journal });
    const again = engine.pay(order({ id: 'lost' }));
    const error = { code: 'ERR_JOURNAL_CORRUPT', transaction: 'lost' };
    await expect(again.settled()).rejects.toMatchObject(error);
    await expect(engine.transaction('lost')?.settled()).rejects.toMatchObject(error);
    expect(await again.outcome(Infinity)).toMatchObject({ kind: 'unresolved', failure: { code: error.code } });
    await clock.step(60_000, 1000);
    expect(terminal.received).toEqual([]);
  });

  it('that is settled in the journal, and of which the records are damaged, is not sent either, and health says why', async () => {
    const reads: string[] = [];
    const lost = idOf('lost');
    const error = new JournalError('ERR_JOURNAL_CORRUPT', 'transaction lost: a record is damaged', {
      transaction: lost,
    });
    const memory = keptJournal();
    const journal: Journal = {
      ...memory,
      read: (id) => {
        reads.push(String(id));
        throw error;
      },
      readOpen: async function* () {
        yield* memory.readOpen();
        if (reads.length > 0) throw error;
      },
    };
    const { engine, terminal, clock } = await createTestEngine(undefined, { journal });
    const health: unknown[] = [];
    engine.health$.subscribe((value) => health.push(value));
    const again = engine.pay(order({ id: 'lost' }));
    await expect(again.settled()).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT', transaction: 'lost' });
    await clock.step(10_000, 1000);
    expect(reads).toEqual(['lost']);
    expect(terminal.received).toEqual([]);
    expect(health).toContainEqual({ journal: 'failing', code: 'ERR_JOURNAL_CORRUPT' });
    expect(engine.unresolved()).toMatchObject([{ id: 'lost', state: 'damaged' }]);
    expect(engine.terminal(POIID).state.work).toBe('quarantined');
  });

  it('that a person closed in an earlier run keeps no terminal, and is still not sent', async () => {
    const error = new JournalError('ERR_JOURNAL_CORRUPT', 'transaction lost: a record is damaged', {
      transaction: 'lost',
    });
    const journal: Journal = {
      ...keptJournal(),
      read: () => {
        throw error;
      },
    };
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    const again = engine.pay(order({ id: 'lost' }));
    await expect(again.settled()).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
    expect(engine.unresolved()).toEqual([]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
    expect(terminal.received).toEqual([]);
  });

  it('is no original for a refund: nothing is sent', async () => {
    const { journal } = damagedJournal((await lostPayment()).slice(1));
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    const refund = engine.refund({ poiid: OTHER_POIID, reference: 'R-1', transaction: 'lost' });
    expect(await refund.settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_ORIGINAL_UNKNOWN', message: expect.stringContaining('lost') as string },
    });
    expect(terminal.received).toEqual([]);
  });

  it('is closed behind the records that cannot be read, which keep their places', async () => {
    const records = await lostPayment();
    const memory = await journalOf(records);
    const journal: Journal = { ...brokenJournal(records.slice(1, 2)), append: (given) => memory.append(given) };
    const { engine } = await createTestEngine(undefined, { journal });
    engine.override({ transaction: 'lost', by: 'Ada', reason: 'seen', outcome: 'charged' });
    await settle();
    expect(engine.unresolved()).toEqual([]);
    expect((await readAll(memory)).at(-1)).toMatchObject({ seq: records.length, settles: true });
  });

  it('that cannot be closed on a full disk stays listed, and is closed when the disk takes it', async () => {
    const { journal, appended } = damagedJournal((await lostPayment()).slice(1));
    let isFull = true;
    const append: Journal['append'] = async (records) => {
      if (isFull) throw new JournalError('ERR_JOURNAL_FULL', 'the disk is full');
      await journal.append(records);
    };
    const { engine, clock } = await createTestEngine(undefined, { journal: { ...journal, append } });
    engine.override({ transaction: 'lost', by: 'Ada', reason: 'seen', outcome: 'charged' });
    await clock.step(5000, 1000);
    expect(engine.unresolved()).toMatchObject([{ id: 'lost' }]);
    isFull = false;
    await clock.step(1000);
    expect(engine.unresolved()).toEqual([]);
    expect(appended).toHaveLength(1);
  });
});
