import { describe, expect, it } from 'vitest';
import { table } from '../../../../cli/output/table.ts';
import { showMoment, showTime } from '../../../../cli/output/format-time.ts';

describe('a table', () => {
  it('has columns as wide as their widest cell, and nothing at the end of a line', () => {
    expect(
      table([
        ['id', 'amount', ''],
        ['long-id', 'EUR 1.00', 'x'],
        ['b', '', ''],
      ]),
    ).toEqual(['id        amount', 'long-id   EUR 1.00   x', 'b']);
  });
});

describe('a time', () => {
  it('is that of the clock on the wall', () => {
    const noon = new Date(2026, 7, 13, 12, 3, 22, 45).getTime();
    expect(showTime(noon)).toBe('2026-08-13 12:03:22');
    expect(showMoment(noon)).toBe('2026-08-13 12:03:22.045');
  });
});
