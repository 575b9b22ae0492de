import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../simulator/world/virtual-clock.ts';
import { TillHost } from '../../../../testkit/shop/till-host.ts';

function process(drift = 0) {
  const clock = new VirtualClock();
  const done: string[] = [];
  const machine = {
    now: () => clock.now(),
    upMs: () => clock.now(),
    lastsMs: (ms: number) => Math.ceil(ms / (1 + drift)),
  };
  const host = new TillHost(clock, { machine, name: 'A', onEnd: () => done.push('ended'), onThrow: () => undefined });
  return { clock, host, done, note: (what: string) => () => done.push(what) };
}

describe('a process that is stopped', () => {
  it('runs no timer and takes no answer, and gets everything at once when it wakes, in the order in which it came', async () => {
    const { clock, host, done, note } = process();
    host.clock.setTimeout(note('timer'), 500);
    host.endAfter(0, 'stopped');
    clock.setTimeout(() => host.whenAwake(note('answer')), 100);
    await clock.advance(10_000);
    expect(done).toEqual([]);
    host.wake();
    await clock.advance(0);
    expect(done).toEqual(['answer', 'timer']);
  });

  it('may find its timers before what has arrived', async () => {
    const { clock, host, done, note } = process();
    host.clock.setTimeout(note('timer'), 500);
    host.endAfter(0, 'stopped');
    clock.setTimeout(() => host.whenAwake(note('answer')), 100);
    await clock.advance(1000);
    host.wake(true);
    await clock.advance(0);
    expect(done).toEqual(['timer', 'answer']);
  });

  it('does not run a timer that was cleared by what came before it', async () => {
    const { clock, host, done, note } = process();
    const timer = host.clock.setTimeout(note('timer'), 500);
    host.endAfter(0, 'stopped');
    host.whenAwake(() => host.clock.clearTimeout(timer));
    await clock.advance(1000);
    host.wake();
    await clock.advance(0);
    expect(done).toEqual([]);
  });

  it('is stopped at a given access, and gets what that access waits for when it wakes', async () => {
    const { clock, host, done, note } = process();
    host.endAfter(2, 'stopped');
    void host.whileAlive('first').then(note('first'));
    await clock.advance(0);
    void host.whileAlive('second').then(note('second'));
    await clock.advance(1000);
    expect([host.isStopped, done]).toEqual([true, ['first', 'second']]);
    void host.whileAlive('third').then(note('third'));
    await clock.advance(1000);
    expect(done).toEqual(['first', 'second']);
    host.wake();
    await clock.advance(0);
    expect(done).toEqual(['first', 'second', 'third']);
  });

  it('that is killed gets nothing of it', async () => {
    const { clock, host, done, note } = process();
    host.endAfter(0, 'stopped');
    host.whenAwake(note('answer'));
    host.end('killed');
    host.wake();
    await clock.advance(1000);
    expect(done).toEqual(['ended']);
  });
});

it('a timer on a machine whose clocks go too fast fires early', async () => {
  const { clock, host, done, note } = process(0.01);
  host.clock.setTimeout(note('timer'), 1010);
  await clock.advance(999);
  expect(done).toEqual([]);
  await clock.advance(1);
  expect(done).toEqual(['timer']);
});
