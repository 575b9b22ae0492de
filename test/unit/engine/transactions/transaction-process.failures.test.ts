import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { http, never, type Behaviour } from '../../../support/sealed-terminal.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';

/** A clock that can be made to fail once: the failure is inside the process of the transaction, which reads it for each event. */
function fallibleClock() {
  const clock = steppedClock();
  let toFail = false;
  return {
    ...clock,
    now: () => {
      if (!toFail) return clock.now();
      toFail = false;
      throw new Error('thrown by an injected part');
    },
    failOnce: () => (toFail = true),
  };
}

const lost: Behaviour = ({ category }) => (category === 'Payment' ? http(503, '') : never);

describe('an unforeseen failure in the process of a payment', () => {
  it('before anything was sent ends it as not processed, and nothing is sent', async () => {
    const clock = fallibleClock();
    const memory = memoryJournal();
    const journal: typeof memory = {
      ...memory,
      append: async (records) => {
        await memory.append(records);
        if (records[0]?.type === 'opened') clock.failOnce();
      },
    };
    const { engine, terminal } = await createTestEngine(undefined, { journal }, clock);
    expect(await engine.pay(order()).settled()).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_INTERNAL_UNSENT' },
    });
    expect(terminal.received).toEqual([]);
  });

  it('after it was sent leaves its outcome unknown', async () => {
    const clock = fallibleClock();
    const { engine } = await createTestEngine(() => never, {}, clock);
    const payment = engine.pay(order());
    await settle();
    clock.failOnce();
    payment.abort();
    await settle();
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_INTERNAL' } });
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it('that an earlier process may have sent leaves its outcome unknown', async () => {
    const journal = memoryJournal();
    const { engine: earlier } = await createTestEngine(() => never, { journal });
    const { id } = earlier.pay(order());
    await settle();
    const copy = memoryJournal();
    for await (const record of journal.read()) await copy.append([record]);

    const clock = fallibleClock();
    const { engine, terminal } = await createTestEngine(lost, { journal: copy }, clock);
    await settle();
    clock.failOnce();
    engine.checkStatus(id);
    await settle();
    expect(engine.unresolved()).toMatchObject([{ id, state: 'timedOut' }]);
    await clock.step(2000, 500);
    expect(terminal.received.map(({ category }) => category)).toEqual(['TransactionStatus']);
  });
});
