import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../../../adapters/ports/journal.port.ts';
import { JournalError } from '../../../../../errors.ts';
import { settle } from '../../../../support/clock.ts';
import { connectingTransport } from '../../../../support/wire/connecting-transport.ts';
import { never, sealedTerminal } from '../../../../support/terminal/sealed-terminal.ts';
import { approves, losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';
import { copyOf, keptJournal, readAll } from '../../../../support/test-journals.ts';

const eventOf = (record: JournalRecord | undefined) => (record?.type === 'event' ? record.event.type : record?.type);

/** A journal that does not take events of that type: it refuses them, or does not answer, until it is repaired. */
function journalWithout(type: string, how: 'refuses' | 'hangs') {
  const memory = keptJournal();
  const waiting: (() => void)[] = [];
  let isBroken = true;
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      if (isBroken && eventOf(records[0]) === type) {
        if (how === 'refuses') throw new JournalError('ERR_JOURNAL_FULL', 'the disk is full');
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      await memory.append(records);
    },
  };
  const repair = () => {
    isBroken = false;
    for (const go of waiting.splice(0)) go();
    return settle();
  };
  return { journal, memory, repair };
}

const OVERRIDE = { by: 'Ada', reason: 'seen at the terminal', outcome: 'charged' } as const;

describe.each(['refuses', 'hangs'] as const)('while a disk that %s does not take an answer', (how) => {
  async function held() {
    const disk = journalWithout('poi.answered', how);
    const bench = await createTestEngine(approves, { journal: disk.journal });
    const payment = bench.engine.pay(order({ id: 'basket-1' }));
    await settle();
    if (how === 'hangs') await bench.clock.step(5000);
    return { ...bench, ...disk, payment };
  }

  it('its transaction stands in unresolved() with the reason, and its terminal takes nothing new', async () => {
    const { engine, clock, payment } = await held();
    expect(engine.unresolved()).toMatchObject([
      {
        id: 'basket-1',
        failure: { code: 'ERR_JOURNAL_OVERDUE' },
        tags: expect.arrayContaining(['outcomeUnknown']) as [],
      },
    ]);
    expect(payment.state.outcome).toBeUndefined();
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['basket-1'] });
    const soon = payment.outcome(10);
    await clock.step(10);
    expect(await soon).toMatchObject({ kind: 'unresolved', failure: { code: 'ERR_JOURNAL_OVERDUE' } });
  });

  it('nothing is lost: it is reported as soon as the disk has it', async () => {
    const { engine, clock, payment, repair } = await held();
    await repair();
    await clock.step(1000);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect(engine.unresolved()).toEqual([]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it('closing ends in time, and the next start finds the transaction unknown', async () => {
    const { end, memory } = await held();
    await end();
    const { engine } = await createTestEngine(() => never, { journal: await copyOf(memory) });
    expect(engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
  });
});

describe('an override of a transaction whose answer the disk does not take', () => {
  it('comes before it: it is stored and reported, and the answer is kept for a person', async () => {
    const { journal, memory, repair } = journalWithout('poi.answered', 'refuses');
    const { engine, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    engine.override({ transaction: 'basket-1', ...OVERRIDE });
    await settle();
    expect(await payment.settled()).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada' });
    expect((await readAll(memory)).map(eventOf).slice(-3)).toEqual(['link.lost', 'sale.override', 'orphan']);
    await repair();
    await clock.step(1000);
    expect(engine.orphans()).toMatchObject([{ detail: { transaction: 'basket-1', result: { kind: 'approved' } } }]);
    // What the journal has is what was reported.
    const { engine: next } = await createTestEngine(() => never, { journal: await copyOf(memory) });
    expect((await next.find('basket-1'))?.state.outcome).toEqual(payment.state.outcome);
  });

  it('waits for a disk that hangs: what that disk then has comes first, and stays true', async () => {
    const { journal, memory, repair } = journalWithout('poi.answered', 'hangs');
    const { engine, clock } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    await clock.step(5000);
    engine.override({ transaction: 'basket-1', ...OVERRIDE });
    await settle();
    expect(payment.state.outcome).toBeUndefined();
    await repair();
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    expect((await readAll(memory)).map(eventOf).at(-1)).toBe('poi.answered');
  });

  it('of an earlier process comes behind the restart that made it unknown', async () => {
    const first = memoryJournal();
    const { engine: earlier } = await createTestEngine(() => never, { journal: first });
    earlier.pay(order({ id: 'basket-1' }));
    await settle();
    const { journal, memory, repair } = journalWithout('host.restarted', 'refuses');
    await memory.append(await readAll(first));
    const { engine, clock } = await createTestEngine(losesAnswers, { journal });
    await settle();
    expect(engine.unresolved()).toMatchObject([{ id: 'basket-1', failure: { code: 'ERR_JOURNAL_OVERDUE' } }]);
    engine.override({ transaction: 'basket-1', ...OVERRIDE });
    await repair();
    await clock.step(2000, 1000);
    expect(engine.unresolved()).toEqual([]);
    expect((await readAll(memory)).map(eventOf).slice(-2)).toEqual(['host.restarted', 'sale.override']);
  });
});

describe('an override that a person makes while the disk holds another event', () => {
  it('keeps a request from leaving whose connection is still being made', async () => {
    const disk = journalWithout('sale.checkStatus', 'hangs');
    const terminal = await sealedTerminal(approves);
    const link = connectingTransport(terminal.transport());
    const { engine, clock } = await createTestEngine(approves, {
      journal: disk.journal,
      parts: { transport: link.factory },
    });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    engine.checkStatus('basket-1');
    await settle();
    await clock.step(5000);
    engine.override({ transaction: 'basket-1', ...OVERRIDE, outcome: 'notCharged' });
    link.connect();
    await settle();
    expect(terminal.received).toEqual([]);
    await disk.repair();
    await clock.step(5000, 1000);
    expect(payment.state.outcome).toMatchObject({ charged: 'no' });
    expect(terminal.received).toEqual([]);
  });

  it('counts as well when the disk takes that event after all', async () => {
    const disk = journalWithout('link.written', 'hangs');
    const { engine, clock } = await createTestEngine(() => never, { journal: disk.journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    await clock.step(5000);
    engine.override({ transaction: 'basket-1', ...OVERRIDE });
    await disk.repair();
    await clock.step(1000);
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada' });
    const { engine: next } = await createTestEngine(() => never, { journal: await copyOf(disk.memory) });
    expect(next.unresolved()).toEqual([]);
  });

  it('closes the damaged transaction when that event turns out to be damage', async () => {
    const memory = keptJournal();
    let fail: ((error: Error) => void) | undefined;
    const journal: Journal = {
      ...memory,
      append: async (records) => {
        if (fail === undefined && eventOf(records[0]) === 'link.written') {
          await new Promise<void>((_, reject) => (fail = reject));
        }
        await memory.append(records);
      },
    };
    const { engine, clock } = await createTestEngine(() => never, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    await clock.step(5000);
    engine.override({ transaction: 'basket-1', ...OVERRIDE });
    fail?.(
      new JournalError('ERR_JOURNAL_CORRUPT', 'transaction basket-1: another wrote here', {
        transaction: payment.id,
      }),
    );
    await settle();
    await clock.step(1000);
    expect(engine.unresolved()).toEqual([]);
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada' });
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });
});
