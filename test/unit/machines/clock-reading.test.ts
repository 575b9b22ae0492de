import { describe, expect, it } from 'vitest';
import { elapsedMinMs, readingOf } from '../../../machines/clock-reading.ts';
import { readingBy } from '../../../machines/index.ts';
import { paymentInput } from '../../support/transactions.ts';

describe('a reading of the clocks', () => {
  it('names its clock when that is not the one of the creation', () => {
    const reading = { atMs: 5000, upMs: 70 };
    expect(readingBy(paymentInput({ bootId: 'boot-1' }), 'boot-1', reading)).toStrictEqual(reading);
    expect(readingBy(paymentInput({ bootId: 'boot-1' }), 'boot-2', reading)).toStrictEqual({
      ...reading,
      clock: 'boot-2',
    });
  });

  it('of an event has no clock when the event has none', () => {
    expect(readingOf({ atMs: 5000 })).toStrictEqual({ atMs: 5000, upMs: 5000 });
    expect(readingOf({ atMs: 5000, upMs: 70, clock: 'boot-2' })).toStrictEqual({
      atMs: 5000,
      upMs: 70,
      clock: 'boot-2',
    });
  });
});

describe('the time that has passed at least', () => {
  it('is that of the clock that cannot be set', () => {
    expect(elapsedMinMs({ atMs: 0, upMs: 100 }, { atMs: 9000, upMs: 350 })).toBe(250);
  });

  it('is across two clocks what the walls say, less the margin', () => {
    const [then, now] = [
      { atMs: 1000, upMs: 100 },
      { atMs: 9000, upMs: 5, clock: 'boot-2' },
    ];
    expect(elapsedMinMs(then, now, { clockSkewMaxMs: 500 })).toBe(7500);
    expect(elapsedMinMs(then, now)).toBe(3000);
  });
});
