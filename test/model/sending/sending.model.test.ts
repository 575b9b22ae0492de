import { describe, expect, it } from 'vitest';
import { SendingWorld, type Bounds, type Deed } from './sending-world.ts';

/** Every interleaving of these: two executions, a process that dies, a request that is asked about twice, in 20 seconds. */
const BOUNDS: Bounds = { deliver: 2, kill: 1, ask: 2, pass: 4 };

/** Breadth first: the first way to something is a shortest one. */
function explore(skewMs: number) {
  const ways = new Map<string, readonly Deed[]>();
  const seen = new Set<string>();
  let rim: readonly (readonly [SendingWorld, readonly Deed[]])[] = [[new SendingWorld(skewMs, BOUNDS), []]];
  let depth = 0;
  for (; rim.length > 0; depth += 1) {
    const next: (readonly [SendingWorld, readonly Deed[]])[] = [];
    for (const [world, way] of rim) {
      for (const deed of world.deeds) {
        const after = world.after(deed);
        const longer = [...way, deed];
        for (const what of verdictOf(after)) if (!ways.has(what)) ways.set(what, longer);
        const { key } = after;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push([after, longer]);
      }
    }
    rim = next;
  }
  return { states: seen.size, depth, ways };
}

function verdictOf({ posts, outcome }: SendingWorld): readonly string[] {
  return [
    ...(posts > 1 ? ['sent twice'] : []),
    ...(posts > 0 && outcome === 'notProcessed' ? ['sent, and settled as not processed'] : []),
    ...(posts === 1 && outcome === 'approved' ? ['sent once, and the truth is known'] : []),
    ...(posts === 0 && outcome === 'notProcessed' ? ['not sent, and the truth is known'] : []),
  ];
}

describe.each([-5_000, 5_000])(
  'two hosts that run the steps of one payment, the clock of one %i ms ahead',
  (skewMs) => {
    const { states, depth, ways } = explore(skewMs);
    console.log(`rules of sending: ${states} states, ${depth} deep, clocks ${skewMs} ms apart`);
    const wayTo = (what: string) => ways.get(what)?.map((deed) => JSON.stringify(deed)) ?? [];

    it('never send it twice, in whatever order steps are run, repeated, cut, killed, stopped and woken', () => {
      expect(wayTo('sent twice')).toEqual([]);
    });

    it('never settle as not processed what was sent or is sent later', () => {
      expect(wayTo('sent, and settled as not processed')).toEqual([]);
    });

    it('come to the truth, whether it was sent or not', () => {
      expect(wayTo('sent once, and the truth is known')).not.toEqual([]);
      expect(wayTo('not sent, and the truth is known')).not.toEqual([]);
    });
  },
);
