import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../adapters/ports/clock.port.ts';
import { readClock, retry, sleep, TIMER_MS_MAX, Timers } from '../../../../engine/runtime/timers.ts';
import { settle, steppedClock } from '../../../support/clock.ts';

/** A stepped clock that keeps how long each wait was asked for, and how many are running. */
function watchedClock() {
  const stepped = steppedClock();
  const waits: number[] = [];
  const running = new Set<unknown>();
  const clock: Clock & Pick<typeof stepped, 'step'> = {
    ...stepped,
    setTimeout(fire, ms) {
      waits.push(ms);
      const timer = stepped.setTimeout(() => {
        running.delete(timer);
        fire();
      }, ms);
      running.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      running.delete(timer);
      stepped.clearTimeout(timer);
    },
  };
  return { clock, waits, running };
}

describe('named timers', () => {
  it('fire once, each when it is due', async () => {
    const { clock } = watchedClock();
    const timers = new Timers<'a' | 'b'>(clock);
    const fired: string[] = [];
    timers.arm('a', 20, () => fired.push('a'));
    timers.arm('b', 10, () => fired.push('b'));
    await clock.step(10);
    expect(fired).toEqual(['b']);
    await clock.step(100, 10);
    expect(fired).toEqual(['b', 'a']);
  });

  it('replace the one of the same name: the last one armed counts', async () => {
    const { clock, running } = watchedClock();
    const timers = new Timers<'a'>(clock);
    const fired: string[] = [];
    timers.arm('a', 10, () => fired.push('first'));
    timers.arm('a', 20, () => fired.push('second'));
    expect(running.size).toBe(1);
    await clock.step(100, 10);
    expect(fired).toEqual(['second']);
  });

  it('can be armed again by what they fire', async () => {
    const { clock } = watchedClock();
    const timers = new Timers<'a'>(clock);
    let rounds = 0;
    const again = () => {
      rounds += 1;
      timers.arm('a', 10, again);
    };
    again();
    await clock.step(30, 10);
    expect(rounds).toBe(4);
    timers.disarmAll();
    await clock.step(30, 10);
    expect(rounds).toBe(4);
  });

  it('do not fire once they are disarmed, one or all, also when nothing is armed', async () => {
    const { clock, running } = watchedClock();
    const timers = new Timers<'a' | 'b' | 'c'>(clock);
    const fired: string[] = [];
    for (const name of ['a', 'b', 'c'] as const) timers.arm(name, 10, () => fired.push(name));
    timers.disarm('b');
    timers.disarm('b');
    expect(running.size).toBe(2);
    timers.disarmAll();
    timers.disarmAll();
    expect(running.size).toBe(0);
    await clock.step(100, 10);
    expect(fired).toEqual([]);
  });

  it.each([
    ['what is overdue', -5000, 0],
    ['what is due now', 0, 0],
    ['a month, which Node.js would take for a millisecond', 30 * 24 * 3_600_000, TIMER_MS_MAX],
    ['for ever', Infinity, TIMER_MS_MAX],
  ])('wait for %s no shorter than nothing and no longer than a timer can', (_, delayMs, waitedMs) => {
    const { clock, waits } = watchedClock();
    new Timers<'a'>(clock).arm('a', delayMs, () => {});
    expect(waits).toEqual([waitedMs]);
  });
});

describe('trying again', () => {
  const failing = () => Promise.reject(new Error('disk full'));

  it('gives what the first attempt gave, and waits for nothing', async () => {
    const { clock, waits } = watchedClock();
    expect(
      await retry(
        clock,
        new AbortController().signal,
        () => Promise.resolve(7),
        () => {},
      ),
    ).toBe(7);
    expect(waits).toEqual([]);
  });

  it('happens once a second until it works, and each failure is heard of', async () => {
    const { clock } = watchedClock();
    const failures: unknown[] = [];
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      if (attempts < 4) throw new Error(`failure ${attempts}`);
      return 'stored';
    };
    const result = retry(clock, new AbortController().signal, attempt, (error) => failures.push(String(error)));
    await settle();
    expect(attempts).toBe(1);
    await clock.step(999);
    expect(attempts).toBe(1);
    await clock.step(1);
    expect(attempts).toBe(2);
    await clock.step(2000, 1000);
    expect(await result).toBe('stored');
    expect(failures).toEqual(['Error: failure 1', 'Error: failure 2', 'Error: failure 3']);
  });

  it('takes an attempt that throws at once for one that failed', async () => {
    const { clock } = watchedClock();
    let broken = true;
    const attempt = (): Promise<string> => {
      if (broken) throw new Error('at once');
      return Promise.resolve('read');
    };
    const result = retry(clock, new AbortController().signal, attempt, () => (broken = false));
    await settle();
    await clock.step(1000);
    expect(await result).toBe('read');
  });

  it('ends at once when the signal aborts, without another attempt and without a timer left', async () => {
    const { clock, running } = watchedClock();
    const abort = new AbortController();
    let attempts = 0;
    const result = retry(
      clock,
      abort.signal,
      () => ((attempts += 1), failing()),
      () => {},
    );
    await settle();
    abort.abort();
    expect(await result).toBeUndefined();
    expect(running.size).toBe(0);
    await clock.step(10_000, 1000);
    expect(attempts).toBe(1);
  });

  it('does not begin when the signal has aborted before', async () => {
    const { clock } = watchedClock();
    let attempts = 0;
    const result = await retry(
      clock,
      AbortSignal.abort(),
      () => ((attempts += 1), failing()),
      () => {},
    );
    expect([result, attempts]).toEqual([undefined, 0]);
  });

  it('gives the result of an attempt that works although the signal aborted meanwhile: what is stored is stored', async () => {
    const { clock } = watchedClock();
    const abort = new AbortController();
    const attempt = async () => {
      abort.abort();
      return 'stored';
    };
    expect(await retry(clock, abort.signal, attempt, () => {})).toBe('stored');
  });
});

describe('a pause', () => {
  it('ends when its time is up, and leaves no listener on the signal', async () => {
    const { clock } = watchedClock();
    const listeners = new Set<unknown>();
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: never, options: never) => {
      listeners.add(listener);
      add(type, listener, options);
    };
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener);
      remove(type, listener);
    };
    const paused = sleep(clock, signal, 1000);
    expect(listeners.size).toBe(1);
    await clock.step(1000);
    await paused;
    expect(listeners.size).toBe(0);
  });

  it('does not begin when the signal has aborted before', async () => {
    const { clock, waits } = watchedClock();
    await sleep(clock, AbortSignal.abort(), 1000);
    expect(waits).toEqual([]);
  });
});

describe('the clock', () => {
  it('is read on both of its hands', () => {
    expect(readClock({ ...steppedClock(), now: () => 1_000_000, upMs: () => 5 })).toEqual({ atMs: 1_000_000, upMs: 5 });
  });
});
