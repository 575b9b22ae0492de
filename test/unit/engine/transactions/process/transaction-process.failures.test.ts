import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { TransmitOptions } from '../../../../../engine/transactions/transaction-exchanges.ts';
import { settle, steppedClock } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../../support/test-engine.ts';
import { copyOf } from '../../../../support/test-journals.ts';
import { startProcess } from '../../../../support/engine/transaction-process.ts';
import { approval } from '../../../../support/transactions.ts';

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

    const clock = fallibleClock();
    const { engine, terminal } = await createTestEngine(losesAnswers, { journal: await copyOf(journal) }, clock);
    await settle();
    clock.failOnce();
    engine.checkStatus(id);
    await settle();
    expect(engine.unresolved()).toMatchObject([{ id, state: 'timedOut' }]);
    await clock.step(2000, 500);
    expect(terminal.received.map(({ category }) => category)).toEqual(['TransactionStatus']);
  });
});

describe('a clock that fails when the timer of a status check is armed', () => {
  it.each([1, 2, 5])('(%i times) does not leave the payment without one: the terminal is asked', async (times) => {
    const clock = steppedClock();
    let toFail = 0;
    const setTimeout: typeof clock.setTimeout = (fn, ms) => {
      if (ms === 1500 && toFail > 0) {
        toFail -= 1;
        throw new Error('thrown by an injected part');
      }
      return clock.setTimeout(fn, ms);
    };
    const bench = startProcess(memoryJournal(), {
      clock: { ...clock, setTimeout },
      exchanges: { transmit: () => Promise.reject(new Error('the answer is lost')) },
    });
    toFail = times;
    await settle();
    expect(bench.store.unresolved).toHaveLength(1);
    await clock.step(10_000, 500);
    expect(bench.begun).toContain('askStatus');
  });
});

describe('an unforeseen failure in a process that stands by itself', () => {
  const bug = (): never => {
    throw new Error('a bug');
  };

  it('before anything was sent ends the transaction as not processed, once', async () => {
    const journal = memoryJournal();
    const { entry, clock, begun } = startProcess(journal);
    const now = clock.now.bind(clock);
    clock.now = bug;
    await settle();
    clock.now = now;
    expect(begun).toEqual([]);
    entry.send({ type: 'sale.abort' });
    await settle();
    expect(begun).toEqual([]);
    expect(entry.state.state).toBe('settled');
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
  });

  it('while the request was handed over leaves its outcome unknown, and it is asked about, never sent again', async () => {
    let transmissions = 0;
    const transmit = () => {
      transmissions += 1;
      return bug();
    };
    const { entry, clock, begun } = startProcess(memoryJournal(), { exchanges: { transmit } });
    await settle();
    expect(entry.state).toMatchObject({ failure: { code: 'ERR_INTERNAL' }, tags: ['outcomeUnknown', 'abortable'] });
    await clock.step(1500);
    expect(begun).toEqual(['askStatus']);
    expect(transmissions).toBe(1);
  });

  it('of the exchange itself leaves the outcome unknown', async () => {
    const exchanges = { transmit: () => Promise.reject(new Error('a bug')) };
    const { entry } = startProcess(memoryJournal(), { exchanges });
    await settle();
    expect(entry.state).toMatchObject({ failure: { code: 'ERR_INTERNAL' }, tags: ['outcomeUnknown', 'abortable'] });
  });

  it('after the request was sent leaves its outcome unknown, and its answer still settles it', async () => {
    let options: TransmitOptions | undefined;
    const transmit = (_: unknown, given: TransmitOptions) => {
      options = given;
      return never;
    };
    const { entry, clock } = startProcess(memoryJournal(), { exchanges: { transmit } });
    await settle();
    const now = clock.now.bind(clock);
    clock.now = bug;
    options?.onWritten();
    await settle();
    clock.now = now;
    await clock.step(1);
    expect(entry.state.tags).not.toEqual([]);
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    expect(entry.state.outcome).toMatchObject({ kind: 'approved', charged: 'yes' });
  });
});
