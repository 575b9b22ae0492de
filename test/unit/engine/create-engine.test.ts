import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import { soleOwner } from '../../../adapters/ownership/sole-owner.ts';
import type { Journal } from '../../../adapters/ports/journal.port.ts';
import { silentLogger } from '../../../engine/runtime/logging.ts';
import { JournalError } from '../../../errors.ts';
import { settle } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { losesAnswers, repeated, APPROVAL } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../support/test-engine.ts';
import { copyOf, keptJournal } from '../../support/test-journals.ts';

describe('straight after a restart', () => {
  it('what was in flight is listed as unresolved, and can be overridden', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(() => never, { journal });
    const { id } = engine.pay(order());
    await settle();
    const { engine: next } = await createTestEngine(() => never, { journal: await copyOf(journal) });
    expect(next.unresolved()).toMatchObject([{ id, state: 'timedOut', nextCheckAtMs: expect.any(Number) as number }]);
    expect(next.unresolved()[0]?.tags).toContain('outcomeUnknown');
    expect(next.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: [id] });
    const overridden = next.override({ transaction: id, by: 'Ada', reason: 'receipt seen', outcome: 'charged' });
    expect(await overridden.settled()).toMatchObject({ kind: 'overridden', charged: 'yes' });
  });

  it('what was stored and had not left yet was not processed, and the terminal is free', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(() => never, { journal });
    const { id } = engine.pay(order());
    await settle();
    const { engine: next, terminal } = await createTestEngine(undefined, { journal: await copyOf(journal, 1) });
    expect(next.unresolved()).toEqual([]);
    expect(next.transaction(id)?.state.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_HOST_RESTARTED_UNSENT' },
    });
    expect(await next.pay(order({ reference: 'ORDER-2' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment']);
  });
});

describe('after a restart', () => {
  it('an open transaction is asked about and never sent again; its terminal is quarantined meanwhile', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(() => never, { journal });
    const payment = first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await first.end();

    const second = await createTestEngine((asked) => asked.answer(repeated(asked, APPROVAL)), { journal }, first.clock);
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    expect(await second.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    await settle();
    await second.clock.step(1500);
    const again = second.engine.pay(order({ id: 'basket-1' }));
    expect(again.serviceId).toBe(payment.serviceId);
    expect(await again.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(second.terminal.received.map(({ category }) => category)).toEqual(['TransactionStatus']);
    expect(second.engine.terminal(POIID).state.work).toBe('idle');
  });

  it('a terminal is closed before the restart is stored: a slow disk admits no payment meanwhile', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(() => never, { journal });
    first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await first.end();
    const stuck: Journal = { ...journal, append: () => new Promise(() => {}) };
    const second = await createTestEngine(() => never, { journal: stuck }, first.clock);
    expect(second.engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['basket-1'] });
    expect(await second.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
  });

  it('a transaction that was unknown before is listed once, not twice', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(losesAnswers, { journal });
    first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await first.end();
    const second = await createTestEngine(() => never, { journal }, first.clock);
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    await settle();
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
  });

  it('a transaction of a terminal that is no longer configured is not forgotten', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(() => never, { journal });
    first.engine.pay(order({ poiid: OTHER_POIID, id: 'basket-1' }));
    await settle();
    await first.end();
    const terminals = [{ poiid: POIID, host: '192.0.2.1' }];
    const second = await createTestEngine(() => never, { journal, terminals }, first.clock);
    await settle();
    await second.clock.step(1500);
    expect(second.engine.unresolved()).toMatchObject([
      { id: 'basket-1', failure: { code: 'ERR_TERMINAL_UNCONFIGURED' } },
    ]);
  });
});

describe('an engine that cannot start', () => {
  it('is one of a shared journal that does not ask it which terminals are its own', async () => {
    const journal = { ...memoryJournal(), ownership: { ...soleOwner } };
    await expect(createTestEngine(undefined, { journal })).rejects.toMatchObject({
      code: 'ERR_CONFIG_JOURNAL',
      path: 'parts.ownership',
    });
    await createTestEngine(undefined, { journal, parts: { ownership: journal.ownership } });
  });

  it('because its journal cannot be read says so, and closes the journal', async () => {
    let isClosed = false;
    const readOpen = () => {
      throw new JournalError('ERR_JOURNAL_IO', 'the disk failed');
    };
    const journal = { ...memoryJournal(), readOpen, close: async () => void (isClosed = true) };
    await expect(createTestEngine(undefined, { journal })).rejects.toMatchObject({ code: 'ERR_JOURNAL_IO' });
    expect(isClosed).toBe(true);
  });

  it.each([
    ['console, which has no child', console, 'one without child'],
    ['one without a level', { ...silentLogger, warn: undefined }, 'one without warn'],
    ['null', null, 'null'],
    ['a text', 'stdout', '"stdout"'],
  ])('because its logger is %s says what it lacks', async (_, logger, found) => {
    await expect(createTestEngine(undefined, { logger: logger as never })).rejects.toMatchObject({
      code: 'ERR_CONFIG_LOGGER',
      path: 'logger',
      found,
    });
  });

  it.each([[''], [17], [{}]])('because %j is no journal says so', async (journal) => {
    await expect(createTestEngine(undefined, { journal: journal as never })).rejects.toMatchObject({
      code: 'ERR_CONFIG_JOURNAL',
      path: 'journal',
    });
  });
});
