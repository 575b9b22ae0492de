import { expect, it } from 'vitest';
import { systemClock } from '../../../adapters/system-clock.ts';

it('the system clock gives epoch milliseconds', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
