import { createHash } from 'node:crypto';
import { fold, type Surroundings } from './host.ts';
import { stepsOf } from './steps.ts';
import type { World } from './world.ts';

/** What everything that can happen in the small world comes to. */
export interface Exploration {
  readonly states: number;
  /** How many steps deep. */
  readonly depth: number;
  /** Whether nothing is left to be tried: no state beyond that depth. */
  readonly isWhole: boolean;
  /** The shortest way to a broken rule: the rule, then each step in words. */
  readonly counterexample?: readonly string[];
}

/** What must never be, as sentences. */
const RULES: readonly (readonly [says: string, isBroken: (around: Surroundings, world: World) => boolean])[] = [
  ['the request is sent once at most', (_, { terminal }) => terminal.sent > 1],
  ['the shopper is charged once at most', (_, { terminal }) => terminal.charges > 1],
  [
    'what is settled as not charged is never charged',
    (...of) => settledAs(...of) === 'no' && of[1].terminal.charges > 0,
  ],
  ['what is settled as charged was charged', (...of) => settledAs(...of) === 'yes' && of[1].terminal.charges === 0],
];

function settledAs({ input }: Surroundings, { journal }: World): string | undefined {
  return fold(input, journal).snapshot.context.outcome?.charged;
}

const texts = new WeakMap<object, string>();

/**
 * What decides how the world goes on, as a hash, so that millions of states fit into memory. Of the journal that is not the events, but what
 * they make of the transaction: for the database, for each host, and for a host that has not processed of its last event what that commands.
 */
function keyOf({ input }: Surroundings, { journal, hosts, ...world }: World): string {
  const views = [hosts.A, hosts.B].flatMap(({ known, isUnconfirmed }) => {
    const processed = fold(input, journal.slice(0, known));
    return isUnconfirmed
      ? [textOf(processed), JSON.stringify(fold(input, journal.slice(0, known + 1)).commands)]
      : [textOf(processed)];
  });
  const { A, B } = hosts;
  const rest = { ...world, A: { ...A, known: 0 }, B: { ...B, known: 0 } };
  const text = [JSON.stringify(rest), textOf(fold(input, journal)), ...views].join('\n');
  return createHash('sha1').update(text).digest('base64');
}

function textOf(folded: ReturnType<typeof fold>): string {
  const known = texts.get(folded);
  if (known !== undefined) return known;
  const { value, context } = folded.snapshot;
  const text = JSON.stringify([value, { ...context, input: undefined }]);
  texts.set(folded, text);
  return text;
}

interface Visited {
  readonly world: World;
  readonly says: string;
  readonly from: Visited | undefined;
}

/**
 * Tries everything that can happen, in every order, breadth first: a state that was seen is not looked at again. The first broken rule ends
 * it, on a shortest way.
 */
export function explore(around: Surroundings, first: World, depthMax: number): Exploration {
  const seen = new Set([keyOf(around, first)]);
  let level: Visited[] = [{ world: first, says: '', from: undefined }];
  for (let depth = 1; depth <= depthMax; depth += 1) {
    const next: Visited[] = [];
    for (const from of level) {
      for (const [says, world] of stepsOf(around, from.world)) {
        const key = keyOf(around, world);
        if (seen.has(key)) continue;
        seen.add(key);
        const visited = { world, says, from };
        const broken = RULES.find(([, isBroken]) => isBroken(around, world));
        if (broken !== undefined) {
          return { states: seen.size, depth, isWhole: false, counterexample: [broken[0], ...wayTo(visited)] };
        }
        next.push(visited);
      }
    }
    if (next.length === 0) return { states: seen.size, depth: depth - 1, isWhole: true };
    level = next;
  }
  return { states: seen.size, depth: depthMax, isWhole: false };
}

function wayTo(last: Visited): string[] {
  const way: string[] = [];
  for (let at: Visited | undefined = last; at?.from !== undefined; at = at.from) way.unshift(at.says);
  return way;
}
