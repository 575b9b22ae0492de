import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SendingWorld, type Bounds, type Deed } from '../model/sending/sending-world.ts';
import { paymentInput } from '../support/transactions.ts';

/** More of everything than can be walked through: `test/model/sending` goes every way of a smaller world. */
const BOUNDS: Bounds = { deliver: 5, kill: 3, ask: 5, pass: 8 };

const { sendWithinMs } = paymentInput().limits;

/** By how much the clock of the second host is ahead, and what happens next, again and again: a place among all that can happen. */
const skewMs = fc.integer({ min: -5_000, max: 5_000 });
const choices = fc.array(fc.nat(), { minLength: 10, maxLength: 60 });

/** Goes that way, and looks at each world on it. */
function walk(skew: number, way: readonly number[], look: (world: SendingWorld, done: readonly Deed[]) => void): void {
  let world = new SendingWorld(skew, BOUNDS);
  const done: Deed[] = [];
  for (const choice of way) {
    const deed = world.deeds[choice % Math.max(1, world.deeds.length)];
    if (deed === undefined) return;
    done.push(deed);
    world = world.after(deed);
    look(world, done);
  }
}

describe('in whatever order attempts, processes, cuts and wake-ups come', () => {
  test('a request is sent once at most, and what was sent is never settled as not processed', () => {
    let sent = 0;
    fc.assert(
      fc.property(skewMs, choices, (skew, way) => {
        walk(skew, way, ({ posts, outcome }, done) => {
          sent += posts;
          expect(posts, JSON.stringify(done)).toBeLessThanOrEqual(1);
          expect(outcome === 'notProcessed' && posts > 0, JSON.stringify(done)).toBe(false);
        });
      }),
      { numRuns: 500 },
    );
    // Ways on which nothing leaves would prove nothing.
    expect(sent).toBeGreaterThan(100);
  });

  test('a process that was stopped with its attempt sends nothing once the time to send is over by any clock', () => {
    fc.assert(
      fc.property(skewMs, choices, (skew, way) => {
        let passed = 0;
        let before = 0;
        walk(skew, way, ({ posts }, done) => {
          passed = done.filter((deed) => deed.do === 'pass').length * 5_000;
          if (posts > before) expect(passed, JSON.stringify(done)).toBeLessThanOrEqual(sendWithinMs);
          before = posts;
        });
      }),
      { numRuns: 300 },
    );
  });
});
