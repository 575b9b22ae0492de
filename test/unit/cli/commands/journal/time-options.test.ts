import { describe, expect, it } from 'vitest';
import { readAge, readMoment } from '../../../../../cli/commands/journal/time-options.ts';

describe('a moment on the command line', () => {
  it('is a day of this machine, from its first to its last moment, also where the clock changes', () => {
    expect(readMoment('2026-03-29', 'from', 'start')).toBe(new Date(2026, 2, 29).getTime());
    expect(readMoment('2026-03-29', 'to', 'end')).toBe(new Date(2026, 2, 30).getTime());
    expect(readMoment('2026-12-31', 'to', 'end')).toBe(new Date(2027, 0, 1).getTime());
  });

  it('is a time of this machine, or of the time zone that it names', () => {
    expect(readMoment('2026-08-13T14:03', 'from', 'start')).toBe(new Date(2026, 7, 13, 14, 3).getTime());
    expect(readMoment('2026-08-13T14:03:22+02:00', 'from', 'end')).toBe(Date.UTC(2026, 7, 13, 12, 3, 22));
  });

  it.each([
    '',
    'today',
    '13.08.2026',
    '2026-02-30',
    '2026-02-30T14:03',
    '2026-02-29T14:03Z',
    '2026-13-01',
    '2026-08-13T25:00',
    '1786000000000',
  ])('is not %j', (text) => {
    expect(() => readMoment(text, 'from', 'start')).toThrow(/from: expected a day as 2026-08-13/);
  });
});

describe('an age on the command line', () => {
  it('is a number of hours, days or weeks', () => {
    expect(['36h', '90d', '12w'].map((text) => readAge(text, 'olderThan'))).toEqual([
      36 * 3_600_000,
      90 * 86_400_000,
      84 * 86_400_000,
    ]);
  });

  it.each(['', '90', '-1d', '1.5d', '3m', '1y', 'd'])('is not %j', (text) => {
    expect(() => readAge(text, 'olderThan')).toThrow(/expected hours, days or weeks/);
  });
});
