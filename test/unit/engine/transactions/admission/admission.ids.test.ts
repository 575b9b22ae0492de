import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../../../adapters/ports/journal.port.ts';
import { settle } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { heldTerminal, losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';
import { keptJournal } from '../../../../support/test-journals.ts';

const ONE_CENT = { currency: 'EUR', value: 1 };

describe('the id of a transaction', () => {
  it('is used once: the same request gives the same transaction, another one is refused', async () => {
    const { engine, terminal } = await createTestEngine();
    const first = engine.pay(order({ id: 'basket-77' }));
    const second = engine.pay(order({ id: 'basket-77' }));
    expect(second.serviceId).toBe(first.serviceId);
    await Promise.all([first.settled(), second.settled()]);
    expect(terminal.count('Payment')).toBe(1);
    expect(() => engine.pay(order({ id: 'basket-77', amount: ONE_CENT }))).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_ID_REUSED' }),
    );
    expect(engine.transaction('basket-77')?.state.state).toBe('settled');
    expect(engine.transaction('another')).toBeUndefined();
  });

  it('is looked up for thirty lanes at the same time without a warning of Node.js', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error) => void warnings.push(message);
    process.on('warning', note);
    const { engine } = await createTestEngine();
    const lanes = Array.from({ length: 30 }, (_, lane) => engine.pay(order({ id: `lane-${lane}`, queue: true })));
    await settle();
    process.off('warning', note);
    expect(lanes).toHaveLength(30);
    expect(warnings).toEqual([]);
  });

  it('gives the settled transaction after a restart, and nothing is sent; another request under it is refused', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(undefined, { journal });
    const payment = first.engine.pay(order({ id: 'basket-1' }));
    await payment.settled();
    await first.end();

    const second = await createTestEngine(() => never, { journal }, first.clock);
    expect(second.engine.unresolved()).toEqual([]);
    const same = second.engine.pay(order({ id: 'basket-1' }));
    expect(await same.settled()).toMatchObject({ kind: 'approved', recovered: false });
    expect(same.serviceId).toBe(payment.serviceId);
    const other = second.engine.pay(order({ id: 'basket-2' }));
    expect(other.state.state).not.toBe('settled');
    await second.end();

    const third = await createTestEngine(() => never, { journal }, first.clock);
    const reused = third.engine.pay(order({ id: 'basket-1', amount: ONE_CENT }));
    expect(await reused.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ID_REUSED' } });
    expect(third.terminal.count('Payment')).toBe(0);
  });

  it('of a refused transaction stays in memory when it is used again, however many others are refused meanwhile', async () => {
    const { engine } = await createTestEngine(losesAnswers, { limits: { settledKeptMax: 2 } });
    const blocker = engine.pay(order({ id: 'blocker' }));
    await settle();
    await engine.pay(order({ id: 'x' })).settled();
    engine.override({ transaction: blocker.id, by: 'Ada', reason: 'seen', outcome: 'notCharged' });
    await settle();
    engine.pay(order({ id: 'x' }));
    await settle();
    for (let round = 0; round < 5; round += 1) await engine.pay(order({ id: `other-${round}` })).settled();
    expect(engine.transaction('x')?.state.tags).toContain('outcomeUnknown');
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['x'] });
  });

  it('of a withdrawn transaction is free for another request', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine } = await createTestEngine(behave);
    engine.pay(order());
    const withdrawn = engine.pay(order({ id: 'x', queue: true }));
    await settle();
    withdrawn.abort();
    await withdrawn.settled();
    const other = engine.pay(order({ id: 'x', queue: true, amount: ONE_CENT }));
    await settle();
    await answerNext();
    await answerNext();
    expect(await other.settled()).toMatchObject({ kind: 'approved' });
    expect(withdrawn.state.outcome).toMatchObject({ kind: 'notProcessed' });
  });
});

describe('while the id of a transaction is looked up in the journal', () => {
  it('an abort says nothing of a payment that was made long ago', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(undefined, { journal });
    await first.engine.pay(order({ id: 'basket-1' })).settled();
    await first.end();
    const second = await createTestEngine(() => never, { journal }, first.clock);
    const same = second.engine.pay(order({ id: 'basket-1' }));
    same.abort();
    expect(await same.settled()).toMatchObject({ kind: 'approved', charged: 'yes' });
  });

  it('an abort withdraws a transaction whose id is new: nothing is sent', async () => {
    const { engine, terminal } = await createTestEngine(() => never);
    const payment = engine.pay(order({ id: 'basket-1' }));
    payment.abort();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.received).toEqual([]);
  });

  it('a journal that cannot be read yet decides nothing: the look-up is tried again', async () => {
    const { journal, repair } = unreadableJournal();
    const { engine, clock } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    expect(payment.state.state).toBe('queued');
    repair();
    await clock.step(1000);
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
  });

  it('closing reports no outcome of it: it may be that of a payment that was made, and nothing is sent', async () => {
    const { journal } = unreadableJournal();
    const { engine, terminal, end } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    await end();
    await expect(payment.settled()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    expect(terminal.received).toEqual([]);
  });
});

/** A journal whose transactions cannot be read until the disk is repaired. */
function unreadableJournal() {
  const memory = memoryJournal();
  let broken = true;
  const journal: Journal = {
    ...memory,
    read: (id) => {
      if (broken) throw Object.assign(new Error(), { code: 'ERR_JOURNAL_IO' });
      return memory.read(id);
    },
  };
  return { journal, repair: () => (broken = false) };
}
