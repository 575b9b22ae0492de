import { describe, expect, it } from 'vitest';
import { explore } from '../../testkit/small-world/explore.ts';
import { SMALL_WORLDS } from '../../testkit/small-world/small-worlds.ts';

// `npm run prove -- --world small` goes to the end of each.
const DEPTH_MAX = 7;

describe('one payment on two hosts', () => {
  it.each(SMALL_WORLDS)('breaks no rule in any order of what can happen in $says', ({ around, first }) => {
    const { states, counterexample } = explore(around, first, DEPTH_MAX);
    expect(counterexample).toBeUndefined();
    expect(states).toBeGreaterThan(100);
  });

  it('charges a shopper who was told that nothing was taken, when a host that wakes late does not look at the time', () => {
    const [{ around, first } = SMALL_WORLDS[0]!] = SMALL_WORLDS;
    const shorter = { ...first, left: { ...first.left, wait: 3 } };
    const { counterexample } = explore({ ...around, mayNotSend: () => undefined }, shorter, 20);
    expect(counterexample?.[0]).toBe('what is settled as not charged is never charged');
    expect(counterexample).toContain('A: sends');
  });
});
