import { expect, it } from 'vitest';
import { scaledClock, type SimulatorClock } from '../../../../simulator/primitives/clock.ts';
import { NamedTimers } from '../../../../simulator/primitives/named-timers.ts';

/** A clock that only a test moves. */
class StillClock implements SimulatorClock {
  nowMs = 1000;
  readonly due = new Map<number, { readonly run: () => void; readonly afterMs: number }>();
  #handles = 0;
  now() {
    return this.nowMs;
  }
  setTimeout(run: () => void, afterMs: number) {
    this.due.set((this.#handles += 1), { run, afterMs });
    return this.#handles;
  }
  clearTimeout(handle: unknown) {
    this.due.delete(Number(handle));
  }
  get delays() {
    return [...this.due.values()].map(({ afterMs }) => afterMs);
  }
}

it('runs faster when scaled, both its timers and its time', () => {
  const still = new StillClock();
  const fast = scaledClock(still, 0.01);
  const handle = fast.setTimeout(() => undefined, 120_000);
  expect(still.delays).toEqual([1200]);
  fast.clearTimeout(handle);
  expect(still.delays).toEqual([]);
  still.nowMs += 1200;
  expect(fast.now()).toBe(1000 + 120_000);
});

it('replaces a timer that is set again under its name, and clears all of them', () => {
  const still = new StillClock();
  const timers = new NamedTimers<'a' | 'b'>(still);
  timers.set('a', 10, () => undefined);
  timers.set('a', 20, () => undefined);
  timers.set('b', 30, () => undefined);
  expect(still.delays).toEqual([20, 30]);
  timers.clear();
  expect(still.delays).toEqual([]);
});
