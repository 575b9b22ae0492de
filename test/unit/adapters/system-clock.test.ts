import { uptime } from 'node:os';
import { describe, expect, it } from 'vitest';
import { carriedOnUptime, systemClock } from '../../../adapters/system-clock.ts';

it('the system clock gives epoch milliseconds', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('the system clock gives the uptime of the machine in whole milliseconds', () => {
  const before = uptime() * 1000;
  const up = systemClock.upMs();
  expect(Number.isInteger(up)).toBe(true);
  // A reading that is carried on may have been taken at the end of a hundredth of a second, and `before` at the beginning of one.
  expect(up).toBeGreaterThanOrEqual(Math.floor(before) - 10);
  expect(up).toBeLessThanOrEqual(uptime() * 1000 + 100);
});

describe('the uptime that is carried on', () => {
  /** A machine whose clocks are moved by hand, with how often its uptime was read. */
  function machine() {
    const clocks = { wall: 1_800_000_000_000, process: 5000, uptime: 70_000 };
    let reads = 0;
    const upMs = carriedOnUptime({
      wall: () => clocks.wall,
      process: () => clocks.process,
      uptime: () => {
        reads += 1;
        return clocks.uptime;
      },
    });
    const pass = (ms: number) => {
      for (const name of ['wall', 'process', 'uptime'] as const) clocks[name] += ms;
    };
    return { clocks, upMs, pass, reads: () => reads };
  }

  it('is that of the machine, and is read once in a tenth of a second', () => {
    const { upMs, pass, reads } = machine();
    expect(upMs()).toBe(70_000);
    for (let count = 0; count < 4; count += 1) pass(25);
    expect(upMs()).toBe(70_100);
    expect(reads()).toBe(1);
    pass(1);
    expect(upMs()).toBe(70_101);
    expect(reads()).toBe(2);
  });

  it('has the sleep of the machine at once', () => {
    const { clocks, upMs, pass } = machine();
    upMs();
    pass(10);
    clocks.wall += 3_600_000;
    clocks.uptime += 3_600_000;
    expect(upMs()).toBe(3_670_010);
  });

  it.each([-3_600_000, 3_600_000])('is that of the machine when the wall clock is set by %i ms', (byMs) => {
    const { clocks, upMs, pass } = machine();
    upMs();
    pass(10);
    clocks.wall += byMs;
    expect(upMs()).toBe(70_010);
  });

  it('does not run backwards when the next reading is a rounded one', () => {
    const { clocks, upMs, pass } = machine();
    upMs();
    pass(99);
    expect(upMs()).toBe(70_099);
    pass(2);
    clocks.uptime = 70_090;
    expect(upMs()).toBe(70_099);
  });
});
