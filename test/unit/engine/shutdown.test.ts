import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import { silentLogger } from '../../../engine/runtime/logging.ts';
import { shutDown, type Closable } from '../../../engine/shutdown.ts';
import { TransactionStore } from '../../../engine/transactions/transaction-store.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { APPROVAL, heldTerminal } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../support/test-engine.ts';

describe('closing', () => {
  it('waits for what is in flight', async () => {
    let finish = () => {};
    const { engine } = await createTestEngine(
      (asked) => new Promise((resolve) => (finish = () => resolve(asked.answer(APPROVAL)))),
    );
    const payment = engine.pay(order());
    await settle();
    const closed = engine.close();
    finish();
    await closed;
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('ends after a stated time, leaves the rest as it is, and refuses what comes later', async () => {
    const { engine, end } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    await settle();
    await end();
    await engine.close();
    expect(payment.state.state).toBe('awaiting');
    await expect(payment.settled()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    expect(await payment.outcome(1000)).toMatchObject({ kind: 'unresolved' });
    expect(() => engine.pay(order())).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }));
  });

  it('sends nothing of what waits in line', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal, clock } = await createTestEngine(behave);
    engine.pay(order({ id: 'a' }));
    const waiting = engine.pay(order({ id: 'b', queue: true }));
    await settle();
    const closing = engine.close();
    await settle();
    await answerNext();
    await clock.step(10_000);
    await closing;
    expect(await waiting.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.count('Payment')).toBe(1);
  });
});

describe('the parts of an engine', () => {
  const closed: string[] = [];
  const part = (name: string, close: () => void | Promise<void> = () => {}): Closable => ({
    name,
    close: () => {
      closed.push(name);
      return close();
    },
  });

  function shutDownOf(...parts: Closable[]) {
    closed.length = 0;
    const logged: [object, string][] = [];
    const done = shutDown({
      clock: steppedClock(),
      log: { ...silentLogger, error: (fields, message) => logged.push([fields, message]) },
      store: new TransactionStore({ settledKeptMax: 1 }, new Map()),
      closeTimeoutMs: 5000,
      admission: { close: () => closed.push('admission') },
      parts,
    });
    return { done, logged };
  }

  it('are closed one after the other, in their order, after the admission', async () => {
    let finish = () => {};
    const slow = part('slow', () => new Promise((resolve) => (finish = resolve)));
    const { done } = shutDownOf(slow, part('next'));
    await settle();
    expect(closed).toEqual(['admission', 'slow']);
    finish();
    await done;
    expect(closed).toEqual(['admission', 'slow', 'next']);
  });

  it('are all closed when some of them fail: each failure is logged, and the first one is thrown at the end', async () => {
    const first = Object.assign(new Error('4111111111111111'), { code: 'ERR_JOURNAL_IO' });
    const { done, logged } = shutDownOf(
      part('listener', () => Promise.reject(first)),
      part('client', () => {
        throw new TypeError('at once');
      }),
      part('journal'),
    );
    await expect(done).rejects.toBe(first);
    expect(closed).toEqual(['admission', 'listener', 'client', 'journal']);
    expect(logged).toEqual([
      [{ event: 'engine.partNotClosed', part: 'listener', error: 'ERR_JOURNAL_IO' }, 'a part could not be closed'],
      [{ event: 'engine.partNotClosed', part: 'client', error: 'TypeError' }, 'a part could not be closed'],
    ]);
  });

  it('are closed in an engine too when its journal fails to close, and the failure is reported', async () => {
    const failing = Object.assign(new Error(), { code: 'ERR_JOURNAL_IO' });
    let isTransportClosed = false;
    const { engine, end } = await createTestEngine(undefined, {
      journal: { ...memoryJournal(), close: () => Promise.reject(failing) },
      parts: { transport: () => ({ post: () => never, close: async () => void (isTransportClosed = true) }) },
    });
    let statesEnded = false;
    engine.transactions$.subscribe({ complete: () => (statesEnded = true) });
    await expect(end()).rejects.toBe(failing);
    expect([isTransportClosed, statesEnded]).toEqual([true, true]);
  });
});
