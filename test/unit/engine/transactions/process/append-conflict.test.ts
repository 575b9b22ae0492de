import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../../../adapters/ports/journal.port.ts';
import { JournalError } from '../../../../../errors.ts';
import { settle } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { approves, losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';
import { readAll } from '../../../../support/test-journals.ts';

const eventOf = (record: JournalRecord | undefined) => (record?.type === 'event' ? record.event.type : record?.type);

/** A journal of which another process has stored that record before; it counts the attempts. */
function journalWithRival(rival: (record: JournalRecord) => JournalRecord | undefined) {
  const memory = memoryJournal();
  let attempts = 0;
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      attempts += 1;
      for (const record of records) {
        const other = rival(record);
        if (other !== undefined) await memory.append([other]).catch(() => {});
      }
      await memory.append(records);
    },
  };
  return { journal, memory, attempts: () => attempts };
}

describe('an append that meets a record of another process', () => {
  it('proves that the id was used: the payment is not sent and not reported as not processed, and a person decides', async () => {
    const { journal, attempts } = journalWithRival((record) =>
      record.type === 'opened' ? { ...record, atMs: 17 } : undefined,
    );
    const { engine, terminal, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await expect(payment.settled()).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT', transaction: 'basket-1' });
    expect(payment.state.outcome).toBeUndefined();
    expect(engine.unresolved()).toMatchObject([{ id: 'basket-1', state: 'damaged' }]);
    expect(engine.terminal(POIID).state.work).toBe('quarantined');
    const before = attempts();
    await clock.step(60_000, 1000);
    expect(attempts()).toBe(before);
    expect(terminal.received).toEqual([]);
    engine.override({ transaction: 'basket-1', by: 'Ada', reason: 'seen', outcome: 'notCharged' });
    await settle();
    expect(await payment.settled()).toMatchObject({ kind: 'overridden', charged: 'no' });
  });

  it('(at the decision to send) sends nothing, and is a matter for a person', async () => {
    const { journal } = journalWithRival((record) =>
      eventOf(record) === 'intent.stored' ? { ...record, atMs: 17 } : undefined,
    );
    const { engine, terminal } = await createTestEngine(approves, { journal });
    await expect(engine.pay(order({ id: 'basket-1' })).settled()).rejects.toMatchObject({
      code: 'ERR_JOURNAL_CORRUPT',
    });
    expect(terminal.received).toEqual([]);
  });

  it('(at an answer) keeps the answer for a person, reports no outcome of it, and is not tried again for ever', async () => {
    const { journal, attempts } = journalWithRival((record) =>
      eventOf(record) === 'poi.answered' ? { ...record, atMs: 17 } : undefined,
    );
    const { engine, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    expect(payment.state).toMatchObject({ state: 'damaged', failure: { code: 'ERR_JOURNAL_CORRUPT' } });
    expect(engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    expect(engine.orphans()).toMatchObject([{ detail: { transaction: 'basket-1', result: { kind: 'approved' } } }]);
    const before = attempts();
    await clock.step(60_000, 1000);
    expect(attempts()).toBe(before);
  });
});

/** A journal that stores an append and refuses it all the same, once. */
function journalThatLies(about: string) {
  const memory = memoryJournal();
  let lied = false;
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      await memory.append(records);
      if (lied || eventOf(records[0]) !== about) return;
      lied = true;
      throw new JournalError('ERR_JOURNAL_IO', 'the disk failed');
    },
  };
  return { journal, memory };
}

describe('an append that was refused, and is there all the same', () => {
  it('counts as stored when it is tried again: the payment goes on', async () => {
    const { journal, memory } = journalThatLies('poi.answered');
    const { engine, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order());
    await settle();
    await clock.step(1000);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect((await readAll(memory)).map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
  });

  it('(the decision to send) leaves its place to the record that nothing was sent', async () => {
    const { journal, memory } = journalThatLies('intent.stored');
    const { engine, terminal, clock } = await createTestEngine(() => never, { journal });
    const payment = engine.pay(order());
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
    await clock.step(5000, 1000);
    expect((await readAll(memory)).map(eventOf)).toEqual(['opened', 'intent.stored', 'link.notSent']);
    expect(terminal.received).toEqual([]);
  });

  it('(that an orphan is dismissed) has dismissed it', async () => {
    const memory = memoryJournal();
    const record = { version: 2, transaction: 'stray' as never, seq: 0, atMs: 1, type: 'orphan', detail: {} } as const;
    await memory.append([record, { ...record, seq: 1 }]);
    const { engine } = await createTestEngine(losesAnswers, { journal: memory });
    await engine.dismissOrphan('stray');
    expect(engine.orphans()).toEqual([]);
  });
});
