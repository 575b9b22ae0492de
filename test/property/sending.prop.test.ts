import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SendingWorld, type Bounds, type Deed } from '../model/sending/sending-world.ts';
import { paymentInput } from '../support/transactions.ts';

/** More of everything than can be walked through: `test/model/sending` goes every way of a smaller world. */
const BOUNDS: Bounds = { deliver: 5, kill: 3, ask: 5, pass: 8 };

const { sendWithinMs } = paymentInput().limits;

/** By how much the clock of the second host is ahead, and what happens next, again and again: a place among what can happen. */
const skewMs = fc.integer({ min: -5_000, max: 5_000 });
const choices = fc.array(fc.nat(), { minLength: 10, maxLength: 40 });

/** Goes that way, and looks at each world on it. */
function walk(skew: number, way: readonly number[], look: (world: SendingWorld, deed: Deed) => void): void {
  let world = new SendingWorld(skew, BOUNDS);
  for (const choice of way) {
    // Most of the time an attempt goes on: else nothing would come as far as to send.
    const goesOn = world.deeds.filter((one) => 'execution' in one);
    const among = choice % 4 > 0 && goesOn.length > 0 ? goesOn : world.deeds;
    const deed = among[Math.floor(choice / 4) % Math.max(1, among.length)];
    if (deed === undefined) return;
    world = world.after(deed);
    look(world, deed);
  }
}

describe('in whatever order attempts, processes, cuts and wake-ups come', () => {
  test('a request is sent once at most, in time by any clock, and is never settled as not processed then', () => {
    let sent = 0;
    fc.assert(
      fc.property(skewMs, choices, (skew, way) => {
        let [before, passedMs] = [0, 0];
        const broken: string[] = [];
        walk(skew, way, ({ posts, outcome }, deed) => {
          if (deed.do === 'pass') passedMs += 5_000;
          if (posts > 1) broken.push('sent twice');
          if (posts > before && passedMs > sendWithinMs) broken.push('sent too late');
          if (posts > 0 && outcome === 'notProcessed') broken.push('sent, and settled as not processed');
          before = posts;
        });
        sent += before;
        expect(broken).toEqual([]);
      }),
      { numRuns: 200 },
    );
    // Ways on which nothing leaves would prove nothing.
    expect(sent).toBeGreaterThan(50);
  });
});
