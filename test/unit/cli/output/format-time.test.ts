import { describe, expect, it } from 'vitest';
import { formatTime, formatTimeMs } from '../../../../cli/output/format-time.ts';

describe('a time', () => {
  it('is printed in the time zone of the machine, to the second or to the millisecond', () => {
    const noon = new Date(2026, 7, 13, 12, 3, 22, 45).getTime();
    expect(formatTime(noon)).toBe('2026-08-13 12:03:22');
    expect(formatTimeMs(noon)).toBe('2026-08-13 12:03:22.045');
  });
});
