import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../../engine/runtime/in-order.ts';
import { settle } from '../../../support/clock.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

describe('values that are delivered in order', () => {
  it('reach every subscriber in the same order, also one that another subscriber causes', () => {
    const subject = new BehaviorSubject({ value: 0 });
    const deliver = inOrder((next: { value: number }) => subject.next(next));
    const seen: [number[], number[]] = [[], []];
    subject.subscribe(({ value }) => {
      seen[0].push(value);
      if (value === 1) [2, 3].forEach((next) => deliver({ value: next }));
    });
    subject.subscribe(({ value }) => seen[1].push(value));
    deliver({ value: 1 });
    deliver({ value: 4 });
    expect(seen).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
  });
});

describe('a subscriber behind one that aborts what it hears of', () => {
  it('ends with the state in which the transaction is: it was queued, then it was withdrawn', async () => {
    const { engine } = await createTestEngine(() => never);
    engine.pay(order());
    await settle();
    engine.transactions$.subscribe(({ id, state }) => state === 'queued' && engine.abort(id));
    const seen: string[] = [];
    engine.transactions$.subscribe(({ state }) => seen.push(state));
    engine.pay(order({ queue: true }));
    await settle();
    expect(seen).toEqual(['queued', 'settled']);
  });

  it('ends with the state in which the terminal is: nothing waits any more', async () => {
    const { engine } = await createTestEngine(({ category }) =>
      category === 'Payment' ? never : { kind: 'failed', failure: { code: 'ERR_LINK_UNREACHABLE', message: '' } },
    );
    engine.pay(order());
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    const terminal = engine.terminal(POIID);
    terminal.state$.subscribe(({ link }) => link === 'offline' && waiting.abort());
    const seen: string[] = [];
    terminal.state$.subscribe((state) => seen.push(`${state.link}, ${state.waiting.length} wait`));
    await terminal.diagnose();
    expect(seen).toEqual(['unknown, 1 wait', 'offline, 1 wait', 'offline, 0 wait']);
    expect(terminal.state.waiting).toEqual([]);
  });
});
