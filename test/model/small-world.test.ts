import { describe, expect, it } from 'vitest';
import { explore } from '../../testkit/small-world/explore.ts';
import { NOTHING, PAYMENT, SMALL_WORLDS } from '../../testkit/small-world/small-worlds.ts';
import { firstWorld } from '../../testkit/small-world/world.ts';

// `npm run prove -- --world small` goes to the end of each.
const DEPTH_MAX = 7;

describe('one payment on two hosts', () => {
  it.each(SMALL_WORLDS)('breaks no rule in any order of what can happen in $says', ({ around, first }) => {
    const { states, counterexample } = explore(around, first, DEPTH_MAX);
    expect(counterexample).toBeUndefined();
    expect(states).toBeGreaterThan(100);
  });

  it('charges a shopper who was told that nothing was taken, when a host that wakes late does not look at the time', () => {
    const around = { input: PAYMENT, skewMs: 0, upMsOfB: 7_000, mayNotSend: () => undefined };
    const { counterexample } = explore(around, firstWorld({ ...NOTHING, takeover: 1, wait: 3 }), 20);
    expect(counterexample?.[0]).toBe('what is settled as not charged is never charged');
    expect(counterexample).toContain('A: sends');
  });
});
