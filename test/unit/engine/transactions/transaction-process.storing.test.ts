import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../../adapters/ports/journal.port.ts';
import type { TransactionEvent } from '../../../../machines/index.ts';
import { settle } from '../../../support/clock.ts';
import { http, never } from '../../../support/sealed-terminal.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';

/** A journal that takes each event of that type only when it is let, and then stores it or fails. */
function journalHolding(type: TransactionEvent['type'] | 'opened') {
  const memory = memoryJournal();
  const waiting: { store: () => void; fail: () => void }[] = [];
  const journal: Journal = {
    ...memory,
    append: async (records) => {
      const [record] = records;
      const isHeld = record?.type === 'event' ? record.event.type === type : record?.type === type;
      if (isHeld)
        await new Promise<void>((store, fail) => waiting.push({ store, fail: () => fail(new Error('full')) }));
      await memory.append(records);
    },
  };
  const end = (how: 'store' | 'fail') => async () => {
    for (const append of waiting.splice(0)) append[how]();
    await settle();
  };
  return { journal, memory, store: end('store'), fail: end('fail') };
}

describe('a payment', () => {
  it.each(['opened', 'intent.stored'] as const)('is not sent before its %s is on disk', async (type) => {
    const { journal, store } = journalHolding(type);
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await settle();
    expect(terminal.received).toEqual([]);
    await store();
    expect(terminal.count('Payment')).toBe(1);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it.each(['opened', 'intent.stored'] as const)('whose %s cannot be stored is never sent', async (type) => {
    const { journal, fail } = journalHolding(type);
    const { engine, terminal, clock } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await settle();
    await fail();
    await clock.step(60_000, 1000);
    expect(terminal.received).toEqual([]);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('is not asked about before the loss of its answer is on disk', async () => {
    const { journal, store } = journalHolding('poi.undecided');
    const { engine, terminal, clock } = await createTestEngine(
      ({ category }) => (category === 'Payment' ? http(503, '') : never),
      { journal },
    );
    const payment = engine.pay(order());
    await settle();
    await clock.step(30_000, 1000);
    expect(payment.state.state).toBe('awaiting');
    expect(terminal.count('TransactionStatus')).toBe(0);
    await store();
    await clock.step(2000, 500);
    expect(terminal.count('TransactionStatus')).toBe(1);
  });
});
