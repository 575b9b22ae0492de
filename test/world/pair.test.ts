import { describe, expect, it } from 'vitest';
import type { Journal } from '../../adapters/index.ts';
import { createEngine, type EngineOptions } from '../../index.ts';
import { describeReport } from '../../testkit/index.ts';
import { provePair, replayPair } from '../../testkit/pair-world/prove-pair.ts';
import type { CreateEngine } from '../../testkit/pair-world/pair-simulation.ts';
import { runPairDay } from '../../testkit/pair-world/run-pair-day.ts';
import { drawPairDay } from '../../testkit/pair-world/schedule/draw-pair-day.ts';

/** The first seed, and how many: other ones with TENDERLINE_SEED=4711 TENDERLINE_PAIR_SEEDS=1000. */
const firstSeed = Number(process.env['TENDERLINE_SEED'] ?? 1);
const seeds = Number(process.env['TENDERLINE_PAIR_SEEDS'] ?? 30);

/** Within so many days each of the mistakes is caught. */
const MISTAKE_DAYS = 60;

type Parts = NonNullable<EngineOptions['parts']>;
type Ownership = NonNullable<Parts['ownership']>;

/** An engine to which the ownership of its terminals says something else. */
function believing(change: (ownership: Ownership) => Partial<Ownership>): CreateEngine {
  return (options) => {
    const { ownership } = options.parts ?? {};
    if (ownership === undefined) throw new TypeError('the pair has an ownership');
    const others = { ...ownership, ...change(ownership) };
    // An engine takes no ownership but that of its journal.
    const journal = new Proxy(options.journal as Journal, {
      get: (target, name) => {
        const member: unknown = name === 'ownership' ? others : Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    return createEngine({ ...options, journal, parts: { ...options.parts, ownership: others } });
  };
}

const MISTAKES: readonly {
  readonly mistake: string;
  readonly create: CreateEngine;
  readonly rules: readonly string[];
}[] = [
  {
    mistake: 'sends without looking whose the terminal is',
    create: believing(() => ({ owns: () => true, fenceOf: () => 1 })),
    rules: ['sentUnowned'],
  },
  {
    mistake: 'leaves a terminal alone whose owner is gone',
    create: (options) =>
      createEngine({ ...options, takeOver: { prefers: [] }, limits: { ...options.limits, takeOverCheckMs: 60_000 } }),
    rules: ['notTakenOver'],
  },
];

describe('two engines with one database', () => {
  it('break no promise in a hostile world', async () => {
    console.log(`pair world: seeds ${firstSeed} to ${firstSeed + seeds - 1}`);
    const report = await provePair({ firstSeed, seeds });
    console.log(describeReport(report, (seed) => `npm run prove -- --world pair --seed ${seed}`).join('\n'));
    expect(report.violations).toEqual({});
    expect(report.schedules).toBe(seeds);
    // A world in which nothing happens proves nothing.
    expect(report.charges).toBeGreaterThan(seeds / 2);
    const { crash = 0, stop = 0, takeover = 0, cutSession = 0, failOver = 0 } = report.befell;
    expect(Math.min(crash, stop, takeover, cutSession, failOver)).toBeGreaterThan(0);
  }, 180_000);

  it.each(MISTAKES)('are caught when each $mistake', async ({ create, rules }) => {
    const caught = async (seed: number) => {
      const { violations } = await runPairDay(drawPairDay(seed), undefined, create);
      return violations.some(({ rule }) => rules.includes(rule));
    };
    let seed = 1;
    while (seed <= MISTAKE_DAYS && !(await caught(seed))) seed += 1;
    expect(seed).toBeLessThanOrEqual(MISTAKE_DAYS);
  }, 120_000);
});

describe('the world of the pair', () => {
  it('is the same day again for the same seed, line by line', async () => {
    const [first, second]: [string[], string[]] = [[], []];
    await replayPair(3, (line) => first.push(line));
    await replayPair(3, (line) => second.push(line));
    expect(first.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  });
});
