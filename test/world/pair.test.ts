import { describe, expect, it } from 'vitest';
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import { createEngine, type EngineOptions } from '../../index.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import { describeReport, type Rule } from '../../testkit/index.ts';
import { provePair, replayPair } from '../../testkit/pair-world/prove-pair.ts';
import type { CreateEngine } from '../../testkit/pair-world/pair-simulation.ts';
import { runPairDay } from '../../testkit/pair-world/run-pair-day.ts';
import type { PairSchedule, PairStep } from '../../testkit/pair-world/schedule/pair-schedule.ts';

/** The first seed, and how many: other ones with TENDERLINE_SEED=4711 TENDERLINE_PAIR_SEEDS=1000. */
const firstSeed = Number(process.env['TENDERLINE_SEED'] ?? 1);
const seeds = Number(process.env['TENDERLINE_PAIR_SEEDS'] ?? 24);

const POIID = 'V400m-324688179';
const order = {
  id: 'ORDER-1',
  poiid: POIID,
  amount: { currency: 'EUR', value: 1000 },
  tenderOptions: [],
  queue: false,
};

function day(steps: readonly PairStep[], fixed: readonly InjectedFault[] = []): PairSchedule {
  const clock = { skewMs: 0, drift: 0, upMs: 3_600_000 };
  const clocks = { A: clock, B: { ...clock, skewMs: 4000 } };
  return { seed: 1, poiids: [POIID], clocks, settings: {}, limits: {}, notifies: false, steps, faults: { fixed } };
}

/** Days on which one mistake shows. */
const MISTAKES: readonly {
  readonly mistake: string;
  readonly schedule: PairSchedule;
  readonly create: CreateEngine;
  readonly rule: Rule;
}[] = [
  {
    mistake: 'leaves a terminal alone whose owner was killed',
    schedule: day([
      { atMs: 10_000, do: 'kill', at: 'A', afterCrossings: 0, how: 'killed', downMs: 60_000 },
      { atMs: 20_000, do: 'pay', at: 'B', order },
    ]),
    create: (options) => createEngine({ ...options, limits: { ...options.limits, takeOverCheckMs: 30_000 } }),
    rule: 'notTakenOver',
  },
  {
    // Its intent is stored while the terminal is its own; the connection takes seconds, and in that time the terminal is lost.
    mistake: 'believes in its terminals until it gives them up',
    schedule: day(
      [
        { atMs: 10_000, do: 'pay', at: 'A', order },
        { atMs: 11_000, do: 'cutOff', at: 'A', lastsMs: 30_000 },
      ],
      [{ exchange: 'ORDER-1 Payment 1', kind: 'slowConnect' }],
    ),
    create: (options) => createEngine({ ...options, ...everOwning(options) }),
    rule: 'sentUnowned',
  },
];

/** What was taken once is its own, whatever happens: neither a look, nor a fence, nor a loss says anything else. The world asks the real one. */
function everOwning({ journal, parts }: EngineOptions): Pick<EngineOptions, 'journal' | 'parts'> {
  const real = parts?.ownership;
  if (real === undefined || typeof journal !== 'object') throw new Error('a host of the pair has both');
  const taken = new Set<string>();
  const ownership: Ownership = {
    ...real,
    fenceOf: () => 1,
    async acquire(poiid) {
      const isTaken = await real.acquire(poiid);
      if (isTaken) taken.add(poiid);
      return isTaken;
    },
    owns: (poiid) => taken.has(poiid),
    onLost: () => () => {},
  };
  const believing = new Proxy(journal, {
    get(target, name) {
      if (name === 'ownership') return ownership;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return { journal: believing, parts: { ...parts, ownership } };
}

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

  it.each(MISTAKES)('keep every rule on a day that shows an engine which $mistake', async ({ schedule }) => {
    expect(await runPairDay(schedule)).toMatchObject({ violations: [], orders: 1 });
  });

  it.each(MISTAKES)('are caught when one $mistake', async ({ schedule, create, rule }) => {
    const { violations } = await runPairDay(schedule, undefined, create);
    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });
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
